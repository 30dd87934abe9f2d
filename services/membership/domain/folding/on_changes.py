"""How changes of plan, cancelling and undoing change the state."""

from datetime import datetime

from services.membership.contract import events as e
from services.membership.contract.breaker_words import LossKind
from services.membership.contract.staff_events import PlanGranted
from services.membership.contract.terms_events import TermsBound
from services.membership.contract.words import Cause, Lifecycle
from services.membership.domain.aggregate.lifecycle import moved
from services.membership.domain.aggregate.parts import (
    DeferredChange,
    Undoable,
)
from services.membership.domain.aggregate.state import (
    Membership,
)
from services.membership.domain.folding.effects import (
    NO_TERMS,
    Effect,
    Fact,
    cause_of,
    changed,
    received,
)


def _cancelled(event: e.MembershipCancelled, state: Membership, fact: Fact) -> Membership:
    return moved(
        state,
        Lifecycle.CANCELLED,
        cause=cause_of(fact),
        ended_at=fact.happened_at,
        undo=_undoable(event, state, fact, event.undo_until),
    )


def _downgraded(event: e.MembershipDowngraded, state: Membership, fact: Fact) -> Membership:
    by_member = event.undo_until is not None
    undo = _undoable(event, state, fact, event.undo_until) if event.undo_until else None
    return changed(
        state,
        plan=event.to_plan,
        plan_version=event.to_version,
        price=event.price,
        **NO_TERMS,
        undo=undo,
        changed_at=fact.happened_at,
        warned=state.warned if by_member else None,
        inactive_from=state.inactive_from if by_member else fact.happened_at,
    )


def _upgraded(event: e.MembershipUpgraded, state: Membership, fact: Fact) -> Membership:
    """A new choice of plan: what it replaces is not undone any more."""
    return changed(
        state,
        plan=event.to_plan,
        plan_version=event.to_version,
        price=event.price,
        **NO_TERMS,
        undo=None,
        changed_at=fact.happened_at,
    )


def _change_undone(event: e.ChangeUndone, state: Membership, fact: Fact) -> Membership:
    """Plan and price come back; a cancellation also gives back lifecycle and period, what was
    left of grace, and a downgrade from before it that its member still has time to undo."""
    undo = state.undo
    back = changed(
        state,
        plan=event.plan,
        plan_version=event.plan_version,
        price=event.price,
        announced=received(undo.announced) if undo else {},
        ahead=undo.ahead if undo else None,
        undo=None,
        changed_at=fact.happened_at,
    )
    if undo is None or event.undone_type != e.MembershipCancelled.__name__:
        return back
    return moved(
        back,
        event.lifecycle,
        cause=undo.cause,
        period_start=undo.period_start,
        period_end=undo.period_end,
        grace_from=given_back(undo.grace_from, state, fact.happened_at),
        grace_until=event.grace_until or given_back(undo.grace_until, state, fact.happened_at),
        deferred=_deferred_again(undo, event),
        ended_at=undo.ended_at,
        auto_renew=undo.auto_renew,
        attempts=undo.attempts,
        undo=undo.before if undo.before and undo.before.until > fact.happened_at else None,
    )


def _deferred_again(undo: Undoable, event: e.ChangeUndone) -> tuple[DeferredChange, ...]:
    """The end of grace is due when grace is over, as it comes back."""
    return tuple(
        changed(one, due_at=event.grace_until) if one.kind is LossKind.LAPSE else one
        for one in undo.deferred
        if one.kind in event.deferred
    )


def given_back(grace: datetime | None, cancelled: Membership, at: datetime) -> datetime | None:
    """An instant of grace, later by as long as the cancellation that is undone at `at` lasted."""
    return grace and grace + (at - (cancelled.ended_at or at))


def _undo_window_closed(event: e.UndoWindowClosed, state: Membership, fact: Fact) -> Membership:
    return changed(state, undo=None)


def _undoable(event: e.Event, state: Membership, fact: Fact, until: datetime) -> Undoable:
    return Undoable(
        event_type=type(event).__name__,
        event_version=fact.version,
        until=until,
        plan=state.plan,
        plan_version=state.plan_version,
        price=state.price,
        lifecycle=state.lifecycle or Lifecycle.ACTIVE,
        cause=state.cause,
        period_start=state.period_start,
        period_end=state.period_end,
        grace_from=state.grace_from,
        grace_until=state.grace_until,
        auto_renew=state.auto_renew,
        attempts=state.attempts,
        announced=state.announced,
        ahead=state.ahead,
        fell=state.fell,
        ended_at=state.ended_at,
        before=state.undo,
        deferred=state.deferred,
    )


def fell(before: Membership, after: Membership, fact: Fact) -> Cause | None:
    """Why the plan is lower than the one before it, until it is another or chosen anew."""
    if isinstance(fact.event, e.MembershipDowngraded) or _moved_lower(fact.event):
        return Cause(fact.cause) if fact.cause else None
    if isinstance(fact.event, e.ChangeUndone):
        return before.undo.fell if before.undo else None
    chosen = isinstance(fact.event, e.MembershipEnrolled | PlanGranted)
    return None if chosen or after.plan != before.plan else before.fell


def _moved_lower(event: e.Event) -> bool:
    """By the end of the plan."""
    if not isinstance(event, TermsBound):
        return False
    return any(one.field == "rank" and one.after < one.before for one in event.differences)


EFFECTS: dict[type[e.Event], Effect] = {
    e.MembershipCancelled: _cancelled,
    e.MembershipDowngraded: _downgraded,
    e.MembershipUpgraded: _upgraded,
    e.ChangeUndone: _change_undone,
    e.UndoWindowClosed: _undo_window_closed,
}
