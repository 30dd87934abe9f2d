"""Sentences about cases that open by themselves."""

from infra.kernel.text import LocalText
from services.membership.contract import case_events
from services.membership.contract.words import CaseReason
from services.membership.domain.wording.speech import Formatter, say

_WHY: dict[CaseReason, tuple[str, str]] = {
    CaseReason.UNEXPLAINED_LOSS: (
        "记录没有说明您为什么失去会员",
        "the record does not say why you lost your membership",
    ),
    CaseReason.OVERDUE_RECONCILIATION: (
        "一笔付款与会员记录对不上，过了约定时间还没有查清",
        "a payment and the record still do not agree after the time given for it",
    ),
    CaseReason.RECORDS_DISAGREE: (
        "您以前的付款与会员记录对不上",
        "what you paid before and the record do not agree",
    ),
}


def wanted(body: case_events.CaseWanted, _: Formatter) -> LocalText:
    zh, en = _WHY[body.reason]
    return say(f"{zh}，因此我们自行立案，由专人查清。", f"A person will look into it: {en}.")


def opened(body: case_events.CaseOpened, _: Formatter) -> LocalText:
    return say(
        "我们为您立案，编号 {number}。", "We opened the case {number} for you.", number=body.number
    )
