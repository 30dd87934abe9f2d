"""Losses of time and money: a period that ended, a charge that failed, a payment that came late."""

from datetime import datetime, timedelta

from infra.kernel.text import LocalText
from services.membership.contract import events
from services.membership.contract.views import Certainty, Evidence
from services.membership.contract.words import Cause, PaymentPurpose
from services.membership.domain.explain.facts import Facts
from services.membership.domain.explain.inputs import PaymentRecord
from services.membership.domain.explain.losses import cause_of
from services.membership.domain.explain.verdict import Verdict
from services.membership.domain.wording.speech import joined, say

# On a former platform a payment this close to a period's start was for that period, not the next.
PAID_FOR_RUNNING_PERIOD = timedelta(days=2)

_LAPSE_EVENTS = (
    events.RenewalComing,
    events.AutoRenewSet,
    events.BalanceLow,
    events.AutoRenewFailed,
    events.GraceStarted,
    events.MembershipExpired,
)


def paid_in_time_recorded_late(facts: Facts) -> Verdict | None:
    payment = _late_payment(facts)
    if payment is None or facts.out is None:
        return None
    return Verdict(
        cause=Cause.SYNC_DELAY,
        summary=say(
            "您在 {paid} 就付了 {amount}，并没有迟。但这笔付款直到 {recorded} 才进入我们的记录，"
            "会员因此在 {lost} 被误停。这是我们的责任，不是您的。",
            "You paid {amount} on {paid}, and that was in time. It reached our record only on "
            "{recorded}, so your membership was stopped by mistake on {lost}. That is our fault, "
            "not yours.",
            amount=facts.words.money(payment.amount),
            paid=facts.words.when(payment.paid_at),
            recorded=facts.words.when(payment.recorded_at),
            lost=facts.words.when(facts.out.since),
        ),
        prevention=say(
            "这不是您能避免的：付款之后，我们本应立刻为您续上。",
            "You could have done nothing better: we should have renewed it the moment you paid.",
        ),
        evidence=(facts.of_payment(payment), *facts.of_events(*_LAPSE_EVENTS), *_imported(facts)),
        certainty=Certainty.LIKELY
        if facts.main_as(events.MembershipImported) and not payment.pays_from
        else Certainty.CERTAIN,
    )


def charge_failed(facts: Facts) -> Verdict | None:
    expired = facts.main_as(events.MembershipExpired)
    if expired is None or cause_of(expired.envelope, expired.body) is not Cause.PAYMENT_FAILED:
        return None
    body = expired.body
    return Verdict(
        cause=Cause.PAYMENT_FAILED,
        summary=joined(
            _why_not_charged(facts, body.price, body.balance),
            say(
                "宽限期在 {until} 结束，「{plan}」随之失效。",
                "When the grace period ended on {until}, your {plan} membership expired.",
                until=facts.words.when(body.grace_until),
                plan=facts.words.plan(body.plan),
            ),
        ),
        prevention=_enough_balance(facts, body.price, body.grace_until),
        evidence=facts.of_events(*_LAPSE_EVENTS),
    )


def not_renewed(facts: Facts) -> Verdict | None:
    expired = facts.main_as(events.MembershipExpired)
    if expired is None or cause_of(expired.envelope, expired.body) is not Cause.LAPSED:
        return None
    body = expired.body
    return Verdict(
        cause=Cause.LAPSED,
        summary=say(
            "您的「{plan}」在 {end} 到期，到 {until} 宽限期结束时还没有续费，所以失效了。",
            "Your {plan} membership ended on {end}. It had not been renewed when the grace period "
            "ended on {until}, so it expired.",
            plan=facts.words.plan(body.plan),
            end=facts.words.when(body.period_end),
            until=facts.words.when(body.grace_until),
        ),
        prevention=_automatic_renewal(facts, body.price),
        evidence=facts.of_events(*_LAPSE_EVENTS),
    )


def in_grace_after_failed_charge(facts: Facts) -> Verdict | None:
    attempts = facts.all_of(events.AutoRenewFailed, this_period=True)
    if not (facts.view.entitled and facts.in_grace and attempts):
        return None
    view, until = facts.view, _grace_end(facts)
    return Verdict(
        cause=Cause.PAYMENT_FAILED,
        summary=joined(
            _why_not_charged(facts, view.price, view.balance),
            say(
                "您现在仍是会员，权益照常。{until} 前续上，价格还是 {price}，时间不会中断。",
                "You are still a member and keep everything. Renew by {until} and the price stays "
                "{price}, without a gap.",
                until=facts.words.when(until),
                price=facts.words.money(view.price),
            ),
        ),
        prevention=_enough_balance(facts, view.price, view.period_end),
        evidence=facts.of_events(*_LAPSE_EVENTS),
    )


def in_grace(facts: Facts) -> Verdict | None:
    if not (facts.view.entitled and facts.in_grace):
        return None
    view = facts.view
    return Verdict(
        cause=Cause.LAPSED,
        summary=say(
            "您的「{plan}」在 {end} 到期，现在是宽限期，权益照常。{until} 前续费，"
            "价格还是 {price}，时间不会中断。",
            "Your {plan} membership ended on {end}. You are in the grace period and keep "
            "everything: renew by {until} and the price stays {price}, without a gap.",
            plan=view.plan.name,
            end=facts.words.when(view.period_end),
            until=facts.words.when(_grace_end(facts)),
            price=facts.words.money(view.price),
        ),
        prevention=_automatic_renewal(facts, view.price),
        evidence=(*facts.of_events(*_LAPSE_EVENTS), *_imported(facts)),
    )


def _grace_end(facts: Facts) -> datetime:
    return facts.view.grace_until or facts.view.period_end


def _imported(facts: Facts) -> tuple[Evidence, ...]:
    return facts.of_events(events.MembershipImported)


def _why_not_charged(facts: Facts, price: int, balance: int) -> LocalText:
    """What was missing, and how often it was tried."""
    attempts = len(facts.all_of(events.AutoRenewFailed, this_period=True))
    missing = price - balance
    if missing <= 0:
        return say(
            "自动续费 {price} 的扣款没有成功。",
            "The automatic renewal for {price} could not be charged.",
            price=facts.words.money(price),
        )
    return say(
        "自动续费{tried}没有成功：需要 {price}，余额只有 {balance}，还差 {missing}。",
        "Automatic renewal failed{tried}: it costs {price}, your balance was {balance}, so "
        "{missing} was missing.",
        tried=_tried(attempts),
        price=facts.words.money(price),
        balance=facts.words.money(balance),
        missing=facts.words.money(missing),
    )


def _tried(attempts: int) -> LocalText:
    if attempts == 0:
        return say("", "")
    times = {1: "once", 2: "twice"}.get(attempts, f"{attempts} times")
    return say("试了 {n} 次都" if attempts > 1 else "", " {times}", n=attempts, times=times)


def _enough_balance(facts: Facts, price: int, by: datetime) -> LocalText:
    return say(
        "只要 {by} 前余额里有 {price}，就会自动续上。余额不足时我们会提前三天提醒您。",
        "A balance of {price} by {by} would have renewed it. We warn you three days ahead when it "
        "is too low.",
        price=facts.words.money(price),
        by=facts.words.when(by),
    )


def _automatic_renewal(facts: Facts, price: int) -> LocalText:
    return say(
        "开启自动续费并在余额里留好 {price}，到期就会自动续上。",
        "With automatic renewal on and {price} in your balance it renews by itself.",
        price=facts.words.money(price),
    )


def _late_payment(facts: Facts) -> PaymentRecord | None:
    """The first payment that would have renewed in time, had it been recorded when it was made."""
    expired = facts.main_as(events.MembershipExpired)
    if expired:
        body = expired.body
        return _first_in_time(
            facts, _period_bought(facts), body.grace_until, body.price - body.balance
        )
    imported = facts.main_as(events.MembershipImported)
    if imported and imported.body.cause in {
        None,
        Cause.LAPSED,
        Cause.PAYMENT_FAILED,
        Cause.SYNC_DELAY,
    }:
        old = imported.body
        until = old.grace_until or old.period_end
        return _first_in_time(facts, _period_bought(facts), until, old.price - old.balance)
    return None


def _period_bought(facts: Facts) -> datetime:
    """Payments until then were for the period that ran out, not for the next."""
    first = facts.this_period[0]
    if isinstance(first.body, events.MembershipImported):
        return first.body.period_start + PAID_FOR_RUNNING_PERIOD
    return first.envelope.happened_at


def _first_in_time(
    facts: Facts, after: datetime, until: datetime, missing: int
) -> PaymentRecord | None:
    def would_have_renewed(payment: PaymentRecord) -> bool:
        return (
            after < payment.paid_at <= until
            and payment.recorded_at > until
            and payment.amount >= missing
            and (payment.purpose is PaymentPurpose.RENEWAL or facts.view.auto_renew)
            and (payment.pays_from is None or payment.pays_from >= facts.view.period_end)
        )

    in_time = sorted(
        filter(would_have_renewed, facts.given.payments), key=lambda p: (p.paid_at, p.order_id)
    )
    return in_time[0] if in_time else None
