"""What staff give and take without an appeal, each with a reason that the member reads."""

from datetime import timedelta

import pytest

from infra.kernel.errors import InvalidInput, NotAllowed
from services.membership.contract import commands as c
from services.membership.contract.errors import InsufficientBalance
from services.membership.contract.staff_commands import (
    AdjustBalance,
    CancelMembership,
    CloseMembership,
    GrantDays,
    GrantPlan,
)
from services.membership.contract.words import Cause, Lifecycle
from services.membership.domain.aggregate.lifecycle import entitled
from services.membership.domain.recording.journal import (
    journal,
)
from tests.unit.membership.world import DAY, HOST, ID, MEMBER, STAFF, World

WHY = "Our fault of last week."


def member_of(plan: str = "gold", balance: int = 0, *, auto_renew: bool = False) -> World:
    world = World()
    price = world.catalog.plans.current(plan, world.now).plan.price
    world.do(c.TopUp(member_id=ID, amount=price + balance, reference="r"), HOST)
    world.do(c.Enrol(member_id=ID, plan=plan, auto_renew=auto_renew))
    return world


def days(world: World, number: int) -> list[str]:
    return world.do(GrantDays(member_id=ID, days=number, reason=WHY), STAFF)


def plan(world: World, code: str, number: int | None = None) -> list[str]:
    return world.do(GrantPlan(member_id=ID, plan=code, days=number, reason=WHY), STAFF)


def test_days_lengthen_the_period_and_say_who_and_why() -> None:
    world = member_of()
    end = world.state.period_end
    assert days(world, 7) == ["DaysGranted"]
    assert world.state.period_end == end + 7 * DAY
    event = world.last("DaysGranted")
    assert (event.cause, event.actor.name, event.body["reason"]) == ("STAFF_ACTION", "Lin", WHY)


def test_days_given_in_grace_make_it_run_again_or_lengthen_grace() -> None:
    world = member_of()
    world.at(world.state.period_end + timedelta(hours=2))
    assert world.state.lifecycle is Lifecycle.GRACE
    end = world.state.period_end
    days(world, 1)
    assert (world.state.lifecycle, world.state.period_end) == (Lifecycle.ACTIVE, end + DAY)
    assert world.state.grace_until is None
    world.at(end + DAY + timedelta(hours=1))
    assert world.state.lifecycle is Lifecycle.GRACE


def test_days_need_a_membership_that_runs_and_a_number_that_can_be() -> None:
    world = member_of()
    for number in (0, -1, 100_000):
        with pytest.raises(InvalidInput):
            days(world, number)
    with pytest.raises(InvalidInput):
        world.do(GrantDays(member_id=ID, days=1, reason=" "), STAFF)
    world.do(c.Cancel(member_id=ID), MEMBER)
    with pytest.raises(NotAllowed):
        days(world, 1)


def test_a_higher_plan_goes_with_the_period_and_does_not_renew_at_more_by_itself() -> None:
    world = member_of(auto_renew=True)
    end = world.state.period_end
    assert plan(world, "diamond") == ["PlanGranted"]
    state = world.state
    assert (state.plan, state.period_end, state.auto_renew) == ("diamond", end, False)
    with pytest.raises(NotAllowed):
        plan(world, "gold")


def test_a_plan_begins_anew_where_none_runs() -> None:
    world = member_of()
    world.pass_time(days=40)
    assert world.state.lifecycle is Lifecycle.EXPIRED
    plan(world, "gold", 10)
    assert entitled(world.state)
    assert world.state.period_end == world.now + 10 * DAY
    assert (world.state.auto_renew, world.state.cause) == (False, None)


def test_a_balance_is_adjusted_within_what_there_is_and_the_books_balance() -> None:
    world = member_of(balance=500)
    world.do(AdjustBalance(member_id=ID, amount=300, reason=WHY), STAFF)
    world.do(AdjustBalance(member_id=ID, amount=-700, reason=WHY), STAFF)
    assert world.state.balance == 100
    with pytest.raises(InsufficientBalance):
        world.do(AdjustBalance(member_id=ID, amount=-101, reason=WHY), STAFF)
    with pytest.raises(InvalidInput):
        world.do(AdjustBalance(member_id=ID, amount=0, reason=WHY), STAFF)
    given, taken = journal(world.history)[-2:]
    assert given.postings == {"adjustments": 300, f"balance:{ID}": -300}
    assert taken.postings == {"adjustments": -700, f"balance:{ID}": 700}


def test_staff_cancel_with_a_cause_of_their_own_and_nothing_to_undo() -> None:
    world = member_of()
    assert world.do(CancelMembership(member_id=ID, reason=WHY), STAFF) == ["MembershipEnded"]
    state = world.state
    assert (state.lifecycle, state.cause) == (Lifecycle.CANCELLED, Cause.STAFF_ACTION)
    assert state.undo is None
    with pytest.raises(NotAllowed):
        world.do(CancelMembership(member_id=ID, reason=WHY), STAFF)
    plan(world, "gold")
    assert entitled(world.state)


def test_what_is_closed_stays_closed_and_money_is_paid_out_before() -> None:
    world = member_of(balance=200)
    with pytest.raises(NotAllowed):
        world.do(CloseMembership(member_id=ID, reason=WHY), STAFF)
    world.do(c.WithdrawBalance(member_id=ID, amount=200, reason="Paid out."), STAFF)
    world.do(CloseMembership(member_id=ID, reason=WHY), STAFF)
    assert world.state.lifecycle is Lifecycle.CLOSED
    for again in (
        GrantPlan(member_id=ID, plan="gold", reason=WHY),
        CloseMembership(member_id=ID, reason=WHY),
        GrantDays(member_id=ID, days=1, reason=WHY),
    ):
        with pytest.raises(NotAllowed):
            world.do(again, STAFF)
    world.pass_time(days=100)
    assert world.state.lifecycle is Lifecycle.CLOSED
