"""What staff are told of an appeal, by its events; and whether it is so still.

A notice goes to whoever has the appeal, and to the whole desk while nobody has it.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

import msgspec

from infra.kernel.events import event_id
from services.appeals.contract.clock_events import BreachNear, NotRestoredForNow
from services.appeals.contract.clock_words import Restoration
from services.appeals.contract.event import Event
from services.appeals.contract.events import (
    AppealTaken,
    AppealTakenOver,
    FirstAnswerMissed,
    MemberReplied,
    PromiseMissed,
    RemedyRefused,
)
from services.appeals.contract.evidence_events import EvidenceAdded
from services.appeals.contract.lifecycle_events import AppealEscalated, AppealReopened
from services.appeals.contract.notice_words import NoticeKind
from services.appeals.contract.words import Owed, RemedyState
from services.appeals.domain.aggregate.lifecycle import ENDED, OPEN
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.recording.recorder import Recorder
from services.membership.contract.provisional_words import NotRestoredBecause

K = NoticeKind


class StaffNotice(msgspec.Struct, frozen=True, kw_only=True):
    """`to`: the id of one of the staff; empty: whoever is at the desk. `event_id` and `version`: of
    the event that it is about."""

    event_id: str
    version: int
    kind: NoticeKind
    number: str
    at: datetime
    to: str
    due: datetime | None = None
    owed: Owed | None = None
    left_minutes: int | None = None


_KINDS: dict[type[Event], NoticeKind] = {
    BreachNear: K.BREACH_NEAR,
    FirstAnswerMissed: K.BREACHED,
    PromiseMissed: K.BREACHED,
    RemedyRefused: K.REMEDY_REFUSED,
    MemberReplied: K.MEMBER_WROTE,
    EvidenceAdded: K.MEMBER_WROTE,
    AppealEscalated: K.ESCALATED,
    AppealReopened: K.REOPENED,
}


def notices_of(recorder: Recorder) -> Iterator[StaffNotice]:
    """Of what is about to be written."""
    before = recorder.before.version if recorder.before else 0
    for version, draft in enumerate(recorder.drafts, before + 1):
        event = draft.event
        if not isinstance(event, Event):
            continue
        told = list(_handed(event, recorder))
        if (kind := _kind_of(event, new=recorder.before is None)) is not None:
            told.append((kind, _whoever_has_it(recorder.appeal)))
        for one, to in told:
            yield _notice(event, one, recorder, version, to)


def nobody_there(recorder: Recorder) -> StaffNotice:
    """It has come into a queue in which nobody works who is there."""
    appeal = recorder.appeal
    return StaffNotice(
        event_id=event_id(appeal.number, appeal.version),
        version=appeal.version,
        kind=K.NOBODY_THERE,
        number=appeal.number,
        at=recorder.now,
        to="",
    )


def _whoever_has_it(appeal: Appeal) -> str:
    return appeal.reviewer.id if appeal.reviewer else ""


def _kind_of(event: Event, *, new: bool) -> NoticeKind | None:
    if isinstance(event, NotRestoredForNow):
        protected = event.why is NotRestoredBecause.SECURITY_HOLD
        return K.PROTECTED if protected else None
    if isinstance(event, AppealEscalated) and event.nobody_else:
        return K.NOBODY_ELSE
    if isinstance(event, EvidenceAdded) and new:
        return None  # it came with the appeal itself
    return _KINDS.get(type(event))


def _handed(event: Event, recorder: Recorder) -> Iterator[tuple[NoticeKind, str]]:
    """Who has an appeal now hears of it where a colleague says so, and who had it."""
    if isinstance(event, AppealTaken | AppealTakenOver) and event.to is not None:
        yield K.ASSIGNED, event.to.id
    if isinstance(event, AppealTakenOver) and event.taken_from != recorder.actor.id:
        yield K.TAKEN_OVER, event.taken_from


def _notice(
    event: Event, kind: NoticeKind, recorder: Recorder, version: int, to: str
) -> StaffNotice:
    return StaffNotice(
        event_id=event_id(event.number, version),
        version=version,
        kind=kind,
        number=event.number,
        at=recorder.now,
        to=to,
        due=getattr(event, "due", None),
        owed=Owed.FIRST_ANSWER
        if isinstance(event, FirstAnswerMissed)
        else getattr(event, "owed", None),
        left_minutes=getattr(event, "left_minutes", None),
    )


def holds(notice: StaffNotice, appeal: Appeal) -> bool:
    """Whether there is still something to do about it."""
    return _HOLDS[notice.kind](notice, appeal)


def _near(notice: StaffNotice, appeal: Appeal) -> bool:
    return appeal.state in OPEN and appeal.promised_at == notice.due


def _broken(notice: StaffNotice, appeal: Appeal) -> bool:
    return appeal.state not in ENDED and appeal.promises_missed > 0


def _refused(notice: StaffNotice, appeal: Appeal) -> bool:
    ruling = appeal.ruling
    refused = ruling is not None and ruling.remedy_state is RemedyState.REFUSED
    return refused and appeal.state in OPEN


def _open(notice: StaffNotice, appeal: Appeal) -> bool:
    return appeal.state in OPEN


def _untaken(notice: StaffNotice, appeal: Appeal) -> bool:
    return appeal.state in OPEN and appeal.reviewer is None


def _elsewhere(notice: StaffNotice, appeal: Appeal) -> bool:
    return appeal.reviewer is not None and appeal.reviewer.id != notice.to


def _theirs(notice: StaffNotice, appeal: Appeal) -> bool:
    return appeal.state in OPEN and appeal.reviewer is not None and appeal.reviewer.id == notice.to


def _withheld(notice: StaffNotice, appeal: Appeal) -> bool:
    return appeal.state in OPEN and appeal.restoration is Restoration.WITHHELD


_HOLDS: dict[NoticeKind, Callable[[StaffNotice, Appeal], bool]] = {
    K.BREACH_NEAR: _near,
    K.BREACHED: _broken,
    K.REMEDY_REFUSED: _refused,
    K.MEMBER_WROTE: _open,
    K.ASSIGNED: _theirs,
    K.TAKEN_OVER: _elsewhere,
    K.ESCALATED: _untaken,
    K.NOBODY_ELSE: _untaken,
    K.NOBODY_THERE: _untaken,
    K.REOPENED: _untaken,
    K.PROTECTED: _withheld,
}
