"""How what staff change without an appeal changes a membership."""

from datetime import timedelta

from services.membership.contract import staff_events as e
from services.membership.contract.events import Event
from services.membership.contract.words import Cause, Lifecycle
from services.membership.domain.aggregate.lifecycle import live, moved
from services.membership.domain.aggregate.state import (
    Membership,
)
from services.membership.domain.folding.effects import (
    NO_TERMS,
    Effect,
    Fact,
    bound_at,
    changed,
    fresh_period,
)
from services.membership.domain.folding.on_benefits import usage_put_off


def _days_granted(event: e.DaysGranted, state: Membership, fact: Fact) -> Membership:
    """What is paid ahead begins later, as after a hold."""
    grown = event.period_end - event.period_end_before
    grace = event.lifecycle is Lifecycle.GRACE
    return moved(
        state,
        event.lifecycle,
        period_end=event.period_end,
        grace_from=state.charged_from + grown if grace else None,
        grace_until=event.grace_until,
        attempts=state.attempts if grace else 0,
        cause=state.cause if grace else None,
        usage=usage_put_off(state, grown),
        ahead=state.ahead and changed(state.ahead, begins=state.ahead.begins + grown),
        changed_at=fact.happened_at,
    )


def _plan_granted(event: e.PlanGranted, state: Membership, fact: Fact) -> Membership:
    """A new choice of plan: what it replaces is not undone any more."""
    granted = changed(
        state,
        plan=event.plan,
        plan_version=event.plan_version,
        price=event.price,
        auto_renew=event.auto_renew,
        **NO_TERMS,
        undo=None,
        changed_at=fact.happened_at,
        warned=None,
    )
    return _begun(event, granted, fact) if event.begins else granted


def _begun(event: e.PlanGranted, state: Membership, fact: Fact) -> Membership:
    return moved(
        state,
        Lifecycle.ACTIVE,
        cause=None,
        **fresh_period(event.period_start, event.period_end),
        anchor=event.anchor,
        usage=None,
        clauses=bound_at(event.clauses, fact.happened_at),
        inactive_from=fact.happened_at,
    )


def _adjusted(event: e.BalanceAdjusted, state: Membership, fact: Fact) -> Membership:
    return changed(state, balance=event.balance_after)


def _ended(event: e.MembershipEnded, state: Membership, fact: Fact) -> Membership:
    return moved(
        state,
        event.lifecycle,
        cause=Cause.STAFF_ACTION,
        ended_at=fact.happened_at if live(state) else state.ended_at,
        undo=None,
        **NO_TERMS,
        warned=None,
    )


def _merged_from(event: e.MergedFrom, state: Membership, fact: Fact) -> Membership:
    merged = changed(
        state,
        balance=event.balance_after,
        owed=event.owed_after,
        spent={day: state.spent.get(day, 0) + event.spent.get(day, 0)
               for day in sorted({*state.spent, *event.spent})},
    )  # fmt: skip
    if event.takes:
        return _taken_over(event, merged, fact)
    if not event.added_seconds:
        return merged
    grown = timedelta(seconds=event.added_seconds)
    return changed(
        merged,
        period_end=event.period_end,
        usage=usage_put_off(state, grown),
        changed_at=fact.happened_at,
    )


def _taken_over(event: e.MergedFrom, state: Membership, fact: Fact) -> Membership:
    """The plan and the period of the other account; where none ran here it begins."""
    taken = changed(
        state,
        plan=event.plan,
        plan_version=event.plan_version,
        price=event.price,
        auto_renew=event.auto_renew,
        period_start=event.period_start,
        period_end=event.period_end,
        anchor=event.anchor,
        usage=None,
        **NO_TERMS,
        changed_at=fact.happened_at,
        warned=None,
    )
    if not event.begins:
        return taken
    return moved(
        taken,
        Lifecycle.ACTIVE,
        cause=None,
        grace_from=None,
        grace_until=None,
        ended_at=None,
        attempts=0,
        clauses=bound_at(event.clauses, fact.happened_at),
        inactive_from=fact.happened_at,
    )


def _merged_into(event: e.MergedInto, state: Membership, fact: Fact) -> Membership:
    return moved(
        state,
        Lifecycle.CLOSED,
        cause=Cause.STAFF_ACTION,
        ended_at=fact.happened_at if live(state) else state.ended_at,
        balance=0,
        owed=0,
        spent={},
        merged_into=event.into,
        **NO_TERMS,
        warned=None,
    )


EFFECTS: dict[type[Event], Effect] = {
    e.DaysGranted: _days_granted,
    e.PlanGranted: _plan_granted,
    e.BalanceAdjusted: _adjusted,
    e.MembershipEnded: _ended,
    e.MergedFrom: _merged_from,
    e.MergedInto: _merged_into,
}
