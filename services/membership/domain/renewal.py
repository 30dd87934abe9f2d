"""Enrol, renew, auto-renew, lapse.

A membership can be renewed ahead while at most one whole period is left, so that at most two are
ever paid for. In grace the new period starts where the old one ended, at the original price.
"""

from datetime import datetime, timedelta

import msgspec

from infra.kernel.errors import Conflict
from infra.kernel.sentences import Amount, Either, both
from services.membership.contract import events as e
from services.membership.contract.commands import Enrol, Renew, SetAutoRenew
from services.membership.contract.periods import Period
from services.membership.contract.plans import Plan
from services.membership.contract.words import Cause, Lifecycle, RenewedVia
from services.membership.domain.catalog import Catalog
from services.membership.domain.clauses import announced_to, parameter
from services.membership.domain.effects_on_period import ATTEMPT_OFFSETS
from services.membership.domain.ledger import debit
from services.membership.domain.lifecycle import (
    live,
    refusal,
    require_live,
    require_no_takeover,
)
from services.membership.domain.period import paid_ahead
from services.membership.domain.recorder import Recorder
from services.membership.domain.series import Span, first_period, next_period
from services.membership.domain.state import Membership
from services.membership.domain.terms import (
    Terms,
    bind,
    held_terms,
    renewal_terms,
    terms_from,
)

REMINDER_DAYS = 3
LATE_PAYMENT_DAYS = 7


def enrol(recorder: Recorder, command: Enrol) -> None:
    require_no_takeover(recorder.state, Either("开通会员", "Joining"))
    if live(recorder.state):
        raise refusal(
            recorder.state, both("会员已在有效期内。", "There is a running membership already.")
        )
    if recorder.state.lifecycle is Lifecycle.CLOSED:
        raise refusal(recorder.state, both("会员已注销。", "The membership is closed."))
    offer = recorder.catalog.plans.offered(command.plan, recorder.now)
    plan = offer.plan
    debit(recorder, plan.price, "ENROL", plan.code)
    first = first_period(plan.period, recorder.now, recorder.zone)
    recorder.record(
        e.MembershipEnrolled(
            plan=plan.code,
            plan_version=offer.version,
            price=plan.price,
            period_start=first.start,
            period_end=first.end,
            auto_renew=command.auto_renew,
            clauses=recorder.catalog.in_force(recorder.now),
            coming=announced_to(recorder.state, recorder.catalog, recorder.now),
            anchor=first.anchor,
        )
    )


def set_auto_renew(recorder: Recorder, command: SetAutoRenew) -> None:
    what = Either("自动续费", "Automatic renewal")
    require_live(recorder.state, what)
    require_no_takeover(recorder.state, what)
    if recorder.state.auto_renew is not command.on:
        recorder.record(e.AutoRenewSet(on=command.on))


def renew(recorder: Recorder, command: Renew) -> None:
    state = recorder.state
    require_live(state, Either("续费", "Renewing"))
    price = renewal_terms(state, recorder.catalog).price
    if command.expected_price is not None and command.expected_price != price:
        raise Conflict(
            both(
                "现价为 {price}，请核对后再确认。",
                "The price is {price} now; look at it and confirm again.",
                price=Amount(price),
            ),
            field="expectedPrice",
            details={"price": price},
        )
    if not may_renew_ahead(recorder):
        raise refusal(
            state,
            both("已预付超过一个完整周期。", "More than one whole period is paid for already."),
        )
    charge_and_renew(recorder, RenewedVia.MEMBER)


def may_renew_ahead(recorder: Recorder) -> bool:
    state = recorder.state
    return state.ahead is None and not paid_ahead(state, _plan(recorder), recorder.now)


def _plan(recorder: Recorder) -> Plan:
    return recorder.catalog.held(recorder.state)


class PaymentTerms(msgspec.Struct, frozen=True, kw_only=True):
    """What a renewal owes to the way in which it was paid. `begins` none: the new period follows
    on the last one."""

    order_id: str = ""
    paid_at: datetime | None = None
    credited: timedelta = timedelta(0)
    cause: Cause | None = None
    begins: datetime | None = None


def charge_and_renew(
    recorder: Recorder,
    via: RenewedVia,
    at: datetime | None = None,
    paid: PaymentTerms | None = None,
    terms: Terms | None = None,
) -> None:
    """Debits the price and adds a period. `terms` none: those that are due for it.

    Raises:
        InsufficientBalance: nothing was recorded.
    """
    paid = paid or PaymentTerms()
    state, now = recorder.state, recorder.happens_at(at or recorder.now)
    start = paid.begins or state.next_period_begins(now)
    terms = terms or terms_from(state, recorder.catalog, start)
    new = _period_from(recorder, start, terms.plan.period)
    debit(recorder, terms.price, "RENEWAL", paid.order_id or via.value, at)
    if start <= now:
        bind(recorder, terms, at)
    recorder.record(
        e.MembershipRenewed(
            via=via,
            plan=terms.plan.code,
            plan_version=terms.version,
            price=terms.price,
            order_id=paid.order_id,
            period_start=start,
            period_end=new.end + paid.credited,
            continuous=start == state.period_end,
            credited_seconds=int(paid.credited.total_seconds()),
            lifecycle_before=state.lifecycle or Lifecycle.ACTIVE,
            gap_since=state.ended_at if paid.begins and start != state.period_end else None,
            paid_at=paid.paid_at or recorder.happens_at(at or recorder.now),
            anchor=new.anchor,
        ),
        cause=paid.cause,
        at=at,
    )


def _period_from(recorder: Recorder, start: datetime, period: Period) -> Span:
    """Where it does not follow on the last one, a series begins."""
    state = recorder.state
    if start != state.period_end:
        return first_period(period, start, recorder.zone)
    return next_period(period, start, state.anchor, recorder.zone)


def remind(recorder: Recorder, at: datetime) -> None:
    """Three days before the end; a shortfall is told as such."""
    state = recorder.state
    price = renewal_terms(state, recorder.catalog).price
    if state.auto_renew and state.balance < price:
        recorder.record(
            e.BalanceLow(
                period_end=state.period_end,
                price=price,
                balance=state.balance,
                missing=price - state.balance,
            ),
            at=at,
        )
        return
    recorder.record(
        e.RenewalComing(
            period_end=state.period_end,
            price=price,
            balance=state.balance,
            auto_renew=state.auto_renew,
        ),
        at=at,
    )


def end_period(recorder: Recorder, at: datetime) -> None:
    """Auto-renewal, or grace when it is off or fails; also for a grace that passed while we were
    away."""
    if recorder.state.auto_renew and _attempt(recorder, at):
        return
    state, grace_until = recorder.state, _grace_end(recorder, at)
    recorder.record(
        e.GraceStarted(
            period_end=state.period_end,
            grace_until=grace_until,
            price=state.price,
            balance=state.balance,
            auto_renew=state.auto_renew,
            price_anew=_price_anew(state, recorder.catalog, grace_until),
        ),
        cause=_lapse_cause(state),
        at=at,
    )


def _price_anew(state: Membership, catalog: Catalog, grace_until: datetime) -> int | None:
    """What the plan costs who comes back after the price held is gone, where that is more."""
    held_until = grace_until + late_payment_time(state, catalog)
    price = catalog.plans.successor(state.plan, held_until).plan.price
    return price if price > state.price else None


def attempt_again(recorder: Recorder, at: datetime) -> None:
    _attempt(recorder, at)


def _attempt(recorder: Recorder, at: datetime) -> bool:
    """Tries the next auto-renewal; a failure says what is missing. A balance that covers the price
    held, but not a new one, is charged the price held: so it would be in grace, hours later."""
    state, catalog = recorder.state, recorder.catalog
    start = state.next_period_begins(recorder.happens_at(at))
    for terms in (terms_from(state, catalog, start), held_terms(state, catalog)):
        if state.balance >= terms.price:
            charge_and_renew(recorder, RenewedVia.AUTO_RENEW, at, terms=terms)
            return True
    recorder.record(
        e.AutoRenewFailed(
            attempt=_attempts(recorder, at) + 1,
            price=state.price,
            balance=state.balance,
            missing=state.price - state.balance,
            next_attempt_at=_next_attempt(recorder, at),
            grace_until=_grace_end(recorder, at),
        ),
        cause=Cause.PAYMENT_FAILED,
        at=at,
    )
    return False


def _next_attempt(recorder: Recorder, due: datetime) -> datetime | None:
    """After the one that is due, if grace lasts that long."""
    now, end = recorder.happens_at(due), _grace_end(recorder, due)
    began = recorder.state.grace_from if _grace_runs(recorder, due) else None
    times = [(began or now) + offset for offset in ATTEMPT_OFFSETS]
    return next((at for at in times[_attempts(recorder, due) + 1 :] if now < at < end), None)


def _attempts(recorder: Recorder, due: datetime) -> int:
    """How many were made in this grace."""
    return recorder.state.attempts if _grace_runs(recorder, due) else 0


def _grace_runs(recorder: Recorder, due: datetime) -> bool:
    state = recorder.state
    if state.lifecycle is not Lifecycle.GRACE or state.grace_until is None:
        return False
    return state.grace_until > recorder.happens_at(due)


def _grace_end(recorder: Recorder, due: datetime) -> datetime:
    """Of the grace that runs, the end that was promised; else the whole grace from when it begins:
    a member who learns late that the period is over has all of it still."""
    if _grace_runs(recorder, due) and recorder.state.grace_until is not None:
        return recorder.state.grace_until
    return recorder.happens_at(due) + timedelta(hours=_plan(recorder).grace_hours)


def expire(recorder: Recorder, at: datetime) -> None:
    state = recorder.state
    recorder.record(
        e.MembershipExpired(
            plan=state.plan,
            plan_version=state.plan_version,
            price=state.price,
            period_end=state.period_end,
            grace_until=state.grace_until or at,
            balance=state.balance,
            auto_renew=state.auto_renew,
            pay_until=late_payment_until(state, recorder.catalog),
            untold=state.grace_untold,
        ),
        cause=Cause.UNNOTIFIED_CHANGE if state.grace_untold else _lapse_cause(state),
        at=at,
    )


def late_payment_until(state: Membership, catalog: Catalog) -> datetime | None:
    """Until when a payment begins the membership again once grace is over, or what paid for it went
    back; none otherwise."""
    ended = state.ended_at if state.cause is Cause.PAYMENT_REVERSED else state.grace_until
    return ended and ended + late_payment_time(state, catalog)


def late_payment_time(state: Membership, catalog: Catalog) -> timedelta:
    days = parameter(state, catalog, "renewal", "late_payment_days", LATE_PAYMENT_DAYS)
    return timedelta(days=days)


def _lapse_cause(state: Membership) -> Cause:
    """Only a charge that was tried can have failed."""
    failed = state.auto_renew and state.cause is Cause.PAYMENT_FAILED
    return Cause.PAYMENT_FAILED if failed else Cause.LAPSED
