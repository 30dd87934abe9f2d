"""What became of the remedy at the membership."""

from datetime import datetime

from services.appeals.contract.events import AppealClosed, RemedyConfirmed, RemedyRefused
from services.appeals.domain.progress import Progress
from services.appeals.domain.state import Appeal, Ruling
from services.membership.contract.commands import ApplyRemedy
from services.shared.callers import SYSTEM


def pending(appeal: Appeal) -> Ruling:
    """The ruling whose remedy is to be applied."""
    if appeal.ruling is None or not appeal.remedy_pending:
        raise ValueError(f"{appeal.number} has no remedy to apply")
    return appeal.ruling


def request(appeal: Appeal) -> ApplyRemedy:
    """The same for the same decision, however often it is asked."""
    ruling = pending(appeal)
    return ApplyRemedy(
        member_id=appeal.member_id,
        remedy_id=ruling.remedy_id,
        appeal_number=appeal.number,
        kind=ruling.remedy,
        loss_cause=ruling.cause,
        lost_at=appeal.loss_began,
        days=ruling.days,
        reason=ruling.reason,
    )


def confirm(appeal: Appeal, days: int, period_end: datetime, now: datetime) -> Progress:
    ruling = pending(appeal)
    progress = Progress(appeal, SYSTEM, now)
    progress.add(
        RemedyConfirmed(
            **progress.about,
            remedy=ruling.remedy,
            remedy_id=ruling.remedy_id,
            days=days,
            period_end=period_end,
        )
    )
    progress.add(AppealClosed(**progress.about))
    return progress


def refuse(appeal: Appeal, why: str, now: datetime) -> Progress:
    progress = Progress(appeal, SYSTEM, now)
    progress.add(RemedyRefused(**progress.about, remedy_id=pending(appeal).remedy_id, why=why))
    return progress
