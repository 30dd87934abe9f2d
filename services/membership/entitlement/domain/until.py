"""How long an answer holds if nobody does anything."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from services.membership.contract.breaker_words import LossKind
from services.membership.contract.hold_events import Hold
from services.membership.contract.words import Lifecycle
from services.membership.domain.aggregate.catalog import Catalog
from services.membership.domain.aggregate.lifecycle import OVERRIDABLE, live
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.conditions import inactivity, points
from services.membership.domain.terms.terms import coming, renewal_terms

_NEVER = datetime(9000, 1, 1, tzinfo=UTC)


def holds_until(
    state: Membership, catalog: Catalog, grace: timedelta, now: datetime
) -> datetime | None:
    """Of a state that is up to date; none: for good. A charge that succeeds by itself carries it
    on, and so does a breaker that is tripped then. `grace`: of the plan that is held."""
    if not live(state):
        return _last_release(_kept_back_by(state))
    ends = _NEVER if _counts_until_settled(state) else _lapses_at(state, catalog, grace)
    if state.holds:
        return _released_at(state, ends)
    if state.held_since is not None:
        return None  # until going live, which is somebody's doing
    falls, changes = _falls_at(state, catalog), _changes_at(state, catalog)
    until = min(ends, falls or ends, changes or ends, _begins_anew_at(state, now) or ends)
    return None if until == _NEVER else until


def _counts_until_settled(state: Membership) -> bool:
    """By the member's own proof of a payment, or while the end is under review: nothing runs out
    before somebody settles it."""
    claim = state.claim
    claimed = claim is not None and claim.access
    waits = claimed or state.defers(LossKind.LAPSE)
    return waits and state.lifecycle is Lifecycle.GRACE


def _lapses_at(state: Membership, catalog: Catalog, grace: timedelta) -> datetime:
    """When grace will be over."""
    if state.lifecycle is Lifecycle.GRACE and state.grace_until is not None:
        return state.grace_until
    return inactivity.charge_due(state, catalog) + grace


def _falls_at(state: Membership, catalog: Catalog) -> datetime | None:
    """When a clause takes the plan."""
    stands = inactivity.warning_stands(state) and inactivity.rule_for(state, catalog) is not None
    falls = {
        LossKind.INACTIVITY: inactivity.downgrade_due(state) if stands else None,
        LossKind.POINTS: points.falls_at(state, catalog),
    }
    coming = (at for kind, at in falls.items() if at is not None and not state.defers(kind))
    return min(coming, default=None)


def _changes_at(state: Membership, catalog: Catalog) -> datetime | None:
    """When a period begins that is on other terms: one that is paid for, or will be by itself."""
    if state.ahead is not None:
        return state.ahead.begins
    if not state.auto_renew or not coming(state, catalog):
        return None
    terms = renewal_terms(state, catalog)
    same = (terms.plan.code, terms.version) == (state.plan, state.plan_version)
    return None if same else inactivity.charge_due(state, catalog)


def _begins_anew_at(state: Membership, now: datetime) -> datetime | None:
    """When what was used of quotas counts no more, if the next period comes by itself."""
    usage = state.usage
    if usage is None or usage.resets_at <= now or not any(usage.used.values()):
        return None
    by_itself = usage.resets_at < state.period_end or state.auto_renew
    return usage.resets_at if by_itself else None


def _released_at(state: Membership, ends: datetime) -> datetime | None:
    """When the last hold ends by itself, unless one does not, or the membership ends before."""
    released = _last_release(_kept_back_by(state) or state.holds)
    given_back = _given_back(state)
    runs_on = given_back is None or (released is not None and released < ends + given_back)
    return released if runs_on else None


def _kept_back_by(state: Membership) -> Sequence[Hold]:
    """The holds after which a membership that is restored for now is in force again, whatever
    other holds still stand."""
    if state.provisional is None:
        return ()
    return [hold for hold in state.holds if hold.kind not in OVERRIDABLE]


def _last_release(holds: Sequence[Hold]) -> datetime | None:
    """None where there are none, or one does not end by itself."""
    latest = [hold.latest_release for hold in holds if hold.latest_release is not None]
    return max(latest) if latest and len(latest) == len(holds) else None


def _given_back(state: Membership) -> timedelta | None:
    """The time for which the period stands still, until the last hold that stops it is over; none:
    until somebody ends it."""
    stopping = [hold for hold in state.holds if hold.stops_period]
    if state.clock_stopped_at is None or not stopping:
        return timedelta(0)
    released = _last_release(stopping)
    return released - state.clock_stopped_at if released else None
