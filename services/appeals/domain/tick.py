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
from services.appeals.contract.words import AfterWait, AppealState, Owed
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.clocks.clocks import ANSWER_AFTER_OUTAGE, clock_due, owed
from services.appeals.domain.clocks.warnings import least_left
from services.appeals.domain.recording.recorder import Recorder
from services.membership.contract.rules import APPEAL_WITHIN, OUTAGE_AFTER
from services.shared.callers import SYSTEM


class Passed(NamedTuple):
    event: Event
    at: datetime


def tick(appeal: Appeal, now: datetime) -> Recorder:
    """Everything that was due by `now`, each recorded with the time at which it was due."""
    recorder = Recorder(appeal, SYSTEM, now)
    while (due := clock_due(recorder.appeal)) is not None and due <= now:
        passed = _passed(recorder, due)
        recorder.add(passed.event, happened_at=passed.at)
    _warn(recorder)
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
