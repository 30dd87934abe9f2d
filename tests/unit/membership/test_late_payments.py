"""Paid after grace: a new period from the payment, or money on the balance with word of its use."""

from datetime import datetime, timedelta

import msgspec
import pytest

from services.membership.contract import commands as c
from services.membership.contract.words import Cause, KeptBecause, Lifecycle
from services.membership.domain.aggregate.catalog import Catalog, first_versions
from services.membership.domain.aggregate.lifecycle import entitled
from tests.unit.membership.reading import Reader
from tests.unit.membership.world import DAY, HOUR, ID, PLANS, START, World, with_version

PRICE = PLANS["silver"].price
GRACE_END = START + 31 * DAY
SECOND = timedelta(seconds=1)
DEARER = Catalog(
    plans=with_version(
        first_versions(PLANS.values()), msgspec.structs.replace(PLANS["silver"], price=PRICE + 500)
    )
)


def lapsed() -> World:
    world = World()
    world.enrol("silver", auto_renew=False)
    world.at(GRACE_END)
    assert world.state.lifecycle is Lifecycle.EXPIRED
    return world


@pytest.mark.parametrize("late", [SECOND, 3 * DAY, 7 * DAY])
def test_paid_within_seven_days_begins_a_new_period_from_the_payment(late: timedelta) -> None:
    world = lapsed()
    world.now = GRACE_END + late
    assert world.pay("o-1", PRICE)[-2:] == ["BalanceDebited", "MembershipRenewed"]
    assert (world.state.period_start, world.state.period_end) == (world.now, world.now + 30 * DAY)
    renewed = world.last("MembershipRenewed")
    assert (renewed.body["continuous"], renewed.body["credited_seconds"]) == (False, 0)
    assert renewed.body["gap_since"] == GRACE_END.isoformat().replace("+00:00", "Z")
    assert entitled(world.state)


def test_it_is_the_price_that_was_held() -> None:
    world = lapsed()
    world.catalog = msgspec.structs.replace(DEARER, clauses=world.catalog.clauses)
    world.now += DAY
    world.pay("o-1", PRICE)
    assert (world.state.price, world.state.balance, entitled(world.state)) == (PRICE, 0, True)


def test_what_was_paid_after_grace_and_reported_late_is_given_back() -> None:
    world = lapsed()
    paid_at = GRACE_END + DAY
    world.now = GRACE_END + 5 * DAY
    world.pay("o-1", PRICE, paid_at=paid_at)
    renewed = world.last("MembershipRenewed")
    assert (renewed.happened_at, renewed.cause) == (world.now, Cause.SYNC_DELAY)
    assert world.state.period_start == paid_at
    assert world.state.period_end == world.now + 30 * DAY


def test_paid_later_it_is_on_the_balance_and_buys_the_plan_at_its_price_now() -> None:
    world = lapsed()
    world.catalog = msgspec.structs.replace(DEARER, clauses=world.catalog.clauses)
    world.now = GRACE_END + 7 * DAY + SECOND
    assert world.pay("o-1", PRICE) == ["BalanceToppedUp", "PaymentKept"]
    kept = world.history[-1].body
    assert (kept["kept"], kept["price"], kept["missing"]) == (
        KeptBecause.TOO_LATE,
        PRICE + 500,
        500,
    )
    assert (kept["balance"], kept["until"]) == (PRICE, None)
    assert not entitled(world.state)


def test_until_then_the_explanation_offers_it() -> None:
    world = lapsed()
    world.pay("o-1", 90)
    deadline = GRACE_END + 7 * DAY
    told = Reader(world).explained(deadline - SECOND)
    [pay] = [step for step in told.next_steps if step.action == "PAY"]
    assert (pay.amount, pay.until) == (PRICE - 90, deadline)
    late = Reader(world).explained(deadline)
    assert "PAY" not in [step.action for step in late.next_steps]


def test_too_little_after_grace_says_what_is_missing_and_until_when() -> None:
    world = lapsed()
    world.now += HOUR
    assert world.pay("o-1", PRICE - 100) == ["BalanceToppedUp", "PaymentKept"]
    kept = world.history[-1].body
    assert (kept["kept"], kept["missing"]) == (KeptBecause.TOO_LITTLE, 100)
    assert kept["until"] == world.last("MembershipExpired").body["pay_until"]
    world.now += DAY
    assert world.pay("o-2", 100)[-1] == "MembershipRenewed"


def test_a_payment_for_a_renewal_that_is_not_due_says_so() -> None:
    world = World()
    world.enrol("silver")
    world.pay("o-1", PRICE)
    assert world.pay("o-2", PRICE)[-1] == "PaymentKept"
    assert world.history[-1].body["kept"] == KeptBecause.PAID_AHEAD
    world.do(c.Cancel(member_id=ID))
    assert world.pay("o-3", PRICE)[-1] == "PaymentKept"
    assert world.history[-1].body["kept"] == KeptBecause.ENDED


def test_how_long_after_grace_follows_the_clause() -> None:
    world = World()
    world.catalog = Catalog(
        plans=world.catalog.plans,
        clauses={
            code: tuple(
                msgspec.structs.replace(one, parameters=one.parameters | {"late_payment_days": 2})
                for one in versions
            )
            for code, versions in world.catalog.clauses.items()
        },
    )
    world.enrol("silver", auto_renew=False)
    world.at(GRACE_END + 2 * DAY + SECOND)
    assert world.pay("o-1", PRICE) == ["BalanceToppedUp", "PaymentKept"]


WEEK = 7 * DAY


@pytest.mark.parametrize("reported_later", [timedelta(0), WEEK])
@pytest.mark.parametrize(
    ("paid_at", "starts", "continuous"),
    [
        (GRACE_END - DAY + SECOND, START + 30 * DAY, True),
        (GRACE_END, START + 30 * DAY, True),
        (GRACE_END + SECOND, GRACE_END + SECOND, False),
    ],
    ids=["a second after the period", "at the exact end of grace", "a second after it"],
)
def test_a_second_decides_and_a_late_report_costs_nothing(
    paid_at: datetime, starts: datetime, continuous: bool, reported_later: timedelta
) -> None:
    world = World()
    world.enrol("silver", auto_renew=False)
    world.at(paid_at + reported_later)
    out_since = world.state.ended_at
    assert world.pay("o-1", PRICE, paid_at=paid_at)[-1] == "MembershipRenewed"
    renewed = world.last("MembershipRenewed")
    assert (renewed.body["continuous"], entitled(world.state)) == (continuous, True)
    assert datetime.fromisoformat(renewed.body["period_start"]) == starts
    lost = timedelta(0) if out_since is None else world.now - max(out_since, paid_at)
    assert world.state.period_end == starts + 30 * DAY + lost
    assert renewed.cause == (Cause.SYNC_DELAY if lost or (continuous and out_since) else None)
