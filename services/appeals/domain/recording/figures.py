"""What of an appeal is counted: a row for each, written with what it counts."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

import msgspec

from infra.kernel.events import event_id
from services.appeals.contract.events import (
    AppealDecided,
    AppealSubmitted,
    InformationAsked,
    RemedyConfirmed,
    StaffAnswered,
)
from services.appeals.contract.words import Verdict
from services.appeals.domain.aggregate.lifecycle import OPEN
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.clocks.business_time import business_time_before
from services.appeals.domain.clocks.clocks import FIRST_ANSWER_WITHIN
from services.appeals.domain.recording.recorder import Recorder
from services.membership.contract.words import Cause, RemedyKind

ANSWERS = (InformationAsked, StaffAnswered, AppealDecided)


class FigureKind(StrEnum):
    """OPENED, ENDED: there is one more open appeal, or one less."""

    SUBMITTED = "SUBMITTED"
    ANSWERED = "ANSWERED"
    DECIDED = "DECIDED"
    REMEDIED = "REMEDIED"
    OPENED = "OPENED"
    ENDED = "ENDED"


class Figure(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`seconds`: since the appeal, or its round, was opened. `days`: granted;
    `credited`: minor units."""

    event_id: str
    kind: FigureKind
    at: datetime
    seconds: int = 0
    cause: Cause | None = None
    verdict: Verdict | None = None
    reviewer: str = ""
    remedy: RemedyKind | None = None
    days: int = 0
    credited: int = 0


def figures_of(recorder: Recorder) -> Iterator[Figure]:
    """Of what is about to be written."""
    before = recorder.before
    answered = before is not None and before.first_answered_at is not None
    for version, draft in enumerate(recorder.drafts, (before.version if before else 0) + 1):
        event, id = draft.event, event_id(recorder.appeal.number, version)
        if isinstance(event, ANSWERS) and not answered:
            answered = True
            yield _figure(id, FigureKind.ANSWERED, recorder)
        if isinstance(event, AppealSubmitted):
            yield Figure(event_id=id, kind=FigureKind.SUBMITTED, at=recorder.now)
        elif isinstance(event, AppealDecided):
            yield _decided(event, _figure(id, FigureKind.DECIDED, recorder))
        elif isinstance(event, RemedyConfirmed):
            yield _remedied(event, _figure(id, FigureKind.REMEDIED, recorder))
    if recorder.drafts:
        yield from _opened_or_ended(recorder)


def _opened_or_ended(recorder: Recorder) -> Iterator[Figure]:
    before, after = recorder.before, recorder.appeal
    was, is_ = before is not None and before.state in OPEN, after.state in OPEN
    if was != is_:
        kind = FigureKind.OPENED if is_ else FigureKind.ENDED
        yield Figure(event_id=event_id(after.number, after.version), kind=kind, at=recorder.now)


def _figure(id: str, kind: FigureKind, recorder: Recorder) -> Figure:
    passed = recorder.now - opened_at(recorder.appeal)
    reviewer = recorder.appeal.reviewer
    return Figure(
        event_id=id,
        kind=kind,
        at=recorder.now,
        seconds=int(passed.total_seconds()),
        reviewer=reviewer.id if reviewer else "",
    )


def _decided(event: AppealDecided, figure: Figure) -> Figure:
    return msgspec.structs.replace(figure, cause=event.cause, verdict=event.verdict)


def _remedied(event: RemedyConfirmed, figure: Figure) -> Figure:
    credited = event.given.credited if event.given else 0
    return msgspec.structs.replace(figure, remedy=event.remedy, days=event.days, credited=credited)


def opened_at(appeal: Appeal) -> datetime:
    """The appeal, or its last round: its first promise was counted from there."""
    if appeal.rounds == 1:
        return appeal.submitted_at
    return business_time_before(appeal.calendar, appeal.first_answer_due, FIRST_ANSWER_WITHIN)
