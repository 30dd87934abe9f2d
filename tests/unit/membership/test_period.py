"""The arithmetic of a period: what is quoted is what is charged."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from msgspec.structs import replace

from infra.kernel.errors import NotAllowed
from services.membership.contract import commands as c
from services.membership.contract.periods import Period
from services.membership.domain.aggregate.catalog import first_versions
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.folding.evolve import fold
from services.membership.domain.periods.period import (
    paid_ahead,
    periods_left,
    prorated,
    upgrade_price,
)
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
        (2000, 45 * DAY, 3000),
        (-2000, 10 * DAY, 0),
    ],
)
def test_a_share_goes_by_the_second_and_is_rounded_down(
    price: int, left: timedelta, share: int
) -> None:
    held = _held(START + left)
    assert prorated(price, periods_left(held, PLANS["gold"], START)) == share


def test_the_share_of_a_price_is_of_the_plan_that_is_held() -> None:
    gold, diamond = PLANS["gold"], PLANS["diamond"]
    difference = diamond.price - gold.price
    assert upgrade_price(diamond, gold, _held(START + MONTH, gold.price), START) == difference
    assert upgrade_price(gold, diamond, _held(START + MONTH, diamond.price), START) == 0


def test_the_next_period_is_paid_for_when_more_than_a_whole_one_is_left() -> None:
    silver = PLANS["silver"]
    assert not paid_ahead(_held(START + MONTH), silver, START)
    assert paid_ahead(_held(START + MONTH + timedelta(seconds=1)), silver, START)


def _held(period_end: datetime, price: int = 0) -> Membership:
    return Membership(member_id=ID, period_end=period_end, price=price)


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


JOINED = datetime(2027, 1, 31, 14, 30, tzinfo=UTC)
"""9:30 in the morning in New York."""


def monthly_world(left: int = 0, **enrol: bool) -> World:
    """Gold is monthly, diamond yearly, silver in days."""
    world = World()
    periods = {"gold": Period(months=1), "diamond": Period(years=1), "silver": Period(days=30)}
    plans = first_versions(replace(PLANS[code], period=one) for code, one in periods.items())
    world.catalog = replace(world.catalog, plans=plans, zone="America/New_York")
    world.now = JOINED
    world.enrol(left=left, **enrol)
    return world


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_monthly_membership_renews_by_the_day_it_was_joined() -> None:
    world = monthly_world(left=4 * PLANS["gold"].price)
    world.at(at("2027-06-01"))
    renewed = [one.body for one in world.history if one.type == "MembershipRenewed"]
    assert [body["period_end"] for body in renewed] == [
        "2027-03-31T13:30:00Z",
        "2027-04-30T13:30:00Z",
        "2027-05-31T13:30:00Z",
        "2027-06-30T13:30:00Z",
    ]
    assert all(body["continuous"] for body in renewed)
    reminded = [one.body for one in world.history if one.type == "RenewalComing"]
    assert [(body["period_end"]) for body in reminded][:2] == [
        "2027-02-28T14:30:00Z",
        "2027-03-31T13:30:00Z",
    ]


def test_the_share_of_a_month_is_of_the_seconds_that_this_month_has() -> None:
    """Seven of the 28 days from 31 January to 28 February are a quarter; seven of the 31 to 31
    March, an hour short by the clock, are not."""
    world, gold = monthly_world(left=9000), PLANS["gold"]
    plan = world.catalog.held(world.state)
    assert periods_left(world.state, plan, at("2027-02-21 14:30")) == Fraction(1, 4)
    world.at(at("2027-02-28 14:30"))
    seven, month = 7 * 24 * 3600, (31 * 24 - 1) * 3600
    assert periods_left(world.state, plan, at("2027-03-24 13:30")) == Fraction(seven, month)
    world.do(c.Renew(member_id=ID))
    assert periods_left(world.state, plan, at("2027-03-24 13:30")) == 1 + Fraction(seven, month)
    world.at(at("2027-03-24 13:30"))
    paid = int((PLANS["diamond"].price - gold.price) * (1 + Fraction(seven, month)))
    world.do(c.Upgrade(member_id=ID, plan="diamond"))
    assert world.last("MembershipUpgraded").body["paid"] == paid == 2452


def test_the_next_month_may_be_paid_for_once() -> None:
    world = monthly_world(left=9000)
    world.do(c.Renew(member_id=ID))
    assert world.state.period_end == at("2027-03-31 13:30")
    with pytest.raises(NotAllowed):
        world.do(c.Renew(member_id=ID))
    world.at(at("2027-02-28 14:30"))
    world.do(c.Renew(member_id=ID))
    assert world.state.period_end == at("2027-04-30 13:30")


def test_a_freeze_puts_off_every_later_end_by_its_time() -> None:
    world = monthly_world(left=9000)
    world.at(at("2027-02-10 14:30"))
    world.do(c.Freeze(member_id=ID, hours=48))
    world.at(at("2027-02-12 14:30"))
    assert world.state.period_end == at("2027-03-02 14:30")
    world.at(at("2027-03-02 14:30"))
    assert world.state.period_end == at("2027-04-02 13:30")
    world.at(at("2027-04-02 13:30"))
    assert world.state.period_end == at("2027-05-02 13:30")


def test_an_upgrade_to_a_yearly_plan_counts_its_first_year_from_the_day_joined() -> None:
    """Months and years are one series: 12 months on from 28 February is 29 February again."""
    world = monthly_world(left=99_000)
    world.do(c.Upgrade(member_id=ID, plan="diamond"))
    world.at(at("2027-02-28 14:30"))
    assert world.state.period_end == at("2028-02-29 14:30")


def test_after_a_gap_the_days_are_counted_anew() -> None:
    world = monthly_world(auto_renew=False)
    world.at(at("2027-03-04 10:00"))
    assert world.types()[-1] == "MembershipExpired"
    world.pay("o-1", PLANS["gold"].price)
    anchor = world.state.anchor
    assert (anchor and anchor.at, world.state.period_end) == (
        at("2027-03-04 10:00"),
        at("2027-04-04 09:00"),
    )


def test_a_history_from_before_goes_on_in_days_of_24_hours() -> None:
    """As it was written before there were calendar periods: without a series."""
    world = monthly_world(left=9000)
    world.do(c.Downgrade(member_id=ID, plan="silver"))
    older = next(one for one in world.history if one.type == "MembershipEnrolled").body
    older.pop("anchor")
    state = fold(ID, world.history)
    assert (state.anchor, state.plan) == (None, "silver")
    world.state = state
    world.at(at("2027-04-01"))
    assert world.state.period_end == at("2027-04-29 14:30")


def test_what_is_quoted_for_a_month_is_what_is_charged() -> None:
    world = monthly_world(left=9000)
    world.do(c.Downgrade(member_id=ID, plan="silver"))
    world.at(at("2027-02-12 03:00"))
    steps = {step.action: step.amount for step in Reader(world).explained(world.now).next_steps}
    world.do(c.Upgrade(member_id=ID, plan="gold"))
    assert steps["UPGRADE"] == world.last("MembershipUpgraded").body["paid"] > 0
