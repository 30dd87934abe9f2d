"""The decision: a verdict, its cause, a reason that the member reads, and a remedy."""

from datetime import datetime

from infra.kernel.errors import InvalidInput, NotAllowed
from infra.kernel.events import Actor
from infra.kernel.ids import derived_id
from infra.kernel.sentences import both
from services.appeals.contract.commands import DecideAppeal
from services.appeals.contract.events import AppealClosed, AppealDecided
from services.appeals.contract.words import Verdict
from services.appeals.domain.ended import NOT_YET, ways_on
from services.appeals.domain.linking import require_unlinked
from services.appeals.domain.recorder import NewMessage, Recorder
from services.appeals.domain.review import begin
from services.appeals.domain.state import Appeal
from services.appeals.domain.texts import permanent_text
from services.membership.contract.rules import check_days
from services.membership.contract.words import Cause, RemedyKind


def decide_appeal(appeal: Appeal, command: DecideAppeal, actor: Actor, now: datetime) -> Recorder:
    """Upholding without a remedy is possible (the membership may be back already); the reason,
    which is never optional, tells the member why."""
    reason = permanent_text(command.reason, "reason")
    _check(command)
    require_unlinked(appeal)
    recorder = begin(appeal, actor, now)
    if command.remedy is not RemedyKind.NOTHING:
        _require_known_loss(appeal)
    recorder.add(_decided(recorder, command, reason, now), cause=command.cause.value)
    recorder.say(NewMessage(text=reason))
    if command.remedy is RemedyKind.NOTHING:
        recorder.add(AppealClosed(**recorder.about))
    return recorder


def _decided(
    recorder: Recorder, command: DecideAppeal, reason: str, now: datetime
) -> AppealDecided:
    version = recorder.appeal.version + 1
    nothing = command.remedy is RemedyKind.NOTHING
    return AppealDecided(
        **recorder.about,
        verdict=command.verdict,
        cause=command.cause,
        reason=reason,
        remedy=command.remedy,
        remedy_id="" if nothing else derived_id(recorder.appeal.number, str(version)),
        days=command.days,
        **(ways_on(recorder.appeal, command.verdict, now) if nothing else NOT_YET),
    )


def _check(command: DecideAppeal) -> None:
    nothing = command.remedy is RemedyKind.NOTHING
    if command.verdict is Verdict.REJECTED and not nothing:
        raise InvalidInput(
            both("驳回的申诉，remedy 须为 NOTHING。", "A rejected appeal has the remedy NOTHING."),
            field="remedy",
        )
    if command.verdict is not Verdict.REJECTED and command.cause is Cause.UNKNOWN:
        raise InvalidInput(
            both(
                "{verdict} 须写明失去会员的原因，不能是 UNKNOWN。",
                "{verdict} needs the cause of the loss; UNKNOWN is none.",
                verdict=command.verdict.value,
            ),
            field="cause",
        )
    if command.days is not None and nothing:
        raise InvalidInput(
            both("remedy 为 NOTHING 时没有 days。", "The remedy NOTHING has no days."), field="days"
        )
    check_days(command.days)


def _require_known_loss(appeal: Appeal) -> None:
    if appeal.lost_at is None and not appeal.case_file_sha256:
        raise NotAllowed(
            both(
                "会员服务尚未说明何时失去会员，而补救需要这一时间；一有回答即取回案卷。"
                "目前只能以 NOTHING 决定。",
                "The membership has not yet said when the loss began, which a remedy "
                "needs; the case file is fetched as soon as it answers. Only NOTHING "
                "can be decided now.",
            ),
            details={"allowed": ["askInformation", "answerAppeal", "addStaffNote"]},
        )
