"""What became of the remedy at the membership."""

from datetime import datetime

from services.appeals.contract.events import AppealClosed, RemedyConfirmed, RemedyRefused
from services.appeals.domain.ended import ways_on
from services.appeals.domain.recorder import Recorder
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


def confirm(appeal: Appeal, days: int, period_end: datetime, now: datetime) -> Recorder:
    ruling = pending(appeal)
    recorder = Recorder(appeal, SYSTEM, now)
    recorder.add(
        RemedyConfirmed(
            **recorder.about,
            remedy=ruling.remedy,
            remedy_id=ruling.remedy_id,
            days=days,
            period_end=period_end,
            **ways_on(appeal, ruling.verdict, now),
        )
    )
    recorder.add(AppealClosed(**recorder.about))
    return recorder


def refuse(appeal: Appeal, why: str, now: datetime) -> Recorder:
    recorder = Recorder(appeal, SYSTEM, now)
    recorder.add(RemedyRefused(**recorder.about, remedy_id=pending(appeal).remedy_id, why=why))
    return recorder
