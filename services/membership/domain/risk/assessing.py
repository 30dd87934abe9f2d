"""Lapse risk: what may take a membership, or its plan, within the next 14 days.

Each reason adds points of its own; together they are at most a hundred. From `HIGH_FROM` on the
member is warned. All follows from the membership as it stands and the catalogue, so it changes only
with an event, or when a date comes within the 14 days.

| reason        | points | when                                                            |
|---------------|--------|-----------------------------------------------------------------|
| GRACE_RUNS    | 60     | in grace, and no charge by itself is left that could succeed    |
| BALANCE_SHORT | 50     | a charge comes by itself, and the balance does not cover it     |
| METHOD_…      | 50     | instead: the method for the rest is EXPIRING first, or REFUSED  |
| RENEWAL_OFF   | 40     | automatic renewal is off, and no further period is paid for     |
| INACTIVITY    | 40     | the clause takes the plan unless the member signs in            |
| POINTS        | 40     | the clause takes the plan unless something is spent             |
| CONTACT_CHECK | 30     | benefits are held back unless the contact data are verified     |
| PAYMENT_CHECK | 30     | the membership rests on a payment that is being checked         |
| UNREACHABLE   | 20     | no address of the member is verified; it adds to other reasons  |
"""

from collections.abc import Iterator
from datetime import datetime

from services.membership.contract.risk_words import RiskReason
from services.membership.contract.words import Lifecycle
from services.membership.domain.aggregate.catalog import Catalog
from services.membership.domain.aggregate.lifecycle import live
from services.membership.domain.aggregate.outlook import LapseRisk, Outlook, Threat
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.charging.methods import usable
from services.membership.domain.conditions import inactivity, points
from services.membership.domain.folding.on_period import ATTEMPT_OFFSETS
from services.membership.domain.terms.terms import renewal_terms

R = RiskReason


def outlook(state: Membership, catalog: Catalog) -> Outlook:
    """Of a state that is up to date."""
    threats = tuple(_threats(state, catalog))
    return Outlook(
        threats=threats, unreachable=state.reach is not None and not state.reach.channels
    )


def risk_of(state: Membership, catalog: Catalog, now: datetime) -> LapseRisk:
    return outlook(state, catalog).at(now)


def _threats(state: Membership, catalog: Catalog) -> Iterator[Threat]:
    if not live(state) or state.held_since is not None:
        return
    if state.clock_stopped_at is None:
        yield from _of_the_period(state, catalog)
    yield from _of_clauses(state, catalog)
    asked, claim = state.verification, state.claim
    if asked is not None:
        yield Threat(R.CONTACT_CHECK, asked.hold_from, events=(asked.version,))
    if claim is not None and claim.access:
        yield Threat(R.PAYMENT_CHECK, claim.decide_by)


def _of_the_period(state: Membership, catalog: Catalog) -> Iterator[Threat]:
    missing = _missing(state, catalog)
    if state.lifecycle is Lifecycle.ACTIVE:
        ends = inactivity.charge_due(state, catalog)
        if not state.auto_renew:
            yield Threat(R.RENEWAL_OFF, ends)
        elif missing and not usable(state, ends):
            yield Threat(_why_short(state), ends, missing=missing)
    elif state.grace_until is not None and not (state.claim and state.claim.access):
        tries = state.auto_renew and state.attempts < len(ATTEMPT_OFFSETS)
        if missing or not tries:
            yield Threat(R.GRACE_RUNS, state.grace_until, (state.grace_event,), missing)


def _why_short(state: Membership) -> RiskReason:
    if state.method is None:
        return R.BALANCE_SHORT
    return R.METHOD_REFUSED if state.method.refused else R.METHOD_EXPIRING


def _missing(state: Membership, catalog: Catalog) -> int:
    """For the charge that comes. A balance that covers the price held, but not a new one, is
    charged the price held."""
    price = min(renewal_terms(state, catalog).price, state.price)
    return max(price - state.balance, 0)


def _of_clauses(state: Membership, catalog: Catalog) -> Iterator[Threat]:
    rule = inactivity.rule_for(state, catalog)
    if rule is not None:
        warned = state.warned if inactivity.warning_stands(state) else None
        at = warned.downgrade_at if warned else rule.falls_at
        events = (warned.version,) if warned else ()
        yield Threat(R.INACTIVITY, at, events, since=state.last_seen_at)
    if (at_points := points.threatens_at(state, catalog)) is not None:
        told = state.points_warned
        yield Threat(R.POINTS, at_points, (told.version,) if told else ())
