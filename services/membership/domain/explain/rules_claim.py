"""A member's own proof of payment: it counts while it is checked, or was refused."""

from infra.kernel.text import LocalText
from services.membership.contract import claim_events, events
from services.membership.contract.explanations import Certainty
from services.membership.contract.words import Cause, ClaimEnd
from services.membership.domain.explain.facts import Facts
from services.membership.domain.explain.finding import Finding
from services.membership.domain.explain.loss import cause_of
from services.membership.domain.explain.sentences import claim, plain
from services.membership.domain.wording.speech import say

_STORY = (events.GraceStarted, events.MembershipExpired, claim_events.ClaimOverdue)


def access_by_claim(facts: Facts) -> Finding | None:
    made = facts.claim
    if made is None or not (facts.view.entitled and facts.in_grace):
        return None
    body = made.body
    return Finding(
        cause=Cause.SYNC_DELAY,
        summary=(
            claim(
                "您说在 {at} 付了 {amount}（订单 {order}），我们的记录里还没有。核对完之前，"
                "您照常享受「{plan}」的权益；我们答应在 {by} 前核对完。",
                "You say that you paid {amount} on {at} (order {order}), and our record lacks it. "
                "Until that is settled you have the benefits of {plan}; we promised to settle it "
                "by {by}.",
                on=facts.proof(made),
                at=facts.formatter.when(body.paid_at),
                amount=facts.formatter.money(body.amount),
                order=body.order_id,
                plan=facts.view.plan.name,
                by=facts.formatter.when(body.decide_by),
            ),
        ),
        prevention=plain("not_yours_to_avoid"),
        evidence=facts.of_events(*_STORY),
        certainty=Certainty.LIKELY,
    )


def claim_refused(facts: Facts) -> Finding | None:
    closed = facts.main_as(claim_events.ClaimClosed)
    if closed is None:
        return None
    made = facts.all_of(claim_events.PaymentClaimed)[-1:]
    return Finding(
        cause=cause_of(closed.envelope, closed.body),
        summary=(
            claim(
                "您提交的付款（订单 {order}）{result}，因此「{plan}」仍为已到期。",
                "{result} (order {order}), so your {plan} membership stays expired.",
                on=facts.proof(*made, closed),
                order=closed.body.order_id,
                plan=facts.formatter.plan(closed.body.plan, closed.body.plan_version),
                result=_result(closed.body),
            ),
        ),
        prevention=plain("appeal_if_different" if facts.can_appeal else "person_if_wrong"),
        evidence=(*facts.of_events(*_STORY), *facts.proof(*made, closed)),
    )


def _result(body: claim_events.ClaimClosed) -> LocalText:
    if body.how is ClaimEnd.REFUSED:
        return say(
            "经核对没有找到，理由是：“{reason}”",
            "The payment that you told us of was not found, for this reason: “{reason}”",
            reason=body.reason.rstrip(".。"),
        )
    return say("不足以续费或已过期限", "The payment that you told us of was too little or too late")
