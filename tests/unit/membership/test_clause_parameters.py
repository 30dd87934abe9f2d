"""Every parameter that a clause may have is applied to whom it binds, and no other is let in."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from msgspec.structs import replace

from infra.kernel.errors import AppError, InvalidInput
from services.membership.contract import commands as c
from services.membership.contract.claim_commands import ClaimPayment
from services.membership.contract.gift_commands import OfferGift
from services.membership.contract.hold_commands import PauseMembership
from services.membership.domain.aggregate.evidence import Order
from services.membership.domain.gifts import gifts
from services.membership.domain.periods.grace import late_payment_time
from services.membership.domain.periods.quotas import held_benefits
from services.membership.domain.terms.binding import benefit_scope
from services.membership.domain.terms.clause_parameters import TABLE
from services.membership.domain.transfers.course import Ends
from services.membership.domain.transfers.transfers import offer
from services.membership.entitlement.domain.answer import EntitlementAnswers
from tests.unit.membership.reading import Reader
from tests.unit.membership.world import (
    DAY,
    FIRST_CLAUSES,
    HOST,
    HOUR,
    ID,
    PLANS,
    PROVEN,
    START,
    World,
    clause,
)

POINTS = {"points_per_hundred": 1, "span_days": 60, "warn_days": 7, "threshold_gold": 200}


def member(code: str, name: str, value: int, *, left: int = 0, auto_renew: bool = True) -> World:
    """Joined gold, with a clause that says so."""
    world = World()
    first = POINTS if code == "points" else FIRST_CLAUSES.get(code, {})
    version = clause(code, 1, {**first, name: value}, START - DAY)
    clauses = {**world.catalog.clauses, code: (version,)}
    world.catalog = replace(world.catalog, clauses=clauses)
    world.enrol("gold", left=left, auto_renew=auto_renew)
    return world


def first(world: World, type: str) -> datetime:
    world.at(world.now + 100 * DAY)
    return next(event.happened_at for event in world.history if event.type == type)


def inactivity_days(days: int) -> datetime:
    return first(seen("inactivity_days", days), "InactivityWarned") - days * DAY


def warn_days(days: int) -> datetime:
    return first(seen("warn_days", days), "InactivityWarned") + days * DAY


def seen(name: str, days: int) -> World:
    world = member("inactivity", name, days, left=10 * PLANS["gold"].price)
    world.login()
    return world


def reminder_days(days: int) -> datetime:
    world = member("renewal", "reminder_days", days, auto_renew=False)
    return first(world, "RenewalComing") + days * DAY


def grace_hours(hours: int) -> datetime:
    world = member("renewal", "grace_hours", hours, auto_renew=False)
    end = world.state.period_end
    until = EntitlementAnswers(world.catalog, world.now).of(world.state, None).until
    assert until == first(world, "MembershipExpired") == end + max(hours, 24) * HOUR
    return until - max(hours, 24) * HOUR


def late_payment_days(days: int) -> datetime:
    world = member("renewal", "late_payment_days", days)
    return START + late_payment_time(world.state, world.catalog) - days * DAY


def claim_hours(hours: int) -> datetime:
    world = member("renewal", "claim_hours", hours, auto_renew=False)
    world.at(START + 40 * DAY)
    price, paid_at = PLANS["gold"].price, START + 30 * DAY
    world.do(ClaimPayment(member_id=ID, order_id="o-1", amount=price, paid_at=paid_at))
    assert world.state.claim is not None
    return world.state.claim.decide_by - hours * HOUR


def undo_hours(hours: int) -> datetime:
    world = member("changes", "undo_hours", hours)
    world.do(c.Cancel(member_id=ID))
    assert world.state.undo is not None
    return world.state.undo.until - hours * HOUR


def pause_days(days: int) -> datetime:
    world = member("pause", "pause_days", days)
    with pytest.raises(AppError):
        world.do(PauseMembership(member_id=ID, days=days + 1))
    world.do(PauseMembership(member_id=ID, days=days))
    return first(world, "HoldReleased") - days * DAY


def transfers_per_month(most: int) -> int:
    world, other = member("transfers", "transfers_per_month", most), World()
    other.state = replace(other.state, member_id="m-2")
    given = 0
    while True:
        world.state = replace(world.state, gave_at=(START,) * given)
        try:
            offer(Ends(recorder(world), recorder(other)), "t-1")
        except AppError:
            return given - most
        given += 1


def gifts_per_month(most: int) -> int:
    world, other = member("transfers", "gifts_per_month", most), member("pause", "pause_days", 90)
    other.state = replace(other.state, member_id="m-2")
    given = 0
    while True:
        world.state = replace(world.state, gifts_at=(START,) * given)
        command = OfferGift(member_id=ID, to="m-2", benefit="free_transfers")
        try:
            gifts.offer(Ends(recorder(world), recorder(other)), "g-1", command)
        except AppError:
            return given - most
        given += 1


def recorder(world: World) -> Any:
    from services.membership.domain.recording.recorder import Recorder

    return Recorder(world.state, world.catalog, world.now, PROVEN)


def points_per_hundred(points: int) -> int:
    """What is to be spent for 200 points."""
    return points * spend(ordered("points_per_hundred", points))


def span_days(days: int) -> datetime:
    """The orders of the first day count to its end, and so many days."""
    world = ordered("span_days", days, paid=30_000)
    return first(world, "PointsWarned") - days * DAY


def points_warn_days(days: int) -> datetime:
    world = ordered("warn_days", days)
    return first(world, "PointsWarned") + days * DAY


def threshold(points: int) -> int:
    return spend(ordered("threshold_gold", points)) - points * 100


def ordered(name: str, value: int, paid: int = 1) -> World:
    world = member("points", name, value, left=10 * PLANS["gold"].price)
    order = c.ReportOrder(member_id=ID, order_id="o", at=START, full_price=paid, paid_price=paid)
    world.do(order, HOST)
    return world


def spend(world: World) -> int:
    first(world, "PointsWarned")
    amount: int = world.last("PointsWarned").body["spend"]
    return amount


def up_to(amount: int) -> int:
    """Who lost a discount of 10 % on an order of 1,000.00 of which it applied to so much."""
    world = member("benefits", "up_to_member_discount", amount, auto_renew=False)
    plan, scope = world.catalog.held(world.state), benefit_scope(world.state, world.catalog)
    [held] = [
        one
        for one in held_benefits(world.state, plan, world.now, scope)
        if one.code == "member_discount"
    ]
    told = EntitlementAnswers(world.catalog, world.now).of(world.state, None)
    [shop] = [one for one in told.benefits if one.code == "member_discount"]
    assert held.up_to == shop.up_to == amount
    world.at(START + 40 * DAY)
    reader = Reader(world)
    order = Order(order_id="o", member_id=ID, at=world.now, full_price=100_000, paid_price=100_000)
    reader.gathered.orders[ID] = [order]
    return reader.explained(world.now).money_lost - amount // 10


APPLIED: dict[tuple[str, str], tuple[Callable[[int], Any], int, int]] = {
    ("inactivity", "inactivity_days"): (inactivity_days, 25, 45),
    ("inactivity", "warn_days"): (warn_days, 5, 10),
    ("renewal", "reminder_days"): (reminder_days, 2, 6),
    ("renewal", "grace_hours"): (grace_hours, 12, 48),
    ("renewal", "late_payment_days"): (late_payment_days, 0, 9),
    ("renewal", "claim_hours"): (claim_hours, 24, 96),
    ("changes", "undo_hours"): (undo_hours, 24, 72),
    ("pause", "pause_days"): (pause_days, 10, 60),
    ("transfers", "transfers_per_month"): (transfers_per_month, 1, 3),
    ("transfers", "gifts_per_month"): (gifts_per_month, 1, 3),
    ("points", "points_per_hundred"): (points_per_hundred, 1, 4),
    ("points", "span_days"): (span_days, 40, 70),
    ("points", "warn_days"): (points_warn_days, 3, 9),
    ("points", "threshold_"): (threshold, 100, 300),
    ("benefits", "up_to_"): (up_to, 20_000, 70_000),
}
"""A reading that is the same for both values, because it takes off what the parameter puts on."""


def test_the_table_is_whole() -> None:
    assert APPLIED.keys() == {(code, name) for code, names in TABLE.items() for name in names}


@pytest.mark.parametrize(("code", "name"), APPLIED)
def test_it_is_applied_to_whom_it_binds(code: str, name: str) -> None:
    reading, one, other = APPLIED[code, name]
    assert reading(one) == reading(other)


@pytest.mark.parametrize(
    ("code", "parameters"),
    [
        ("changes", {"undo_hours": 24, "undo_hour": 48}),
        ("renewal", {"reminder_days": 3, "fee": 500}),
        ("points", {**POINTS, "threshold": 3}),
        ("points", {**POINTS, "span_days": 367}),
        ("points", {**POINTS, "warn_days": 60}),
        ("inactivity", {"inactivity_days": 7, "warn_days": 7}),
        ("benefits", {"up_to_member_discount": -1}),
        ("benefits", {"member_discount": 3}),
    ],
)
def test_what_nothing_would_apply_or_contradicts_itself_is_refused(
    code: str, parameters: dict[str, Any]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        World().publish(code, parameters)
    assert refused.value.field == "parameters"
