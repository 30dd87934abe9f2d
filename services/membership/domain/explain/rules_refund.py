"""The payment of the running period went back: refunded by the shop, or taken back by the bank."""

from services.membership.contract import events, money_events
from services.membership.contract.explanations import Evidence
from services.membership.contract.words import Cause, RefundKind
from services.membership.domain.explain.facts import Facts, HistoryEntry
from services.membership.domain.explain.finding import Finding
from services.membership.domain.explain.sentences import Statement, claim

_Reversed = HistoryEntry[money_events.MembershipReversed]
_WENT_BACK: dict[RefundKind, tuple[str, str]] = {
    RefundKind.REFUND: ("已由商家全额退还", "the shop refunded all of it"),
    RefundKind.CHARGEBACK: (
        "被付款方银行收回（拒付）",
        "the payer's bank took it back (a chargeback)",
    ),
}


def payment_reversed(facts: Facts) -> Finding | None:
    ended = facts.main_as(money_events.MembershipReversed)
    if ended is None:
        return None
    payment, refunds = _payment(facts, ended), _refunds(facts, ended)
    return Finding(
        cause=Cause.PAYMENT_REVERSED,
        summary=(_why(facts, ended, (*payment, *refunds)), *_put_back(facts, ended)),
        prevention=_prevention(facts, ended, refunds),
        evidence=(*payment, *refunds, *facts.proof(ended)),
    )


def _why(facts: Facts, ended: _Reversed, proof: tuple[Evidence, ...]) -> Statement:
    body = ended.body
    zh, en = _WENT_BACK[body.kind]
    return claim(
        f"本期会员由订单 {{order}} 的 {{amount}} 支付，这笔款{zh}，所以「{{plan}}」在 {{at}} 终止；"
        "原本有效至 {end}。",
        f"This period was paid for by the {{amount}} of the order {{order}}, and {en}. So your "
        "{plan} membership ended on {at}; it would have run until {end}.",
        on=(*proof, *facts.proof(ended)),
        order=body.order_id,
        amount=facts.formatter.money(body.amount),
        plan=facts.formatter.plan(body.plan, body.plan_version),
        at=facts.formatter.when(ended.envelope.happened_at),
        end=facts.formatter.when(body.period_end),
    )


def _put_back(facts: Facts, ended: _Reversed) -> tuple[Statement, ...]:
    if not ended.body.credited:
        return ()
    return (
        claim(
            "您从余额为本期支付的 {amount} 已退回余额。",
            "The {amount} that your balance had paid for it was put back.",
            on=facts.proof(ended),
            amount=facts.formatter.money(ended.body.credited),
        ),
    )


def _prevention(facts: Facts, ended: _Reversed, refunds: tuple[Evidence, ...]) -> Statement:
    proof = refunds or facts.proof(ended)
    if ended.body.kind is RefundKind.CHARGEBACK:
        return claim(
            "如果付款没有在银行被拒付，会员会照常有效；拒付若撤销，我们会把时间和款项如数恢复。",
            "Without the chargeback at the bank it would have gone on; if the bank gives the money "
            "back, the time and the money are there again.",
            on=proof,
        )
    return claim(
        "如果没有全额退款，会员会照常有效；只退一部分不影响期限。",
        "Without the refund of all of it, it would have gone on; a refund of a part takes no time.",
        on=proof,
    )


def _payment(facts: Facts, ended: _Reversed) -> tuple[Evidence, ...]:
    """The payment as reported, and the renewal that it bought."""
    order = ended.body.order_id
    reported = [one for one in facts.given.payments if one.order_id == order]
    bought = [one for one in facts.all_of(events.MembershipRenewed) if one.body.order_id == order]
    return (*map(facts.of_payment, reported), *facts.proof(*bought[-1:]))


def _refunds(facts: Facts, ended: _Reversed) -> tuple[Evidence, ...]:
    return facts.proof(
        *(
            entry
            for entry in facts.all_of(money_events.PaymentRefunded)
            if entry.body.order_id == ended.body.order_id
        )
    )
