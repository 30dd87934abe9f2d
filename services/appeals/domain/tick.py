"""What time alone does to an appeal."""

from datetime import datetime

from infra.kernel.events import SYSTEM
from services.appeals.contract.events import FirstAnswerMissed, WaitEnded
from services.appeals.contract.words import AppealState
from services.appeals.domain.clocks import clock_due
from services.appeals.domain.progress import Progress
from services.appeals.domain.state import Appeal


def tick(appeal: Appeal, now: datetime) -> Progress:
    """Everything that was due by `now`, each recorded with the time at which it was due."""
    progress = Progress(appeal, SYSTEM, now)
    while (due := clock_due(progress.appeal)) is not None and due <= now:
        if progress.appeal.state is AppealState.WAITING_FOR_MEMBER:
            progress.add(WaitEnded(**progress.about, asked_until=due), happened_at=due)
        else:
            progress.add(FirstAnswerMissed(**progress.about, due=due), happened_at=due)
    return progress
