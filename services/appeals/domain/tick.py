"""What time alone does to an appeal."""

from datetime import datetime

from services.appeals.contract.events import (
    Event,
    FirstAnswerMissed,
    PromiseMissed,
    WaitEnded,
)
from services.appeals.contract.words import Owed
from services.appeals.domain.clocks import clock_due, owed
from services.appeals.domain.progress import Progress
from services.appeals.domain.state import Appeal
from services.shared.callers import SYSTEM


def tick(appeal: Appeal, now: datetime) -> Progress:
    """Everything that was due by `now`, each recorded with the time at which it was due."""
    progress = Progress(appeal, SYSTEM, now)
    while (due := clock_due(progress.appeal)) is not None and due <= now:
        progress.add(_passed(progress, due), happened_at=due)
    return progress


def _passed(progress: Progress, due: datetime) -> Event:
    """What has passed at `due`: the member's time to answer, or a promise of ours."""
    ours = owed(progress.appeal)
    if ours is None:
        return WaitEnded(**progress.about, asked_until=due)
    if ours is Owed.FIRST_ANSWER and not progress.appeal.first_answer_missed:
        return FirstAnswerMissed(**progress.about, due=due)
    return PromiseMissed(**progress.about, owed=ours, due=due)
