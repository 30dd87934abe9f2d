"""How events change lifecycle, plan, period and balance."""

from datetime import datetime, timedelta

from services.membership.contract import events as e
from services.membership.contract.golive_events import WentLive
from services.membership.contract.remedy_events import RemedyApplied
from services.membership.contract.takeover_events import TakeoverReversed
from services.membership.contract.words import Lifecycle
from services.membership.domain.aggregate.lifecycle import moved
from services.membership.domain.aggregate.parts import (
    Ahead,
    Device,
    Undoable,
)
from services.membership.domain.aggregate.state import (
    Membership,
)
from services.membership.domain.folding.effects import (
    NO_TERMS,
    Effect,
    Fact,
    bound_at,
    cause_of,
    changed,
    fresh_period,
    received,
)

ATTEMPT_OFFSETS = (timedelta(0), timedelta(hours=6), timedelta(hours=12), timedelta(hours=23))
"""When auto-renewal is tried, counted from when grace began."""


def attempts_passed(grace_from: datetime, at: datetime) -> int:
    return sum(grace_from + offset <= at for offset in ATTEMPT_OFFSETS)


def _enrolled(event: e.MembershipEnrolled, state: Membership, fact: Fact) -> Membership:
    return moved(
        state,
        Lifecycle.ACTIVE,
        **fresh_period(event.period_start, event.period_end),
        anchor=event.anchor,
        usage=None,
        cause=None,
        plan=event.plan,
        plan_version=event.plan_version,
        price=event.price,
        auto_renew=event.auto_renew,
        undo=None,
        **NO_TERMS,
        clauses=bound_at(event.clauses, fact.happened_at),
        inactive_from=fact.happened_at,
        changed_at=fact.happened_at,
        warned=None,
    )


def _imported(event: e.MembershipImported, state: Membership, fact: Fact) -> Membership:
    seen = event.last_login_at or fact.happened_at
    over = event.lifecycle in {Lifecycle.EXPIRED, Lifecycle.CANCELLED, Lifecycle.CLOSED}
    in_grace = event.lifecycle is Lifecycle.GRACE
    return moved(
        state,
        event.lifecycle,
        cause=event.cause,
        plan=event.plan,
        plan_version=event.plan_version,
        price=event.price,
        period_start=event.period_start,
        period_end=event.period_end,
        anchor=event.anchor,
        grace_from=event.period_end if in_grace else None,
        grace_until=event.grace_until,
        ended_at=min(event.grace_until or event.period_end, fact.happened_at) if over else None,
        auto_renew=event.auto_renew,
        attempts=attempts_passed(event.period_end, fact.happened_at) if in_grace else 0,
        balance=state.balance + event.balance,
        clauses=bound_at(event.clauses, fact.happened_at),
        last_login_at=event.last_login_at,
        last_seen_at=event.last_login_at,
        inactive_from=seen,
        changed_at=fact.happened_at,
        devices={id: Device(trusted=True, last_seen_at=seen) for id in event.devices},
        imported_at=fact.happened_at,
        held_since=fact.happened_at if event.held else None,
    )


def _went_live(event: WentLive, state: Membership, fact: Fact) -> Membership:
    """As after an outage; grace of a former platform is given anew."""
    now = fact.happened_at
    grace = {"grace_from": now, "grace_until": now, "attempts": 0}
    return changed(
        state,
        **(grace if state.lifecycle is Lifecycle.GRACE else {}),
        held_since=None,
        case=state.case_later,
        case_later=None,
        back_at=now,
        inactive_from=now,
        changed_at=now,
        warned=None,
    )


def _balance_topped_up(event: e.BalanceToppedUp, state: Membership, fact: Fact) -> Membership:
    return changed(state, balance=event.balance_after)


def _balance_debited(event: e.BalanceDebited, state: Membership, fact: Fact) -> Membership:
    return changed(state, balance=event.balance_after)


def _auto_renew_set(event: e.AutoRenewSet, state: Membership, fact: Fact) -> Membership:
    """Attempts whose time has passed are not made up for when it is turned on in grace."""
    passed = attempts_passed(state.charged_from, fact.happened_at)
    in_grace = state.lifecycle is Lifecycle.GRACE
    return changed(state, auto_renew=event.on, attempts=passed if in_grace else state.attempts)


def _reminded(event: e.RenewalComing | e.BalanceLow, state: Membership, fact: Fact) -> Membership:
    return changed(state, reminded_for=event.period_end)


def _auto_renew_failed(event: e.AutoRenewFailed, state: Membership, fact: Fact) -> Membership:
    """Attempts whose time passed while we were away are not made up for."""
    passed = attempts_passed(state.charged_from, fact.happened_at)
    return changed(state, attempts=max(event.attempt, passed), cause=cause_of(fact))


def _grace_started(event: e.GraceStarted, state: Membership, fact: Fact) -> Membership:
    """The attempt at the end of the period, if there was one, is the first of grace."""
    return moved(
        state,
        Lifecycle.GRACE,
        grace_from=fact.happened_at,
        grace_until=event.grace_until,
        grace_event=fact.version,
        grace_untold=False,
        attempts=min(state.attempts, 1),
        cause=cause_of(fact),
    )


def _renewed(event: e.MembershipRenewed, state: Membership, fact: Fact) -> Membership:
    ahead = event.lifecycle_before is Lifecycle.ACTIVE and event.period_start > fact.happened_at
    start = state.period_start if ahead else event.period_start
    renewed = moved(
        state,
        Lifecycle.ACTIVE,
        **fresh_period(start, event.period_end),
        anchor=event.anchor or state.anchor,
        cause=None,
        changed_at=fact.happened_at,
        undo=_owing(state.undo, event.price),
        ahead=_other_terms(event, state) if ahead else None,
        warned=None,
        spared_until=event.period_end if state.warned else state.spared_until,
    )
    if event.lifecycle_before in {Lifecycle.ACTIVE, Lifecycle.GRACE}:
        return renewed
    return changed(renewed, inactive_from=fact.happened_at)


def _other_terms(event: e.MembershipRenewed, state: Membership) -> Ahead | None:
    if (event.plan, event.plan_version) == (state.plan, state.plan_version):
        return None
    return Ahead(
        plan=event.plan, version=event.plan_version, price=event.price, begins=event.period_start
    )


def _owing(undo: Undoable | None, paid: int) -> Undoable | None:
    """Undoing a downgrade after a renewal means having renewed at the former price."""
    return undo and changed(undo, owed=undo.owed + undo.price - paid)


def _expired(event: e.MembershipExpired, state: Membership, fact: Fact) -> Membership:
    return moved(
        state,
        Lifecycle.EXPIRED,
        cause=cause_of(fact),
        ended_at=fact.happened_at,
        announced=received(state.announced),
        warned=None,
    )


def _remedy_applied(event: RemedyApplied, state: Membership, fact: Fact) -> Membership:
    period = fresh_period(event.period_start, event.period_end)
    if event.lifecycle is Lifecycle.GRACE and state.grace_until is not None:
        grown = event.period_end - state.period_end
        period |= {
            "grace_from": state.charged_from + grown,
            "grace_until": state.grace_until + grown,
            "attempts": state.attempts,
        }
    return moved(
        state,
        event.lifecycle,
        **period,
        usage=None,
        cause=state.cause if event.lifecycle is Lifecycle.GRACE else None,
        plan=event.plan,
        plan_version=event.plan_version,
        price=event.price,
        **(NO_TERMS if event.plan != state.plan else {}),
        undo=None,
        inactive_from=fact.happened_at,
        changed_at=fact.happened_at,
        warned=None,
    )


def _takeover_reversed(event: TakeoverReversed, state: Membership, fact: Fact) -> Membership:
    return moved(
        state,
        event.lifecycle,
        cause=state.cause if event.lifecycle is Lifecycle.GRACE else None,
        plan=event.plan,
        plan_version=event.plan_version,
        price=event.price,
        **(NO_TERMS if event.plan != state.plan else {}),
        period_end=event.period_end,
        grace_from=event.grace_from,
        grace_until=event.grace_until,
        ended_at=None,
        auto_renew=event.auto_renew,
        attempts=event.attempts,
        balance=event.balance_after,
        undo=None,
        inactive_from=fact.happened_at,
        changed_at=fact.happened_at,
        warned=None,
        unlink=tuple(other for other in event.links if other in state.links),
    )


EFFECTS: dict[type[e.Event], Effect] = {
    e.MembershipEnrolled: _enrolled,
    e.MembershipImported: _imported,
    WentLive: _went_live,
    e.BalanceToppedUp: _balance_topped_up,
    e.BalanceDebited: _balance_debited,
    e.AutoRenewSet: _auto_renew_set,
    e.RenewalComing: _reminded,
    e.BalanceLow: _reminded,
    e.AutoRenewFailed: _auto_renew_failed,
    e.GraceStarted: _grace_started,
    e.MembershipRenewed: _renewed,
    e.MembershipExpired: _expired,
    RemedyApplied: _remedy_applied,
    TakeoverReversed: _takeover_reversed,
}
