"""How events change what was spent, and what the clause `points` made of it."""

from datetime import date, timedelta
from typing import Any

from services.membership.contract import events as e
from services.membership.contract import points_events as p
from services.membership.contract.golive_events import WentLive
from services.membership.contract.words import Cause
from services.membership.domain.aggregate.parts import (
    Fallen,
    Warned,
)
from services.membership.domain.aggregate.state import (
    Membership,
)
from services.membership.domain.folding.effects import (
    Effect,
    Fact,
    changed,
)

_KEPT = timedelta(days=400)
"""Longer than any order counts."""


def _counted(event: p.SpendingCounted, state: Membership, fact: Fact) -> Membership:
    return changed(state, spent=_moved(state.spent, event.at.date(), event.amount))


def _taken_back(event: p.SpendingTakenBack, state: Membership, fact: Fact) -> Membership:
    return changed(state, spent=_moved(state.spent, event.at.date(), -event.amount))


def _moved(spent: dict[str, int], day: date, amount: int) -> dict[str, int]:
    """By day; what no rule looks at any more is left out."""
    newest = max([date.fromisoformat(one) for one in spent] + [day])
    oldest = (newest - _KEPT).isoformat()
    after = {**spent, day.isoformat(): spent.get(day.isoformat(), 0) + amount}
    return {one: after[one] for one in sorted(after) if one >= oldest}


def _warned(event: p.PointsWarned, state: Membership, fact: Fact) -> Membership:
    warned = Warned(plan=state.plan, downgrade_at=event.downgrade_at, version=fact.version)
    return changed(state, points_warned=warned)


def _met(event: p.PointsMet, state: Membership, fact: Fact) -> Membership:
    return changed(state, points_warned=None)


def followed(before: Membership, after: Membership, fact: Fact) -> Membership:
    """What any event means for the clause: a plan that was taken begins a span of its own, and ends
    a warning about another; nobody could heed one while held, or while we were away."""
    changes: dict[str, Any] = {}
    began = isinstance(fact.event, e.MembershipEnrolled | e.MembershipImported | WentLive)
    if began or after.plan != before.plan:
        changes |= {"plan_since": fact.happened_at, "fallen": _fallen(before, fact)}
    released = bool(before.holds) and not after.holds
    renewed = isinstance(fact.event, e.MembershipRenewed | e.OutageNoted)
    if changes or released or renewed:
        changes["points_warned"] = None
    if isinstance(fact.event, e.MembershipRenewed) and before.points_warned:
        changes["spared_until"] = fact.event.period_end
    return changed(after, **changes) if changes else after


def _fallen(before: Membership, fact: Fact) -> Fallen | None:
    if fact.cause != Cause.POINTS_SHORTFALL or not isinstance(fact.event, e.MembershipDowngraded):
        return None
    return Fallen(plan=before.plan, version=before.plan_version, price=before.price)


EFFECTS: dict[type[e.Event], Effect] = {
    p.SpendingCounted: _counted,
    p.SpendingTakenBack: _taken_back,
    p.PointsWarned: _warned,
    p.PointsMet: _met,
}
