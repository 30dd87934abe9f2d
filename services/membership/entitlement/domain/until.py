"""How long an answer holds if nobody does anything."""

from datetime import datetime, timedelta

from services.membership.contract.words import Lifecycle
from services.membership.domain import inactivity
from services.membership.domain.catalog import Catalog
from services.membership.domain.lifecycle import live
from services.membership.domain.state import Membership
from services.membership.domain.terms import renewal_terms


def holds_until(state: Membership, catalog: Catalog) -> datetime | None:
    """Of a state that is up to date; none: for good. A charge that succeeds by itself carries it
    on."""
    if not live(state):
        return None
    ends = _lapses_at(state, catalog)
    if state.holds:
        return _released_at(state, ends)
    changes = ends, _falls_at(state, catalog), _renewed_at(state, catalog)
    return min(at for at in changes if at is not None)


def _lapses_at(state: Membership, catalog: Catalog) -> datetime:
    """When grace will be over."""
    if state.lifecycle is Lifecycle.GRACE and state.grace_until is not None:
        return state.grace_until
    grace = timedelta(hours=catalog.held(state).grace_hours)
    return inactivity.charge_due(state, catalog) + grace


def _falls_at(state: Membership, catalog: Catalog) -> datetime | None:
    """When a clause takes the plan."""
    if not inactivity.warning_stands(state) or inactivity.rule_for(state, catalog) is None:
        return None
    return inactivity.downgrade_due(state)


def _renewed_at(state: Membership, catalog: Catalog) -> datetime | None:
    """When a period begins that is on other terms: one that is paid for, or will be by itself."""
    held = state.plan, state.plan_version
    if state.ahead is not None and (state.ahead.plan, state.ahead.version) != held:
        return state.ahead.begins
    terms = renewal_terms(state, catalog)
    if state.auto_renew and (terms.plan.code, terms.version) != held:
        return inactivity.charge_due(state, catalog)
    return None


def _released_at(state: Membership, ends: datetime) -> datetime | None:
    """When the last hold ends by itself, unless one does not, or the membership ends before."""
    latest = [hold.latest_release for hold in state.holds]
    if None in latest:
        return None
    released = max(at for at in latest if at is not None)
    return released if released < ends + _given_back(state) else None


def _given_back(state: Membership) -> timedelta:
    """The time for which the period stands still, until the last hold that stops it is over."""
    stopping = [one.latest_release for one in state.holds if one.stops_period]
    if state.clock_stopped_at is None or not stopping:
        return timedelta(0)
    return max(at for at in stopping if at is not None) - state.clock_stopped_at
