"""A period that ends unpaid: the reminder before, attempts to charge, grace, and the lapse."""

from datetime import datetime, timedelta
from typing import Any

from services.membership.contract import events as e
from services.membership.contract.words import Cause, Lifecycle, RenewedVia
from services.membership.domain.aggregate.catalog import Catalog
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.charging.card_numbers import ending
from services.membership.domain.charging.charges import tried, unanswered
from services.membership.domain.charging.methods import missing, usable
from services.membership.domain.folding.on_period import ATTEMPT_OFFSETS
from services.membership.domain.periods.renewal import charge_and_renew
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.terms.binding import grace_time, parameter
from services.membership.domain.terms.terms import held_terms, renewal_terms, terms_from

REMINDER_DAYS = 3
LATE_PAYMENT_DAYS = 7


def remind(recorder: Recorder, at: datetime) -> None:
    """Three days before the end; a shortfall is told as such, unless it will be charged."""
    state = recorder.state
    price = renewal_terms(state, recorder.catalog).price
    lacks = missing(state, recorder.catalog)
    method = state.method if lacks and usable(state, state.period_end) else None
    if lacks and method is None:
        recorder.record(
            e.BalanceLow(
                period_end=state.period_end,
                price=price,
                balance=state.balance,
                missing=lacks,
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
            charged=lacks,
            ending=ending(method.masked) if method else "",
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
            **_charge_tried(state),
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
            **_charge_tried(state),
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
    return recorder.happens_at(due) + grace_time(recorder.state, recorder.catalog)


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
            **_charge_tried(state),
        ),
        cause=_expiry_cause(state),
        at=at,
    )


def _charge_tried(state: Membership) -> dict[str, Any]:
    """What came of asking the host to charge, for the events of a renewal that failed."""
    charge = tried(state) if state.auto_renew else None
    return {"charge": charge.end, "refusal": charge.reason} if charge else {}


def _expiry_cause(state: Membership) -> Cause:
    if state.grace_untold:
        return Cause.UNNOTIFIED_CHANGE
    return Cause.SYNC_DELAY if unanswered(state) else _lapse_cause(state)


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
