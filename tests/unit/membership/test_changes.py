"""Cancel, downgrade, upgrade, and undoing a mis-click."""

from typing import Any

import msgspec
import pytest

from infra.kernel.errors import InvalidInput, NotAllowed, SecondFactorRequired
from services.membership.contract import commands as c
from services.membership.contract.errors import InsufficientBalance
from services.membership.contract.hold_commands import PauseMembership
from services.membership.contract.words import Cause, Lifecycle
from services.membership.domain.aggregate.lifecycle import entitled
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.recording.ledger import MOST
from tests.unit.membership.world import (
    DAY,
    ID,
    PLANS,
    PROVEN,
    START,
    World,
    on_device,
)

CANCEL, UNDO = c.Cancel(member_id=ID), c.UndoChange(member_id=ID)
TO_SILVER = c.Downgrade(member_id=ID, plan="silver")


def without_bookkeeping(state: Membership) -> Membership:
    """The member who undoes something was here, which is a sign of life and nothing else; and what
    partners were shown was shown. What was announced and has not arrived is announced anew, a
    warning is not repeated,
    and points are counted for the plan from when it is back."""
    names = ("happened_at", "changed_at", "inactive_from", "last_seen_at", "plan_since")
    times = dict.fromkeys(names, START)
    shown: dict[str, Any] = {"partners": {}, "status_since": None, "announced": {}}
    shown["risk_warned"] = None
    return msgspec.structs.replace(state, version=0, undo=None, **times, **shown)


@pytest.mark.parametrize("command", [CANCEL, TO_SILVER])
def test_undoing_leaves_everything_as_it_was(command: c.MembershipCommand) -> None:
    world = World()
    world.enrol("gold", left=300)
    world.pass_time(days=10)
    before = world.state
    world.do(command)
    assert without_bookkeeping(world.state) != without_bookkeeping(before)
    world.pass_time(hours=23, minutes=59)
    world.do(UNDO)
    assert without_bookkeeping(world.state) == without_bookkeeping(before)


@pytest.mark.parametrize("command", [CANCEL, TO_SILVER])
def test_after_a_day_it_cannot_be_undone(command: c.MembershipCommand) -> None:
    world = World()
    world.enrol("gold")
    world.do(command)
    assert world.pass_time(hours=24) == ["UndoWindowClosed"]
    with pytest.raises(NotAllowed) as refused:
        world.do(UNDO)
    assert "undoChange" not in refused.value.details["allowed"]  # type: ignore[operator]  # a list


def test_undoing_keeps_a_top_up_made_meanwhile() -> None:
    world = World()
    world.enrol("gold", left=10)
    world.do(CANCEL)
    world.top_up(500)
    world.do(UNDO)
    assert (world.state.balance, world.state.lifecycle) == (510, Lifecycle.ACTIVE)


def test_cancelling_ends_entitlement_with_its_cause() -> None:
    world = World()
    world.enrol("gold")
    world.do(CANCEL)
    assert not entitled(world.state)
    cancelled = world.last("MembershipCancelled")
    assert cancelled.cause == Cause.MEMBER_CANCELLED
    assert cancelled.body["benefits_before"]
    assert cancelled.body["benefits_after"] == {}
    assert world.pass_time(days=60) == ["UndoWindowClosed"]


def test_undoing_a_downgrade_after_a_cheaper_renewal_pays_the_difference() -> None:
    difference = PLANS["gold"].price - PLANS["silver"].price
    world = World()
    world.enrol("gold", left=PLANS["silver"].price)
    world.do(TO_SILVER)
    world.do(c.Renew(member_id=ID))
    with pytest.raises(InsufficientBalance):
        world.do(UNDO)
    world.top_up(difference)
    world.do(UNDO)
    assert (world.state.plan, world.state.balance) == ("gold", 0)
    assert world.state.period_end == START + 60 * DAY


def test_a_device_that_is_not_known_cannot_cancel_without_a_second_factor() -> None:
    world = World()
    world.enrol("gold")
    world.login("d-1")
    for command in (CANCEL, TO_SILVER, PauseMembership(member_id=ID)):
        with pytest.raises(SecondFactorRequired) as refused:
            world.do(command, on_device("d-2"))
        assert refused.value.field == "code"
    world.do(TO_SILVER, on_device("d-1"))
    assert world.last("MembershipDowngraded").body["confirmed_by"] == "KNOWN_DEVICE"
    world.do(CANCEL, on_device("d-2", second_factor=True))
    assert world.last("MembershipCancelled").body["confirmed_by"] == "SECOND_FACTOR"
    assert not world.state.trusts("d-2")  # a code may have been talked out of the member


def test_where_no_device_is_known_a_change_is_untested() -> None:
    world = World()
    world.enrol("gold")
    world.do(CANCEL, on_device("d-9"))
    assert world.last("MembershipCancelled").body["confirmed_by"] == "UNTESTED"
    assert not world.state.trusts("d-9")


def test_a_hold_stops_cancel_downgrade_and_upgrade() -> None:
    world = World()
    world.enrol("gold")
    world.do(c.Freeze(member_id=ID))
    for command in (CANCEL, TO_SILVER, c.Upgrade(member_id=ID, plan="diamond")):
        with pytest.raises(NotAllowed) as refused:
            world.do(command, PROVEN)
        assert "releaseHold" in refused.value.details["allowed"]  # type: ignore[operator]  # a list


def test_an_upgrade_costs_the_difference_for_what_is_left() -> None:
    difference = PLANS["diamond"].price - PLANS["gold"].price
    world = World()
    world.enrol("gold", left=difference)
    world.pass_time(days=15)
    world.do(c.Upgrade(member_id=ID, plan="diamond"))
    assert world.last("MembershipUpgraded").body["paid"] == difference // 2
    assert world.state.price == PLANS["diamond"].price
    with pytest.raises(NotAllowed):
        world.do(c.Upgrade(member_id=ID, plan="gold"))


def test_a_downgrade_needs_a_lower_plan() -> None:
    world = World()
    world.enrol("gold")
    with pytest.raises(NotAllowed, match="not below"):
        world.do(c.Downgrade(member_id=ID, plan="diamond"))


def test_a_cancellation_taken_back_leaves_the_downgrade_before_it_undoable() -> None:
    world = World()
    world.enrol("gold", left=300)
    before = world.state
    world.do(TO_SILVER)
    world.pass_time(hours=1)
    world.do(CANCEL)
    world.pass_time(hours=1)
    world.do(UNDO)
    world.do(UNDO)
    assert without_bookkeeping(world.state) == without_bookkeeping(before)


def test_a_cancellation_taken_back_late_does_not_lengthen_the_time_of_the_downgrade() -> None:
    world = World()
    world.enrol("gold")
    world.do(TO_SILVER)
    world.pass_time(hours=23)
    world.do(CANCEL)
    world.pass_time(hours=2)
    world.do(UNDO)
    with pytest.raises(NotAllowed):
        world.do(UNDO)
    assert world.state.plan == "silver"


def test_a_balance_has_an_upper_bound() -> None:
    world = World()
    world.top_up(MOST)
    with pytest.raises(InvalidInput) as refused:
        world.top_up(1)
    assert (refused.value.field, world.state.balance) == ("amount", MOST)
