"""Points: earned by orders, warned of a week ahead, lost only by who was told, and earned again."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from infra.kernel.errors import InvalidInput
from infra.kernel.events import Actor
from services.membership.contract import commands as c
from services.membership.contract.words import Cause
from services.membership.domain.conditions import points
from services.membership.domain.recording.recorder import Recorder
from services.shared.callers import ActorKind
from tests.unit.membership.reading import Reader
from tests.unit.membership.world import DAY, HOST, ID, PLANS, START, World, clause

PARAMETERS: dict[str, Any] = {
    "points_per_hundred": 1,
    "span_days": 60,
    "warn_days": 7,
    "threshold_gold": 200,
    "threshold_diamond": 600,
}
"""A point for each hundred minor units; orders of sixty days count."""


def member(plan: str = "gold") -> World:
    world = World()
    rule = clause("points", 1, PARAMETERS, START - DAY)
    world.catalog = replace(world.catalog, clauses={**world.catalog.clauses, "points": (rule,)})
    world.enrol(plan, left=40 * PLANS[plan].price)
    return world


def order(world: World, paid: int, at: datetime | None = None) -> list[str]:
    command = c.ReportOrder(
        member_id=ID,
        order_id=f"o-{len(world.history)}",
        at=at or world.now,
        full_price=paid,
        paid_price=paid,
    )
    return world.do(command, HOST)


def receive(world: World) -> list[str]:
    recorder = Recorder(world.state, world.catalog, world.now)
    points.warning_received(recorder, world.last("PointsWarned").id, "SMS", world.now)
    return world._keep(recorder, Actor(kind=ActorKind.SYSTEM))


def warned() -> World:
    """12,000 spent on the first day are 120 points of 200, until the end of day 61. Warned eight
    days before day 60."""
    world = member()
    order(world, 12_000)
    world.at(START + 52 * DAY)
    assert world.types()[-1] == "PointsWarned"
    return world


def fallen() -> World:
    world = warned()
    receive(world)
    world.at(START + 60 * DAY)
    return world


def test_a_shortfall_is_warned_of_and_the_plan_falls_a_week_after_the_receipt() -> None:
    world = warned()
    warning = world.last("PointsWarned")
    assert warning.happened_at == START + 52 * DAY
    assert {name: warning.body[name] for name in ("points", "threshold", "spend", "to_plan")} == {
        "points": 0,  # nine hours after the fall those of the first day count no more
        "threshold": 200,
        "spend": 20_000,
        "to_plan": "silver",
    }
    assert warning.body["downgrade_at"] == "2026-03-02T12:00:00Z"
    assert receive(world) == ["WarningReceived"]
    world.at(START + 60 * DAY - timedelta(seconds=1))
    assert world.state.plan == "gold"
    world.at(START + 60 * DAY)
    fall = world.last("MembershipDowngraded")
    assert (fall.cause, fall.body["to_plan"], fall.actor.id) == (
        Cause.POINTS_SHORTFALL,
        "silver",
        "points@1",
    )
    assert world.state.price == PLANS["silver"].price


def test_whom_the_warning_did_not_reach_keeps_the_plan() -> None:
    world = warned()
    world.at(START + 200 * DAY)
    assert world.state.plan == "gold"
    assert "MembershipDowngraded" not in world.types()


def test_a_warning_received_late_gives_its_week_from_then() -> None:
    world = warned()
    world.at(START + 57 * DAY)
    receive(world)
    assert world.last("WarningReceived").body["downgrade_at"] == "2026-03-06T12:00:00Z"


def test_who_spends_enough_in_time_keeps_the_plan_and_is_told() -> None:
    world = warned()
    receive(world)
    world.at(START + 55 * DAY)
    assert order(world, 7_900) == ["SpendingCounted"]
    assert order(world, 12_100) == ["SpendingCounted", "PointsMet"]
    world.at(START + 90 * DAY)
    assert world.state.plan == "gold"
    assert world.types().count("PointsWarned") == 1


def test_who_spends_enough_for_some_days_only_is_told_the_new_date() -> None:
    """8,000 are enough until the orders of the first day count no more."""
    world = warned()
    receive(world)
    world.at(START + 55 * DAY)
    assert order(world, 8_000) == ["SpendingCounted", "PointsWarned"]
    warning = world.last("PointsWarned").body
    assert (warning["downgrade_at"], warning["spend"]) == ("2026-03-04T12:00:00Z", 12_000)
    world.at(START + 61 * DAY)
    assert world.state.plan == "gold"


def test_where_no_order_was_ever_reported_nothing_falls() -> None:
    world = member()
    world.at(START + 200 * DAY)
    assert "PointsWarned" not in world.types()


def test_orders_count_for_the_span_to_the_end_of_their_day() -> None:
    """20,000 on day 30 count until the end of day 90, so the warning comes eight days before."""
    world = member()
    world.at(START + 30 * DAY)
    order(world, 20_000)
    world.at(START + 83 * DAY - timedelta(hours=13))
    assert "PointsWarned" not in world.types()
    world.at(START + 83 * DAY)
    warning = world.last("PointsWarned")
    assert warning.happened_at == datetime.fromisoformat("2026-03-25T00:00:00+00:00")
    assert warning.body["downgrade_at"] == "2026-04-02T00:00:00Z"
    assert (warning.body["points"], warning.body["spend"]) == (0, 20_000)


def test_a_plan_that_fell_comes_back_by_spending_as_it_was_held() -> None:
    world = fallen()
    world.at(START + 61 * DAY)
    assert order(world, 19_900) == ["SpendingCounted"]
    assert order(world, 100) == ["SpendingCounted", "MembershipUpgraded"]
    back = world.last("MembershipUpgraded")
    assert (back.body["paid"], back.body["clause"], back.actor.id) == (0, "points", "points@1")
    assert (world.state.plan, world.state.price) == ("gold", PLANS["gold"].price)
    world.at(START + 100 * DAY)
    assert world.types()[-1] != "MembershipDowngraded"  # a whole span is looked at anew


def test_who_chose_another_plan_since_does_not_get_the_old_one_back() -> None:
    world = fallen()
    world.do(c.Upgrade(member_id=ID, plan="diamond"))
    order(world, 100_000)
    assert world.state.plan == "diamond"


def refund(world: World, order_id: str, amount: int, paid: int, at: datetime) -> list[str]:
    command = c.ReportOrderRefund(
        member_id=ID,
        order_id=order_id,
        refund_id=f"r-{len(world.history)}",
        amount=amount,
        ordered_at=at,
        paid=paid,
    )
    return world.do(command, HOST)


def test_what_is_refunded_counts_no_more_and_undoes_nothing() -> None:
    """With 200 points the plan is safe until day 30's order is given back."""
    world = member()
    world.at(START + 30 * DAY)
    order(world, 20_000)
    bought = world.last("SpendingCounted").body["order_id"]
    world.at(START + 31 * DAY)
    assert refund(world, bought, 12_000, 20_000, START + 30 * DAY) == ["SpendingTakenBack"]
    with pytest.raises(InvalidInput):
        refund(world, bought, 8_001, 20_000, START + 30 * DAY)
    assert world.state.plan == "gold"
    world.at(START + 52 * DAY)
    assert world.last("PointsWarned").body["spend"] == 12_000
    assert refund(world, "o-unknown", 100, 100, START) == []


def test_an_order_of_long_ago_changes_nothing_now() -> None:
    world = warned()
    assert order(world, 90_000, at=START - 100 * DAY) == ["SpendingCounted"]
    assert world.state.points_warned is not None


def test_time_held_does_not_count_against_the_member() -> None:
    """A freeze takes the warning back; it is given anew after it."""
    world = warned()
    receive(world)
    world.do(c.Freeze(member_id=ID, hours=20 * 24))
    world.at(START + 72 * DAY)
    assert world.state.plan == "gold"
    assert world.types().count("PointsWarned") == 2


def test_the_explanation_says_why_and_what_to_spend() -> None:
    world = warned()
    step = next(s for s in Reader(world).explained(world.now).next_steps if s.action == "SPEND")
    assert (step.amount, step.until) == (20_000, START + 60 * DAY)
    receive(world)
    world.at(START + 61 * DAY)
    told = Reader(world).explained(world.now)
    assert (told.cause, told.responsible) == (Cause.POINTS_SHORTFALL, "CLAUSE")
    assert told.clause == "points"
    steps = {step.action: step.amount for step in told.next_steps}
    assert steps["SPEND"] == 20_000  # the order of the first day counts no more
    assert "you were ¥200.00 of spending short" in told.summary.en
    assert "您差 ¥200.00 的消费" in told.summary.zh
    assert any("o-" in one.says.en for one in told.evidence)


@pytest.mark.parametrize(
    "wrong",
    [{"warn_days": 0}, {"span_days": 0}, {"span_days": 400}, {"points_per_hundred": 0}],
)
def test_a_clause_that_could_not_be_applied_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(InvalidInput):
        World().publish("points", PARAMETERS | wrong)
