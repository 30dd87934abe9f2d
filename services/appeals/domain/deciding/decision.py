"""The decision: a verdict, its cause, a reason that the member reads, and a remedy."""

from datetime import datetime

from infra.kernel.errors import InvalidInput, NotAllowed
from infra.kernel.events import Actor
from infra.kernel.ids import derived_id
from infra.kernel.sentences import both
from services.appeals.contract.commands import DecideAppeal
from services.appeals.contract.decisions import DecisionRule
from services.appeals.contract.events import AppealClosed, AppealDecided
from services.appeals.contract.words import Verdict
from services.appeals.domain.aggregate.ended import NOT_YET, ways_on
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.aggregate.texts import permanent_text
from services.appeals.domain.deciding.citing import require_difference_explained
from services.appeals.domain.deciding.linking import require_unlinked
from services.appeals.domain.recording.recorder import NewMessage, Recorder
from services.appeals.domain.review.review import begin
from services.membership.contract.rules import check_parts
from services.membership.contract.words import Cause, RemedyKind

_NOTHING_TO_APPLY = frozenset({RemedyKind.NOTHING, RemedyKind.APOLOGY})


def decide_appeal(appeal: Appeal, command: DecideAppeal, actor: Actor, now: datetime) -> Recorder:
    """Upholding without a remedy is possible (the membership may be back already); the reason,
    which is never optional, tells the member why."""
    _check(command)
    require_unlinked(appeal)
    recorder = begin(appeal, actor, now)
    if command.remedy not in _NOTHING_TO_APPLY:
        _require_known_loss(appeal)
    require_difference_explained(command, appeal.suspected_cause)
    rule_on(recorder, command)
    return recorder


def rule_on(recorder: Recorder, command: DecideAppeal, rule: DecisionRule | None = None) -> None:
    """`rule`: that decides it without a person."""
    decided = _decided(recorder, command, rule)
    recorder.add(decided, cause=command.cause.value)
    said = (decided.reason, decided.difference_reason)
    recorder.say(NewMessage(text="\n\n".join(text for text in said if text)))
    if not decided.remedy_id:
        recorder.add(AppealClosed(**recorder.about, rule=rule))


def _decided(recorder: Recorder, command: DecideAppeal, rule: DecisionRule | None) -> AppealDecided:
    version = recorder.appeal.version + 1
    nothing = command.remedy in _NOTHING_TO_APPLY
    different = command.difference_reason
    return AppealDecided(
        **recorder.about,
        verdict=command.verdict,
        cause=command.cause,
        reason=permanent_text(command.reason, "reason"),
        remedy=command.remedy,
        remedy_id="" if nothing else derived_id(recorder.appeal.number, str(version)),
        days=command.days,
        hold=command.hold,
        order_id=command.order_id,
        also=command.also,
        citing=command.citing,
        difference_reason=permanent_text(different, "differenceReason") if different else "",
        staff_kind=command.staff_kind,
        rule=rule,
        confirmed_by=command.confirmed_by,
        **(ways_on(recorder.appeal, command.verdict, recorder.now) if nothing else NOT_YET),
    )


def _check(command: DecideAppeal) -> None:
    permanent_text(command.reason, "reason")
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
    check_parts(command.parts)


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
