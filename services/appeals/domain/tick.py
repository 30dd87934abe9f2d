"""What time alone does to an appeal."""

from datetime import datetime, timedelta

from services.appeals.contract.clock_events import BreachNear
from services.appeals.contract.event import Event
from services.appeals.contract.events import (
    FirstAnswerMissed,
    PromiseMissed,
    WaitEnded,
)
from services.appeals.contract.words import Owed
from services.appeals.domain.clocks import clock_due, owed
from services.appeals.domain.recorder import Recorder
from services.appeals.domain.state import Appeal
from services.appeals.domain.warnings import least_left
from services.shared.callers import SYSTEM


def tick(appeal: Appeal, now: datetime) -> Recorder:
    """Everything that was due by `now`, each recorded with the time at which it was due."""
    recorder = Recorder(appeal, SYSTEM, now)
    while (due := clock_due(recorder.appeal)) is not None and due <= now:
        recorder.add(_passed(recorder, due), happened_at=due)
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


def _passed(recorder: Recorder, due: datetime) -> Event:
    """What has passed at `due`: the member's time to answer, or a promise of ours."""
    ours = owed(recorder.appeal)
    if ours is None:
        return WaitEnded(**recorder.about, asked_until=due)
    if ours is Owed.FIRST_ANSWER and not recorder.appeal.first_answer_missed:
        return FirstAnswerMissed(**recorder.about, due=due)
    return PromiseMissed(**recorder.about, owed=ours, due=due)
