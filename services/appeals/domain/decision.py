"""The decision: a verdict, its cause, a reason that the member reads, and a remedy."""

from datetime import datetime

from infra.kernel.errors import InvalidInput, NotAllowed
from infra.kernel.events import Actor
from infra.kernel.ids import derived_id
from services.appeals.contract.commands import DecideAppeal
from services.appeals.contract.events import AppealClosed, AppealDecided
from services.appeals.contract.words import Verdict
from services.appeals.domain.progress import Progress, Words
from services.appeals.domain.review import begin
from services.appeals.domain.state import Appeal
from services.appeals.domain.texts import permanent_text
from services.membership.contract.words import Cause, RemedyKind

MOST_DAYS = 3_660


def decide_appeal(appeal: Appeal, command: DecideAppeal, actor: Actor, now: datetime) -> Progress:
    """Upholding without a remedy is possible (the membership may be back already); the reason,
    which is never optional, tells the member why."""
    reason = permanent_text(command.reason, "reason")
    _check(command)
    progress = begin(appeal, actor, now)
    if command.remedy is not RemedyKind.NOTHING:
        _require_known_loss(appeal)
    progress.add(_decided(progress, command, reason), cause=command.cause.value)
    progress.say(Words(text=reason))
    if command.remedy is RemedyKind.NOTHING:
        progress.add(AppealClosed(**progress.about))
    return progress


def _decided(progress: Progress, command: DecideAppeal, reason: str) -> AppealDecided:
    version = progress.appeal.version + 1
    nothing = command.remedy is RemedyKind.NOTHING
    return AppealDecided(
        **progress.about,
        verdict=command.verdict,
        cause=command.cause,
        reason=reason,
        remedy=command.remedy,
        remedy_id="" if nothing else derived_id(progress.appeal.number, str(version)),
        days=command.days,
    )


def _check(command: DecideAppeal) -> None:
    nothing = command.remedy is RemedyKind.NOTHING
    if command.verdict is Verdict.REJECTED and not nothing:
        raise InvalidInput("A rejected appeal has the remedy NOTHING.", field="remedy")
    if command.verdict is not Verdict.REJECTED and command.cause is Cause.UNKNOWN:
        raise InvalidInput(
            f"{command.verdict.value} needs the cause of the loss; UNKNOWN is none.",
            field="cause",
        )
    if command.days is not None and nothing:
        raise InvalidInput("The remedy NOTHING has no days.", field="days")
    if command.days is not None and not 0 < command.days <= MOST_DAYS:
        raise InvalidInput(f"days must be 1 to {MOST_DAYS}.", field="days")


def _require_known_loss(appeal: Appeal) -> None:
    if appeal.lost_at is None and not appeal.case_file_sha256:
        raise NotAllowed(
            "The membership has not yet said when the loss began, which a remedy needs; "
            "the case file is fetched as soon as it answers.",
            details={"allowed": [RemedyKind.NOTHING.value]},
        )
