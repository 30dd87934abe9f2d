"""The inactivity clause: a warning first, then a lower plan.

The warning is a promise: whatever the clause says, at least `warn_days` pass between the moment
the warning was *recorded* and the downgrade. After an outage the downgrade is therefore later
than the days alone would make it. Days count from the last login, and afresh from a downgrade and
from the release of a hold: a member who is kept out cannot be active.
"""

from datetime import datetime, timedelta

import msgspec

from infra.kernel.events import Actor, ActorKind
from services.membership.contract import events as e
from services.membership.contract.words import Cause
from services.membership.domain.catalog import Catalog, ClauseVersion
from services.membership.domain.clauses import binding
from services.membership.domain.decision import FILLED_IN, Decision
from services.membership.domain.lifecycle import live
from services.membership.domain.state import Membership

CLAUSE = "inactivity"
WARN_DAYS = 7


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """The clause as it applies to one member; `since`: not before then."""

    version: int
    days: float
    warn_days: float
    to_plan: str
    since: datetime

    def ends(self, inactive_from: datetime) -> datetime:
        return inactive_from + timedelta(days=self.days)


def rule_for(state: Membership, catalog: Catalog) -> Rule | None:
    """None where the clause takes nothing: no plan below, a hold, or no such clause."""
    clause = binding(state, catalog, CLAUSE)
    if clause is None or not live(state) or state.holds:
        return None
    to_plan = catalog.plans[state.plan].falls_to
    days = clause.parameters.get("inactivity_days")
    if to_plan is None or not days:
        return None
    return _rule(state, clause, to_plan, float(days))


def _rule(state: Membership, clause: ClauseVersion, to_plan: str, days: float) -> Rule:
    return Rule(
        version=clause.version,
        days=days,
        warn_days=float(clause.parameters.get("warn_days", WARN_DAYS)),
        to_plan=to_plan,
        since=max(state.clauses[CLAUSE].at, state.changed_at),
    )


def warning_stands(state: Membership) -> bool:
    """A warning speaks of one plan; after a change of plan it needs to be given anew."""
    return state.warned is not None and state.warned.plan == state.plan


def warning_due(state: Membership, rule: Rule) -> datetime:
    return max(rule.ends(state.inactive_from) - timedelta(days=rule.warn_days), rule.since)


def downgrade_due(state: Membership) -> datetime:
    assert state.warned is not None  # noqa: S101 (asked only where a warning stands)
    return max(state.warned.downgrade_at, state.changed_at)


def warn(decision: Decision, at: datetime) -> None:
    state, rule = decision.state, rule_for(decision.state, decision.catalog)
    if rule is None:
        return
    promised = decision.now + timedelta(days=rule.warn_days)
    decision.record(
        e.InactivityWarned(
            downgrade_at=max(rule.ends(state.inactive_from), promised),
            last_login_at=state.last_login_at or state.inactive_from,
            days=int(rule.days),
            to_plan=rule.to_plan,
            clause=CLAUSE,
            clause_version=rule.version,
        ),
        cause=Cause.INACTIVITY,
        at=at,
        actor=_actor(rule),
    )


def downgrade(decision: Decision, at: datetime) -> None:
    state, rule = decision.state, rule_for(decision.state, decision.catalog)
    if rule is None:
        return
    decision.record(
        e.MembershipDowngraded(
            from_plan=state.plan,
            to_plan=rule.to_plan,
            price=decision.catalog.plans[rule.to_plan].price,
            undo_until=None,
            clause=CLAUSE,
            clause_version=rule.version,
            last_login_at=state.last_login_at,
            benefits_before=FILLED_IN,
            benefits_after=FILLED_IN,
        ),
        cause=Cause.INACTIVITY,
        at=at,
        actor=_actor(rule),
    )


def _actor(rule: Rule) -> Actor:
    return Actor(kind=ActorKind.CLAUSE, id=f"{CLAUSE}@{rule.version}")
