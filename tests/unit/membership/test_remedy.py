"""What is granted after an appeal."""

from datetime import timedelta
from typing import Any

import pytest

from infra.kernel.errors import InvalidInput, NotAllowed
from services.membership.contract import commands as c
from services.membership.contract.words import Cause, HoldKind, Lifecycle, RemedyKind
from services.membership.domain.aggregate.lifecycle import entitled
from tests.unit.membership.world import DAY, ID, STAFF, START, World


def remedy(world: World, kind: RemedyKind, **more: Any) -> list[str]:
    fields: dict[str, Any] = {"lost_at": world.now, "days": None, "loss_cause": Cause.LAPSED}
    command = c.ApplyRemedy(
        member_id=ID,
        remedy_id="r-1",
        appeal_number="AP-20260101-0001",
        kind=kind,
        reason="The payment had been made",
        **(fields | more),
    )
    return world.do(command, STAFF)


def lapsed_for(days: float) -> World:
    world = World()
    world.enrol("gold", auto_renew=False)
    world.login()
    world.at(START + 31 * DAY + timedelta(days=days))
    return world


def test_restoring_gives_plan_price_and_the_days_lost() -> None:
    world = lapsed_for(days=4.5)
    remedy(world, RemedyKind.RESTORE)
    assert (world.state.plan, world.state.lifecycle) == ("gold", Lifecycle.ACTIVE)
    assert world.last("RemedyApplied").body["days"] == 5
    assert world.state.period_end == world.now + 5 * DAY
    assert entitled(world.state)


def test_restoring_after_a_cancellation_gives_what_was_left_of_the_period() -> None:
    world = World()
    world.enrol("gold")
    world.pass_time(days=10)
    world.do(c.Cancel(member_id=ID))
    world.pass_time(days=3)
    remedy(world, RemedyKind.RESTORE, loss_cause=Cause.MEMBER_CANCELLED)
    assert world.state.period_end == world.now + 20 * DAY


def test_restoring_a_plan_that_a_clause_took() -> None:
    world = World()
    world.enrol("diamond", left=100_000)
    world.login()
    world.pass_time(days=22)
    world.receive_warning()
    world.pass_time(days=9)
    assert world.state.plan == "gold"
    price_before = world.history[2].body["price"]
    remedy(world, RemedyKind.RESTORE, loss_cause=Cause.INACTIVITY)
    assert (world.state.plan, world.state.price) == ("diamond", price_before)


def test_restoring_lifts_the_hold_that_was_wrong_and_no_other() -> None:
    world = World()
    world.enrol("gold")
    world.do(c.PlaceStaffHold(member_id=ID, reason="Check"), STAFF)
    world.do(c.Freeze(member_id=ID))
    world.pass_time(days=1)
    remedy(world, RemedyKind.RESTORE, loss_cause=Cause.STAFF_ACTION)
    assert [hold.cause for hold in world.state.holds] == [Cause.MEMBER_FROZE]


def test_extending_adds_days_to_a_running_membership_only() -> None:
    world = World()
    world.enrol("gold")
    remedy(world, RemedyKind.EXTEND, days=7)
    assert world.state.period_end == START + 37 * DAY
    world = lapsed_for(days=2)
    with pytest.raises(NotAllowed, match="RESTORE"):
        remedy(world, RemedyKind.EXTEND)


def test_extending_by_days_lost_needs_a_loss() -> None:
    world = World()
    world.enrol("gold")
    with pytest.raises(NotAllowed):
        remedy(world, RemedyKind.EXTEND)
    with pytest.raises(InvalidInput):
        remedy(world, RemedyKind.NOTHING)
    with pytest.raises(InvalidInput):
        remedy(world, RemedyKind.EXTEND, days=0)


def test_extending_in_grace_never_strands_the_member_there() -> None:
    world = World()
    world.enrol("silver", auto_renew=False)
    world.at(START + 30 * DAY + timedelta(hours=20))
    remedy(world, RemedyKind.EXTEND, days=1)
    assert world.state.lifecycle is Lifecycle.ACTIVE
    world.pass_time(days=3)
    assert world.history[-1].type == "MembershipExpired"


def test_restoring_after_an_undo_gives_back_the_time_out_however_long_the_review_takes() -> None:
    for review in (2, 15):
        world = World()
        world.enrol("gold")
        world.pass_time(days=10)
        lost_at = world.now
        world.do(c.Cancel(member_id=ID))
        world.pass_time(hours=20)
        world.do(c.UndoChange(member_id=ID))
        world.login()
        world.pass_time(days=review)
        remedy(world, RemedyKind.RESTORE, lost_at=lost_at, loss_cause=Cause.MEMBER_CANCELLED)
        assert world.state.period_end == START + 31 * DAY
        assert world.last("RemedyApplied").body["days"] == 1


def test_restoring_after_joining_anew_gives_the_days_out() -> None:
    world = lapsed_for(days=3)
    world.enrol("gold")
    joined = world.now
    world.pass_time(days=5)
    remedy(world, RemedyKind.RESTORE, lost_at=START + 31 * DAY)
    assert world.state.period_end == joined + 33 * DAY
    assert world.last("RemedyApplied").body["days"] == 3


def test_time_that_a_release_gave_back_is_not_given_twice() -> None:
    world = World()
    world.enrol("gold")
    lost_at = world.now
    world.do(c.PlaceStaffHold(member_id=ID, reason="Check"), STAFF)
    world.pass_time(days=4)
    world.do(c.ReleaseHold(member_id=ID, kind=HoldKind.STAFF, reason="In order"), STAFF)
    assert world.state.period_end == START + 34 * DAY
    remedy(world, RemedyKind.RESTORE, lost_at=lost_at, loss_cause=Cause.STAFF_ACTION)
    assert world.state.period_end == START + 35 * DAY  # a day at least, since it was upheld


def test_a_loss_that_falls_due_with_the_remedy_is_restored() -> None:
    world = World()
    world.enrol("gold", auto_renew=False)
    world.login()
    world.at(START + 30 * DAY)
    world.now = START + 31 * DAY + timedelta(seconds=1)
    assert remedy(world, RemedyKind.RESTORE)[:2] == ["MembershipExpired", "RemedyApplied"]
    assert entitled(world.state)
