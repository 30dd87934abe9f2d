"""The arithmetic of a period: what is quoted is what is charged."""

from datetime import timedelta

import pytest

from services.membership.contract import commands as c
from services.membership.domain.period import length_of, paid_ahead, prorated, upgrade_price
from tests.unit.membership.reading import Reader
from tests.unit.membership.world import DAY, ID, PLANS, START, World

MONTH = 30 * DAY


@pytest.mark.parametrize(
    ("price", "left", "share"),
    [
        (2000, MONTH, 2000),
        (2000, 10 * DAY, 666),
        (2000, MONTH - timedelta(seconds=1), 1999),
        (2000, timedelta(seconds=1), 0),
        (2000, timedelta(0), 0),
        (2000, -DAY, 0),
        (-2000, 10 * DAY, 0),
    ],
)
def test_a_share_goes_by_the_second_and_is_rounded_down(
    price: int, left: timedelta, share: int
) -> None:
    assert prorated(price, left, MONTH) == share


def test_the_share_of_a_price_is_of_the_plan_that_is_held() -> None:
    gold, diamond = PLANS["gold"], PLANS["diamond"]
    difference = diamond.price - gold.price
    assert upgrade_price(diamond, gold, gold.price, length_of(gold)) == difference
    assert upgrade_price(gold, diamond, diamond.price, length_of(diamond)) == 0


def test_the_next_period_is_paid_for_when_more_than_a_whole_one_is_left() -> None:
    silver = PLANS["silver"]
    assert not paid_ahead(silver, START + MONTH, START)
    assert paid_ahead(silver, START + MONTH + timedelta(seconds=1), START)


def test_the_way_back_up_costs_what_was_quoted_at_every_hour() -> None:
    """A diamond member warned on day 22 falls to gold on day 30, where the next period begins."""
    world = World()
    world.enrol("diamond", left=5 * PLANS["diamond"].price)
    world.login()
    world.at(START + 22 * DAY)
    world.receive_warning()
    world.at(START + 30 * DAY)
    assert world.state.plan == "gold"
    for hours in (0, 7, 501):
        world.now = world.last("MembershipDowngraded").happened_at + timedelta(hours=hours)
        steps = {step.action: step.amount for step in Reader(world).explained(world.now).next_steps}
        tried = _copy(world)
        tried.do(c.Upgrade(member_id=ID, plan="diamond"))
        assert steps["UPGRADE"] == tried.last("MembershipUpgraded").body["paid"] > 0


def _copy(world: World) -> World:
    other = World()
    other.now, other.state, other.history = world.now, world.state, list(world.history)
    return other
