"""What came of charging the method of payment, where the balance did not cover a renewal."""

from services.membership.contract import events
from services.membership.contract import method_events as m
from services.membership.contract.method_words import ChargeEnd
from services.membership.contract.words import Cause
from services.membership.domain.explain.facts import Facts, HistoryEntry
from services.membership.domain.explain.finding import Finding
from services.membership.domain.explain.loss import cause_of
from services.membership.domain.explain.sentences import Statement, claim, plain
from services.membership.domain.wording.charge_sentences import REFUSALS

CHARGES = (m.MethodExpiring, m.ChargeRequested, m.ChargeRefused, m.ChargeClosed)


def lapsed_unanswered(facts: Facts) -> Finding | None:
    """The shop was asked to charge, said nothing, and grace ran out: the member could count on the
    charge."""
    expired = facts.main_as(events.MembershipExpired)
    if expired is None or cause_of(expired.envelope, expired.body) is not Cause.SYNC_DELAY:
        return None
    said = _never_answered(facts)
    if not said:
        return None
    body = expired.body
    return Finding(
        cause=Cause.SYNC_DELAY,
        summary=(
            *said,
            claim(
                "宽限期在 {until} 结束，「{plan}」随之失效。这是我们的责任，不是您的。",
                "When the grace period ended on {until}, your {plan} membership expired. That is "
                "our fault, not yours.",
                on=facts.proof(expired),
                until=facts.formatter.when(body.grace_until),
                plan=facts.formatter.plan(body.plan, body.plan_version),
            ),
        ),
        prevention=plain("not_yours_to_avoid"),
        evidence=(*facts.of_events(*CHARGES), *facts.proof(expired)),
    )


def charge_said(facts: Facts) -> tuple[Statement, ...]:
    """Beside a renewal that failed: that the method was refused, or the shop never answered."""
    return _refused(facts) or _never_answered(facts)


def _refused(facts: Facts) -> tuple[Statement, ...]:
    refusals = facts.all_of(m.ChargeRefused, this_period=True)
    if not refusals:
        return ()
    last = refusals[-1]
    return (
        claim(
            "{at} 从 {method} 扣款也被拒：{reason}。",
            "Charging {method} was refused, too, on {at}: {reason}.",
            on=facts.proof(last),
            at=facts.formatter.when(last.body.refused_at),
            method=last.body.masked,
            reason=REFUSALS[last.body.reason],
        ),
    )


def _never_answered(facts: Facts) -> tuple[Statement, ...]:
    closed = [
        one
        for one in facts.all_of(m.ChargeClosed, this_period=True)
        if one.body.how is ChargeEnd.UNANSWERED
    ]
    asked = _request_of(facts, closed[-1]) if closed else None
    if asked is None:
        return ()
    return (
        claim(
            "我们在 {asked} 请商城从 {method} 收取 {amount}，到 {by} 没有收到答复。",
            "We asked the shop on {asked} to charge {amount} to {method}, and had no answer by "
            "{by}.",
            on=facts.proof(asked, closed[-1]),
            asked=facts.formatter.when(asked.envelope.happened_at),
            method=asked.body.masked,
            amount=facts.formatter.money(asked.body.amount),
            by=facts.formatter.when(asked.body.answer_by),
        ),
    )


def _request_of(
    facts: Facts, closed: HistoryEntry[m.ChargeClosed]
) -> HistoryEntry[m.ChargeRequested] | None:
    requests = facts.all_of(m.ChargeRequested)
    return next((one for one in requests if one.envelope.id == closed.body.charge_id), None)
