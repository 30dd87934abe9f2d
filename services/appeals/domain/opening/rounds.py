"""An appeal that is over can be opened again: on something new, or for another person to decide."""

from collections.abc import Collection
from datetime import datetime

from infra.kernel.errors import InvalidInput, NotAllowed
from infra.kernel.events import Actor
from infra.kernel.sentences import both, several
from services.appeals.contract.lifecycle_commands import EscalateAppeal, ReopenAppeal
from services.appeals.contract.lifecycle_events import AppealEscalated, AppealReopened
from services.appeals.contract.words import Verdict
from services.appeals.domain.aggregate.ended import can_be_reopened, escalate_until, over_for_member
from services.appeals.domain.aggregate.lifecycle import OPEN
from services.appeals.domain.aggregate.people import require_owner
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.aggregate.texts import order_numbers, unfinished_text
from services.appeals.domain.clocks.promises import new_round
from services.appeals.domain.opening.losses import still_open
from services.appeals.domain.recording.recorder import NewMessage, Recorder
from services.shared.callers import ActorKind


def reopen(
    appeal: Appeal,
    command: ReopenAppeal,
    known: Collection[str],
    actor: Actor,
    now: datetime,
) -> Recorder:
    """`known`: the orders that were named before.

    Raises:
        NotAllowed: it is not over, or was over for too long.
        InvalidInput: nothing of it is new, or a file is from before.
    """
    require_owner(actor, appeal)
    if not can_be_reopened(appeal, now):
        raise still_open(appeal, now)
    _require_added_since(appeal, command.evidence)
    text, orders = unfinished_text(command.text, "text"), order_numbers(command.orders)
    if not (text or command.evidence or set(orders) - set(known)):
        raise _nothing_new()
    return open_again(appeal, NewMessage(text=text, orders=orders), command.evidence, actor, now)


def open_again(
    appeal: Appeal,
    message: NewMessage,
    evidence: tuple[str, ...],
    actor: Actor,
    now: datetime,
) -> Recorder:
    recorder = Recorder(appeal, actor, now)
    recorder.add(
        AppealReopened(
            **recorder.about,
            **new_round(appeal, now),
            evidence=evidence,
        )
    )
    _say(recorder, message)
    return recorder


def escalate(appeal: Appeal, command: EscalateAppeal, actor: Actor, now: datetime) -> Recorder:
    """
    Raises:
        NotAllowed: it is not over, was upheld, was another person's decision already, or was over
            for too long.
    """
    require_owner(actor, appeal)
    until = escalate_until(appeal)
    if until is None or now >= until:
        raise _not_to_escalate(appeal, now)
    recorder = Recorder(appeal, actor, now)
    recorder.add(
        AppealEscalated(
            **recorder.about,
            **new_round(appeal, now),
            excluded=decided_by(appeal),
            nobody_else=command.nobody_else,
        )
    )
    _say(recorder, NewMessage(text=unfinished_text(command.text, "text")))
    return recorder


def decided_by(appeal: Appeal) -> tuple[str, ...]:
    """Ids of the staff who may not take it any more, once it is escalated."""
    rulings = (*appeal.earlier_rulings, *([appeal.ruling] if appeal.ruling else []))
    seconds = [ruling.confirmed_by for ruling in rulings if ruling.confirmed_by]
    people = [*(ruling.by for ruling in rulings), *seconds]
    people += [appeal.reviewer] if appeal.reviewer else []
    staff = (one.id for one in people if one.kind == ActorKind.STAFF)
    return tuple(dict.fromkeys((*appeal.excluded_reviewers, *staff)))


def _say(recorder: Recorder, message: NewMessage) -> None:
    if message.text or message.orders:
        recorder.say(message)


def _require_added_since(appeal: Appeal, evidence: tuple[str, ...]) -> None:
    since = {file.id for file in appeal.files[appeal.files_at_end :]}
    if others := [id for id in evidence if id not in since]:
        raise InvalidInput(
            both(
                "{ids} 不是申诉结束后上传的文件。",
                "No file {ids} was added since the appeal ended.",
                ids=several(others),
            ),
            field="evidence",
        )


def _nothing_new() -> InvalidInput:
    return InvalidInput(
        both(
            "请写明有什么新情况：文字说明、以前没有列出的订单号，或新上传的文件。",
            "Say what is new: a text, an order that was not named before, or a file added since.",
        ),
        field="text",
    )


def _not_to_escalate(appeal: Appeal, now: datetime) -> NotAllowed:
    if appeal.state in OPEN:
        return still_open(appeal, now)
    ruling = appeal.ruling
    if ruling is None or not (appeal.escalated or ruling.verdict is Verdict.UPHELD):
        return over_for_member(appeal, now)
    if ruling.verdict is Verdict.UPHELD:
        sentence = both(
            "申诉 {number} 已获支持，没有可再次复核的内容。",
            "The appeal {number} was upheld; there is nothing for another person to decide.",
            number=appeal.number,
        )
    else:
        sentence = both(
            "申诉 {number} 已由另一位工作人员复核决定，不能再次申请复核。有新情况时可重新提交"
            "（reopenAppeal）。",
            "The appeal {number} was decided by another person already. With something new it can "
            "be opened again (reopenAppeal).",
            number=appeal.number,
        )
    again = ["reopenAppeal"] if can_be_reopened(appeal, now) else []
    return NotAllowed(sentence, details={"current": appeal.state.value, "allowed": again})
