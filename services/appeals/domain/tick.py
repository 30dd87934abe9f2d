"""What time alone does to an appeal."""

from datetime import datetime, timedelta
from typing import NamedTuple

from services.appeals.contract.clock_events import BreachNear
from services.appeals.contract.event import Event
from services.appeals.contract.events import (
    AnswerReminded,
    AppealWithdrawn,
    FirstAnswerMissed,
    PromiseMissed,
    WaitEnded,
)
from services.appeals.contract.lifecycle_events import AppealTimeExtended
from services.appeals.contract.words import AfterWait, AppealState, Owed
from services.appeals.domain.aggregate.ended import escalate_until, reopen_until
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.clocks.clocks import ANSWER_AFTER_OUTAGE, clock_due, owed
from services.appeals.domain.clocks.warnings import least_left
from services.appeals.domain.recording.recorder import Recorder
from services.membership.contract.rules import APPEAL_WITHIN, OUTAGE_AFTER
from services.shared.callers import SYSTEM


class Passed(NamedTuple):
    event: Event
    at: datetime


def tick(appeal: Appeal, now: datetime, look_at: datetime | None = None) -> Recorder:
    """Everything that was due by `now`, each recorded with the time at which it was due. `look_at`:
    when it was to be looked at again, so that nobody has since."""
    recorder = Recorder(appeal, SYSTEM, now)
    while (due := clock_due(recorder.appeal)) is not None and due <= now:
        passed = _passed(recorder, due)
        recorder.add(passed.event, happened_at=passed.at)
    _warn(recorder)
    _extend(recorder, look_at)
    return recorder


def _warn(recorder: Recorder) -> None:
    left, owes = least_left(recorder.appeal, recorder.now), owed(recorder.appeal)
    if left is None or owes is None or recorder.appeal.promised_at is None:
        return
    recorder.add(
        BreachNear(
            **recorder.about,
            owed=owes,
            due=recorder.appeal.promised_at,
            left_minutes=left // timedelta(minutes=1),
        )
    )


def _extend(recorder: Recorder, look_at: datetime | None) -> None:
    """Nobody loses the way on because we were away when it ended."""
    appeal, now = recorder.appeal, recorder.now
    over = reopen_until(appeal)
    if over is None or look_at is None or look_at > over:
        return
    if now - over <= OUTAGE_AFTER:
        return
    later = now + ANSWER_AFTER_OUTAGE
    escalates = later if escalate_until(appeal) is not None else None
    recorder.add(
        AppealTimeExtended(
            **recorder.about, over_at=over, reopen_until=later, escalate_until=escalates
        )
    )


def _passed(recorder: Recorder, due: datetime) -> Passed:
    """What has passed at `due`: the member's time to answer, or a promise of ours."""
    appeal = recorder.appeal
    if appeal.state is AppealState.WAITING_FOR_MEMBER and appeal.answer_until is not None:
        return _waited(recorder, appeal.answer_until)
    return Passed(_broken(recorder, owed(appeal) or Owed.DECISION, due), due)


def _broken(recorder: Recorder, ours: Owed, due: datetime) -> Event:
    if ours is Owed.FIRST_ANSWER and not recorder.appeal.first_answer_missed:
        return FirstAnswerMissed(**recorder.about, due=due)
    return PromiseMissed(**recorder.about, owed=ours, due=due)


def _waited(recorder: Recorder, until: datetime) -> Passed:
    """A reminder comes while there is time to answer, and nothing is closed over an answer for
    which we were not there."""
    now, about, what_follows = recorder.now, recorder.about, recorder.appeal.what_follows
    if now < until:
        return Passed(AnswerReminded(**about, answer_until=until, what_follows=what_follows), now)
    if what_follows is AfterWait.DECIDE:
        return Passed(WaitEnded(**about, asked_until=until), until)
    if now - until > OUTAGE_AFTER:
        later = now + ANSWER_AFTER_OUTAGE
        return Passed(AnswerReminded(**about, answer_until=later, what_follows=what_follows), now)
    reopen_until = until + APPEAL_WITHIN
    closed = AppealWithdrawn(**about, unanswered_since=until, reopen_until=reopen_until)
    return Passed(closed, until)
