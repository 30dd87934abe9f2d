"""The fold: a state and what happened next give the state after it. Total over all events."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import singledispatch
from typing import Any, TypeVar

import msgspec

from infra.kernel.events import EventEnvelope
from services.membership.contract import events as e
from services.membership.contract.words import Cause, Lifecycle
from services.membership.domain.clauses import notice_key
from services.membership.domain.lifecycle import moved
from services.membership.domain.state import (
    Bound,
    Device,
    Membership,
    Notice,
    Undoable,
    Warned,
)

S = TypeVar("S", bound=msgspec.Struct)

ATTEMPT_OFFSETS = (timedelta(0), timedelta(hours=6), timedelta(hours=12), timedelta(hours=23))
"""When auto-renewal is tried, counted from the end of the period."""


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """An event with what its envelope adds to its meaning."""

    event: e.Event
    version: int
    cause: str | None
    happened_at: datetime
    recorded_at: datetime


def fact_of(envelope: EventEnvelope) -> Fact:
    return Fact(
        event=e.body_of(envelope),
        version=envelope.version,
        cause=envelope.cause,
        happened_at=envelope.happened_at,
        recorded_at=envelope.recorded_at,
    )


def evolve(state: Membership, fact: Fact) -> Membership:
    """The state after the fact."""
    changed = _apply(fact.event, state, fact)
    return msgspec.structs.replace(changed, version=fact.version)


def fold(member_id: str, history: Iterable[EventEnvelope]) -> Membership:
    """The state that a history leaves behind."""
    state = Membership(member_id=member_id)
    for envelope in history:
        state = evolve(state, fact_of(envelope))
    return state


def attempts_passed(period_end: datetime, at: datetime) -> int:
    return sum(period_end + offset <= at for offset in ATTEMPT_OFFSETS)


def _cause(fact: Fact) -> Cause | None:
    return Cause(fact.cause) if fact.cause and fact.cause in Cause.__members__ else None


def _bound(versions: dict[str, int], at: datetime) -> dict[str, Bound]:
    return {code: Bound(version=version, at=at) for code, version in versions.items()}


def _with(item: S, **changes: Any) -> S:
    return msgspec.structs.replace(item, **changes)


@singledispatch
def _apply(event: e.Event, state: Membership, fact: Fact) -> Membership:
    """Events that only tell, such as reminders of other aggregates, change nothing."""
    return state


@_apply.register
def _(event: e.MembershipEnrolled, state: Membership, fact: Fact) -> Membership:
    return moved(
        state,
        Lifecycle.ACTIVE,
        **_fresh_period(event.period_start, event.period_end),
        cause=None,
        plan=event.plan,
        price=event.price,
        auto_renew=event.auto_renew,
        undo=None,
        clauses=_bound(event.clauses, fact.happened_at),
        accepted_at=fact.happened_at,
        inactive_from=fact.happened_at,
        changed_at=fact.happened_at,
        warned=None,
    )


def _fresh_period(start: datetime, end: datetime) -> dict[str, Any]:
    return {
        "period_start": start,
        "period_end": end,
        "grace_until": None,
        "ended_at": None,
        "attempts": 0,
    }


@_apply.register
def _(event: e.MembershipImported, state: Membership, fact: Fact) -> Membership:
    seen = event.last_login_at or fact.happened_at
    over = event.lifecycle in {Lifecycle.EXPIRED, Lifecycle.CANCELLED, Lifecycle.CLOSED}
    in_grace = event.lifecycle is Lifecycle.GRACE
    return moved(
        state,
        event.lifecycle,
        cause=event.cause,
        plan=event.plan,
        price=event.price,
        period_start=event.period_start,
        period_end=event.period_end,
        grace_until=event.grace_until,
        ended_at=(event.grace_until or event.period_end) if over else None,
        auto_renew=event.auto_renew,
        attempts=attempts_passed(event.period_end, fact.happened_at) if in_grace else 0,
        balance=state.balance + event.balance,
        clauses=_bound(event.clauses, fact.happened_at),
        last_login_at=event.last_login_at,
        inactive_from=seen,
        changed_at=fact.happened_at,
        devices={id: Device(trusted=True, last_seen_at=seen) for id in event.devices},
    )


@_apply.register
def _(event: e.BalanceToppedUp, state: Membership, fact: Fact) -> Membership:
    return _with(state, balance=event.balance_after)


@_apply.register
def _(event: e.BalanceDebited, state: Membership, fact: Fact) -> Membership:
    return _with(state, balance=event.balance_after)


@_apply.register
def _(event: e.AutoRenewSet, state: Membership, fact: Fact) -> Membership:
    """Attempts whose time has passed are not made up for when it is turned on in grace."""
    passed = attempts_passed(state.period_end, fact.happened_at)
    in_grace = state.lifecycle is Lifecycle.GRACE
    return _with(state, auto_renew=event.on, attempts=passed if in_grace else state.attempts)


@_apply.register(e.RenewalComing)
@_apply.register(e.BalanceLow)
def _(event: e.RenewalComing | e.BalanceLow, state: Membership, fact: Fact) -> Membership:
    return _with(state, reminded_for=event.period_end)


@_apply.register
def _(event: e.AutoRenewFailed, state: Membership, fact: Fact) -> Membership:
    return _with(state, attempts=event.attempt)


@_apply.register
def _(event: e.GraceStarted, state: Membership, fact: Fact) -> Membership:
    return moved(state, Lifecycle.GRACE, grace_until=event.grace_until, cause=_cause(fact))


@_apply.register
def _(event: e.MembershipRenewed, state: Membership, fact: Fact) -> Membership:
    ahead = event.lifecycle_before is Lifecycle.ACTIVE and event.period_start > fact.happened_at
    start = state.period_start if ahead else event.period_start
    renewed = moved(
        state,
        Lifecycle.ACTIVE,
        **_fresh_period(start, event.period_end),
        cause=None,
        changed_at=fact.happened_at,
        undo=_owing(state.undo, event.price),
    )
    if event.lifecycle_before in {Lifecycle.ACTIVE, Lifecycle.GRACE}:
        return renewed
    return _with(renewed, inactive_from=fact.happened_at, warned=None)


def _owing(undo: Undoable | None, paid: int) -> Undoable | None:
    """Undoing a downgrade after a renewal means having renewed at the former price."""
    return undo and _with(undo, owed=undo.owed + undo.price - paid)


@_apply.register
def _(event: e.MembershipExpired, state: Membership, fact: Fact) -> Membership:
    return moved(
        state, Lifecycle.EXPIRED, cause=_cause(fact), ended_at=event.grace_until, warned=None
    )


@_apply.register
def _(event: e.MembershipCancelled, state: Membership, fact: Fact) -> Membership:
    return moved(
        state,
        Lifecycle.CANCELLED,
        cause=_cause(fact),
        ended_at=fact.happened_at,
        undo=_undoable(event, state, fact, event.undo_until),
    )


@_apply.register
def _(event: e.MembershipDowngraded, state: Membership, fact: Fact) -> Membership:
    by_member = event.undo_until is not None
    undo = _undoable(event, state, fact, event.undo_until) if event.undo_until else None
    return _with(
        state,
        plan=event.to_plan,
        price=event.price,
        undo=undo,
        changed_at=fact.happened_at,
        warned=state.warned if by_member else None,
        inactive_from=state.inactive_from if by_member else fact.happened_at,
    )


def _undoable(event: e.Event, state: Membership, fact: Fact, until: datetime) -> Undoable:
    return Undoable(
        event_type=type(event).__name__,
        event_version=fact.version,
        until=until,
        plan=state.plan,
        price=state.price,
        lifecycle=state.lifecycle or Lifecycle.ACTIVE,
        cause=state.cause,
        period_start=state.period_start,
        period_end=state.period_end,
        grace_until=state.grace_until,
        auto_renew=state.auto_renew,
        attempts=state.attempts,
    )


@_apply.register
def _(event: e.MembershipUpgraded, state: Membership, fact: Fact) -> Membership:
    """A new choice of plan: what it replaces is not undone any more."""
    return _with(
        state, plan=event.to_plan, price=event.price, undo=None, changed_at=fact.happened_at
    )


@_apply.register
def _(event: e.ChangeUndone, state: Membership, fact: Fact) -> Membership:
    """Plan and price come back; a cancellation also gives back lifecycle and period."""
    undo = state.undo
    back = _with(state, plan=event.plan, price=event.price, undo=None, changed_at=fact.happened_at)
    if undo is None or event.undone_type != e.MembershipCancelled.__name__:
        return back
    return moved(
        back,
        event.lifecycle,
        cause=undo.cause,
        period_start=undo.period_start,
        period_end=undo.period_end,
        grace_until=undo.grace_until,
        ended_at=None,
        auto_renew=undo.auto_renew,
        attempts=undo.attempts,
    )


@_apply.register
def _(event: e.UndoWindowClosed, state: Membership, fact: Fact) -> Membership:
    return _with(state, undo=None)


@_apply.register
def _(event: e.HoldPlaced, state: Membership, fact: Fact) -> Membership:
    stops = event.hold.stops_period and state.clock_stopped_at is None
    stopped_at = event.hold.placed_at if stops else state.clock_stopped_at
    return _with(state, holds=(*state.holds, event.hold), clock_stopped_at=stopped_at)


@_apply.register
def _(event: e.HoldExtended, state: Membership, fact: Fact) -> Membership:
    return _with(
        state,
        holds=tuple(
            _with(hold, latest_release=event.latest_release) if hold.kind is event.kind else hold
            for hold in state.holds
        ),
    )


@_apply.register
def _(event: e.HoldReleased, state: Membership, fact: Fact) -> Membership:
    left = tuple(hold for hold in state.holds if hold.kind is not event.kind)
    clock_runs = not any(hold.stops_period for hold in left)
    was_reminded = state.reminded_for == state.period_end
    return _with(
        state,
        holds=left,
        clock_stopped_at=None if clock_runs else state.clock_stopped_at,
        period_end=event.period_end,
        grace_until=event.grace_until,
        reminded_for=event.period_end if was_reminded else state.reminded_for,
        inactive_from=max(fact.happened_at, state.inactive_from),
        changed_at=fact.happened_at,
        warned=None,
    )


@_apply.register
def _(event: e.ActivitySeen, state: Membership, fact: Fact) -> Membership:
    known = state.devices.get(event.device_id)
    trusted = event.trusted or (known is not None and known.trusted)
    device = Device(trusted=trusted, last_seen_at=event.at)
    devices = {**state.devices, event.device_id: device} if event.device_id else state.devices
    return _with(
        state,
        devices=devices,
        last_login_at=max(event.at, state.last_login_at or event.at),
        inactive_from=max(event.at, state.inactive_from),
        warned=None,
    )


@_apply.register
def _(event: e.InactivityWarned, state: Membership, fact: Fact) -> Membership:
    return _with(state, warned=Warned(plan=state.plan, downgrade_at=event.downgrade_at))


@_apply.register
def _(event: e.NoticeDelivered, state: Membership, fact: Fact) -> Membership:
    key = notice_key(event.clause, event.clause_version)
    notice = Notice(notice_id=event.notice_id, delivered_at=event.delivered_at)
    return _with(state, notices={**state.notices, key: notice})


@_apply.register
def _(event: e.ClauseBound, state: Membership, fact: Fact) -> Membership:
    bound = Bound(version=event.clause_version, at=fact.happened_at)
    return _with(state, clauses={**state.clauses, event.clause: bound}, warned=_kept(state, event))


def _kept(state: Membership, event: e.ClauseBound) -> Warned | None:
    """A warning speaks of the version that it cites; under a new one it is given anew."""
    return None if event.clause == "inactivity" else state.warned


@_apply.register
def _(event: e.RemedyApplied, state: Membership, fact: Fact) -> Membership:
    period = _fresh_period(event.period_start, event.period_end)
    if event.lifecycle is Lifecycle.GRACE and state.grace_until is not None:
        grown = event.period_end - state.period_end
        period |= {"grace_until": state.grace_until + grown, "attempts": state.attempts}
    return moved(
        state,
        event.lifecycle,
        **period,
        cause=state.cause if event.lifecycle is Lifecycle.GRACE else None,
        plan=event.plan,
        price=event.price,
        undo=None,
        inactive_from=fact.happened_at,
        changed_at=fact.happened_at,
        warned=None,
    )
