"""Sentences about a member's own proof of payment."""

from infra.kernel.text import LocalText
from services.membership.contract.claim_events import ClaimClosed, ClaimOverdue, PaymentClaimed
from services.membership.contract.words import ClaimEnd
from services.membership.domain.wording.speech import Formatter, joined, say


def claimed(body: PaymentClaimed, formatter: Formatter) -> LocalText:
    return joined(
        say(
            "您提交了付款凭证：订单 {order}，{at} 付款 {amount}。我们会在 {by} 前核对完。",
            "You sent proof of a payment: {amount} on {at}, order {order}. We settle it by {by}.",
            order=body.order_id,
            amount=formatter.money(body.amount),
            at=formatter.when(body.paid_at),
            by=formatter.when(body.decide_by),
        ),
        say("核对期间您照常享受会员权益。", "Until then you have your benefits.")
        if body.access
        else None,
    )


def overdue(body: ClaimOverdue, formatter: Formatter) -> LocalText:
    return joined(
        say(
            "订单 {order} 的付款没有在 {by} 前核对完，我们已自行立案处理。",
            "The payment of the order {order} was not settled by {by}; a case was opened for it.",
            order=body.order_id,
            by=formatter.when(body.decide_by),
        ),
        say("结果出来之前权益照常。", "You keep your benefits until it is.")
        if body.access
        else None,
    )


_ENDED: dict[ClaimEnd, tuple[str, str]] = {
    ClaimEnd.CONFIRMED: ("已确认并续费", "was confirmed and renewed your membership"),
    ClaimEnd.KEPT: ("已确认并存入余额", "was confirmed and is on your balance"),
    ClaimEnd.REFUSED: ("经核对没有找到", "was looked for and not found"),
}


def closed(body: ClaimClosed, formatter: Formatter) -> LocalText:
    zh, en = _ENDED[body.how]
    return joined(
        say(
            f"订单 {{order}} 的付款{zh}。",
            f"The payment of the order {{order}} {en}.",
            order=body.order_id,
        ),
        say("理由：“{reason}”。", "The reason: “{reason}”.", reason=body.reason.rstrip(".。"))
        if body.reason
        else None,
        say(
            "「{plan}」的临时权益已结束。",
            "What it gave you of {plan} meanwhile has ended.",
            plan=formatter.plan(body.plan, body.plan_version),
        )
        if body.access_ended
        else None,
    )
