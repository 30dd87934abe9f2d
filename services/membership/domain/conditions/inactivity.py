"""The inactivity clause: a warning that is received, then a lower plan.

The warning is a promise: whatever the clause says, at least `warn_days` pass between the moment
the member *received* it and the downgrade; nobody is downgraded whom it did not reach. So that the
date told is kept, it is given a day earlier than it has to be received. Days count from the last
activity, and afresh from a downgrade and from the release of a hold: a member who is kept out
cannot be active. Where no activity is known at all, nothing can be told from its absence.

The fall comes before a charge of the same instant, and a charge waits up to a day for it. Who was
charged for a period while a warning stood has paid for the plan, and keeps it for that period.
"""

from datetime import datetime, timedelta

import msgspec

from infra.kernel.events import Actor, event_id
from services.membership.contract import clause_events
from services.membership.contract import events as e
from services.membership.contract.words import Cause, Lifecycle
from services.membership.domain.aggregate.catalog import Catalog, ClauseVersion
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.terms.binding import binding
from services.shared.callers import ActorKind

CLAUSE = "inactivity"
WARN_DAYS = 7
TIME_TO_REACH = timedelta(days=1)
"""How much earlier than it has to be received the warning is given."""


CHARGE_WAITS = timedelta(days=1)


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """The clause as it applies to one member. `falls_at`: by the days alone; `warns_at`: when the
    warning is due."""

    version: int
    days: float
    warn_days: float
    to_plan: str
    falls_at: datetime
    warns_at: datetime

    @property
    def warned_for(self) -> timedelta:
        return timedelta(days=self.warn_days)


def rule_for(state: Membership, catalog: Catalog) -> Rule | None:
    """None where the clause takes nothing: no activity known, no plan below, a hold, grace (whose
    price was promised), or no such clause."""
    clause = binding(state, catalog, CLAUSE)
    if clause is None or state.lifecycle is not Lifecycle.ACTIVE:
        return None
    if state.holds or state.last_seen_at is None:
        return None
    to_plan = catalog.held(state).falls_to
    days = clause.parameters.get("inactivity_days")
    if to_plan is None or not days:
        return None
    return _rule(state, clause, to_plan, float(days))


def _rule(state: Membership, clause: ClauseVersion, to_plan: str, days: float) -> Rule:
    warn_days = float(clause.parameters.get("warn_days", WARN_DAYS))
    falls_at = max(state.inactive_from + timedelta(days=days), state.spared_until)
    warns_at = falls_at - timedelta(days=warn_days) - TIME_TO_REACH
    return Rule(
        version=clause.version,
        days=days,
        warn_days=warn_days,
        to_plan=to_plan,
        falls_at=falls_at,
        warns_at=max(warns_at, state.clauses[CLAUSE].at, state.changed_at),
    )


def warning_stands(state: Membership) -> bool:
    """A warning speaks of one plan; after a change of plan it needs to be given anew."""
    return state.warned is not None and state.warned.plan == state.plan


def downgrade_due(state: Membership) -> datetime | None:
    """None while nobody received the warning: a person of the staff is asked to reach the member
    meanwhile, and until then nothing is taken."""
    if state.warned is None or state.warned.received_at is None:
        return None
    return max(state.warned.downgrade_at, state.changed_at)


def charge_due(state: Membership, catalog: Catalog) -> datetime:
    """The end of the period; but where the plan falls within a day of it, the charge waits for the
    fall: nobody pays for a period on a plan that is theirs for a moment of it."""
    falls_at = downgrade_due(state) if warning_stands(state) and state.auto_renew else None
    if falls_at is None or rule_for(state, catalog) is None:
        return state.period_end
    waits = timedelta(0) < falls_at - state.period_end <= CHARGE_WAITS
    return falls_at if waits else state.period_end


def warn(recorder: Recorder, at: datetime) -> None:
    state, rule = recorder.state, rule_for(recorder.state, recorder.catalog)
    if rule is None:
        return
    lower = recorder.catalog.plans.current(rule.to_plan, recorder.now)
    recorder.record(
        clause_events.InactivityWarned(
            downgrade_at=max(rule.falls_at, recorder.now + rule.warned_for),
            last_login_at=state.last_seen_at or state.inactive_from,
            days=int(rule.days),
            to_plan=rule.to_plan,
            to_version=lower.version,
            clause=CLAUSE,
            clause_version=rule.version,
        ),
        cause=Cause.INACTIVITY,
        at=at,
        actor=_actor(rule),
    )


def warning_received(
    recorder: Recorder, warning_id: str, channel: str, received_at: datetime
) -> None:
    """Records the first receipt of the warning that stands; any other is passed over."""
    state, rule = recorder.state, rule_for(recorder.state, recorder.catalog)
    warned = state.warned
    if rule is None or warned is None or warned.received_at is not None:
        return
    if warning_id != event_id(state.member_id, warned.version):
        return
    recorder.record(
        clause_events.WarningReceived(
            warning_id=warning_id,
            channel=channel,
            received_at=received_at,
            downgrade_at=max(warned.downgrade_at, received_at + rule.warned_for),
        ),
        at=received_at,
    )


def downgrade(recorder: Recorder, at: datetime) -> None:
    state, rule = recorder.state, rule_for(recorder.state, recorder.catalog)
    if rule is None:
        return
    lower = recorder.catalog.plans.current(rule.to_plan, recorder.now)
    recorder.record(
        e.MembershipDowngraded(
            from_plan=state.plan,
            from_version=state.plan_version,
            to_plan=rule.to_plan,
            to_version=lower.version,
            price=lower.plan.price,
            undo_until=None,
            clause=CLAUSE,
            clause_version=rule.version,
            last_login_at=state.last_seen_at,
        ),
        cause=Cause.INACTIVITY,
        at=at,
        actor=_actor(rule),
    )


def _actor(rule: Rule) -> Actor:
    return Actor(kind=ActorKind.CLAUSE, id=f"{CLAUSE}@{rule.version}")
