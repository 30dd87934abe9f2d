"""Losses of time and money: a period that ended, a charge that failed, a payment that came late."""

from datetime import datetime, timedelta

from services.membership.contract import breaker_events, events
from services.membership.contract.explanations import Certainty, Evidence
from services.membership.contract.words import Cause, PaymentPurpose
from services.membership.domain.aggregate.evidence import Payment
from services.membership.domain.explain.facts import E, Facts, HistoryEntry
from services.membership.domain.explain.finding import Finding
from services.membership.domain.explain.loss import cause_of
from services.membership.domain.explain.rules_charge import CHARGES, charge_said
from services.membership.domain.explain.rules_outage import grace_waited_for_us
from services.membership.domain.explain.sentences import Statement, claim
from services.membership.domain.periods.outage import while_away
from services.membership.domain.wording.speech import say

# On a former platform a payment this close to a period's start was for that period, not the next.
PAID_FOR_RUNNING_PERIOD = timedelta(days=2)

_LAPSE_EVENTS = (
    events.OutageNoted,
    events.RenewalComing,
    events.AutoRenewSet,
    events.BalanceLow,
    events.AutoRenewFailed,
    events.GraceStarted,
    breaker_events.ChangeDeferred,
    breaker_events.DeferredChangeReleased,
    events.MembershipExpired,
    *CHARGES,
)


def paid_in_time_recorded_late(facts: Facts) -> Finding | None:
    payment = _late_payment(facts)
    if payment is None or facts.out is None:
        return None
    return Finding(
        cause=Cause.SYNC_DELAY,
        summary=(
            claim(
                "您在 {paid} 就付了 {amount}，并没有迟。但这笔付款直到 {recorded} 才进入我们的"
                "记录，会员因此在 {lost} 被误停。这是我们的责任，不是您的。",
                "You paid {amount} on {paid}, and that was in time. It reached our record only on "
                "{recorded}, so your membership was stopped by mistake on {lost}. That is our "
                "fault, not yours.",
                on=(facts.of_payment(payment), *facts.proof(facts.main)),
                amount=facts.formatter.money(payment.amount),
                paid=facts.formatter.when(payment.paid_at),
                recorded=facts.formatter.when(payment.recorded_at),
                lost=facts.formatter.when(facts.out.since),
            ),
        ),
        prevention=claim(
            "这不是您能避免的：付款之后，我们本应立刻为您续上。",
            "You could have done nothing better: we should have renewed it the moment you paid.",
            on=(facts.of_payment(payment),),
        ),
        evidence=(facts.of_payment(payment), *facts.of_events(*_LAPSE_EVENTS), *_imported(facts)),
        certainty=Certainty.LIKELY
        if facts.main_as(events.MembershipImported) and not payment.pays_from
        else Certainty.CERTAIN,
    )


def charge_failed(facts: Facts) -> Finding | None:
    expired = facts.main_as(events.MembershipExpired)
    made = _attempts_made(facts)
    if expired is None or not made:
        return None
    if cause_of(expired.envelope, expired.body) is not Cause.PAYMENT_FAILED:
        return None
    body = expired.body
    return Finding(
        cause=Cause.PAYMENT_FAILED,
        summary=(
            _why_not_charged(facts, made),
            *charge_said(facts),
            claim(
                "宽限期在 {until} 结束，「{plan}」随之失效。",
                "When the grace period ended on {until}, your {plan} membership expired.",
                on=facts.proof(expired),
                until=facts.formatter.when(body.grace_until),
                plan=facts.formatter.plan(body.plan, body.plan_version),
            ),
        ),
        prevention=_enough_balance(facts, made[-1]),
        evidence=facts.of_events(*_LAPSE_EVENTS),
    )


def not_renewed(facts: Facts) -> Finding | None:
    expired = facts.main_as(events.MembershipExpired)
    if expired is None or cause_of(expired.envelope, expired.body) is not Cause.LAPSED:
        return None
    body = expired.body
    return Finding(
        cause=Cause.LAPSED,
        summary=(
            claim(
                "您的「{plan}」在 {end} 到期，到 {until} 宽限期结束时还没有续费，所以失效了。",
                "Your {plan} membership period ended on {end}. It had not been renewed when "
                "the grace period ended on {until}, so it expired.",
                on=facts.proof(expired),
                plan=facts.formatter.plan(body.plan, body.plan_version),
                end=facts.formatter.when(body.period_end),
                until=facts.formatter.when(body.grace_until),
            ),
        ),
        prevention=_automatic_renewal(facts, expired, body.price),
        evidence=facts.of_events(*_LAPSE_EVENTS),
    )


def in_grace_after_failed_charge(facts: Facts) -> Finding | None:
    made, grace = _attempts_made(facts), facts.last(events.GraceStarted)
    if not (facts.view.entitled and facts.in_grace and made and grace):
        return None
    return Finding(
        cause=Cause.PAYMENT_FAILED,
        summary=(
            _why_not_charged(facts, made),
            *charge_said(facts),
            claim(
                "您现在仍是会员，权益照常。",
                "You are still a member and keep everything.",
                on=facts.proof(grace),
            ),
            _what_we_do_next(facts, made[-1], grace),
            *grace_waited_for_us(facts),
        ),
        prevention=_enough_balance(facts, made[-1]),
        evidence=facts.of_events(*_LAPSE_EVENTS),
    )


def in_grace(facts: Facts) -> Finding | None:
    grace = facts.last(events.GraceStarted, events.MembershipImported)
    if grace is None or not (facts.view.entitled and facts.in_grace):
        return None
    view = facts.view
    return Finding(
        cause=Cause.LAPSED,
        summary=(
            claim(
                "您的「{plan}」在 {end} 到期，现在是宽限期，权益照常。{until} 前续费，"
                "价格还是 {price}，时间不会中断。",
                "Your {plan} membership period ended on {end}. You are in the grace period "
                "and keep everything: renew by {until} and the price stays {price}, without a gap.",
                on=facts.proof(grace),
                plan=view.plan.name,
                end=facts.formatter.when(view.period_end),
                until=facts.formatter.when(_grace_end(facts)),
                price=facts.formatter.money(view.price),
            ),
            *grace_waited_for_us(facts),
        ),
        prevention=_automatic_renewal(facts, grace, view.price),
        evidence=(*facts.of_events(*_LAPSE_EVENTS), *_imported(facts)),
    )


def _grace_end(facts: Facts) -> datetime:
    return facts.view.grace_until or facts.view.period_end


def _imported(facts: Facts) -> tuple[Evidence, ...]:
    return facts.of_events(events.MembershipImported)


def _attempts_made(facts: Facts) -> list[HistoryEntry[events.AutoRenewFailed]]:
    """Those that were recorded when they were made; one dated at a time at which nobody was there
    never happened."""
    attempts = facts.all_of(events.AutoRenewFailed, this_period=True)
    return [attempt for attempt in attempts if not while_away(attempt.envelope)]


def _why_not_charged(facts: Facts, made: list[HistoryEntry[events.AutoRenewFailed]]) -> Statement:
    """What was missing at the last attempt, and how often it was tried."""
    last = made[-1].body
    times = {1: "once", 2: "twice"}.get(len(made), f"{len(made)} times")
    tried = say("试了 {n} 次都" if len(made) > 1 else "", " {times}", n=len(made), times=times)
    return claim(
        "自动续费{tried}没有成功：需要 {price}，余额只有 {balance}，还差 {missing}。",
        "Automatic renewal failed{tried}: it costs {price}, your balance was {balance}, so "
        "{missing} was missing.",
        on=facts.proof(*made),
        tried=tried,
        price=facts.formatter.money(last.price),
        balance=facts.formatter.money(last.balance),
        missing=facts.formatter.money(last.missing),
    )


def _what_we_do_next(
    facts: Facts, last: HistoryEntry[events.AutoRenewFailed], grace: HistoryEntry[events.Event]
) -> Statement:
    """Who has topped up since need not renew by hand, as long as another attempt is to come."""
    view, again = facts.view, last.body.next_attempt_at
    covered = facts.balance_proof() if view.balance >= view.price else ()
    if again is None or again <= facts.at or not view.auto_renew or not covered:
        return claim(
            "{until} 前续上，价格还是 {price}，时间不会中断。",
            "Renew by {until} and the price stays {price}, without a gap.",
            on=facts.proof(grace),
            until=facts.formatter.when(_grace_end(facts)),
            price=facts.formatter.money(view.price),
        )
    return claim(
        "您的余额 {balance} 现在够了：我们会在 {again} 自动再扣一次 {price}，时间不会中断，"
        "您不用再做什么。",
        "Your balance of {balance} covers it now: we charge the {price} by ourselves on {again}, "
        "without a gap, and there is nothing that you have to do.",
        on=(*facts.proof(last), *covered),
        balance=facts.formatter.money(view.balance),
        again=facts.formatter.when(again),
        price=facts.formatter.money(view.price),
    )


def _enough_balance(facts: Facts, last: HistoryEntry[events.AutoRenewFailed]) -> Statement:
    """Until the last attempt: nothing is charged by itself after it, and none was made before it
    while nobody was there."""
    return claim(
        "只要 {by} 前余额里有 {price}，就会自动续上。",
        "A balance of {price} by {by} would have renewed it.",
        on=facts.proof(last),
        price=facts.formatter.money(last.body.price),
        by=facts.formatter.when(last.envelope.happened_at),
    )


def _automatic_renewal(facts: Facts, ended: HistoryEntry[E], price: int) -> Statement:
    return claim(
        "开启自动续费并在余额里留好 {price}，到期就会自动续上。",
        "With automatic renewal on and {price} in your balance it renews by itself.",
        on=facts.proof(ended),
        price=facts.formatter.money(price),
    )


def _late_payment(facts: Facts) -> Payment | None:
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


def _first_in_time(facts: Facts, after: datetime, until: datetime, missing: int) -> Payment | None:
    def would_have_renewed(payment: Payment) -> bool:
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
