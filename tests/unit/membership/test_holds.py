"""Freeze, new device, staff hold."""

from datetime import timedelta

import pytest

from infra.kernel.errors import InvalidInput, NotAllowed, SecondFactorRequired
from services.membership.contract import commands as c
from services.membership.contract.words import Cause, HoldKind, Lifecycle, Status
from services.membership.domain.aggregate.lifecycle import entitled, status_of
from tests.unit.membership.world import (
    DAY,
    HOUR,
    ID,
    MEMBER,
    PROVEN,
    STAFF,
    START,
    World,
    on_device,
)

FREEZE = c.Freeze(member_id=ID)


def release(kind: HoldKind, reason: str = "") -> c.ReleaseHold:
    return c.ReleaseHold(member_id=ID, kind=kind, reason=reason)


def test_a_freeze_stops_the_period_and_gives_the_time_back() -> None:
    world = World()
    world.enrol("silver", auto_renew=False)
    world.at(START + 30 * DAY - HOUR)
    world.do(FREEZE)
    assert status_of(world.state) is Status.FROZEN
    assert not entitled(world.state)
    assert world.pass_time(hours=71) == []
    assert world.pass_time(hours=1) == ["HoldReleased"]
    released = world.history[-1]
    assert (released.body["how"], released.body["credited_seconds"]) == ("EXPIRED", 72 * 3600)
    assert world.state.period_end == START + 33 * DAY
    assert entitled(world.state)


def test_a_freeze_in_grace_leaves_as_much_grace_as_there_was() -> None:
    world = World()
    world.enrol("silver", auto_renew=False)
    world.at(START + 30 * DAY + 20 * HOUR)
    world.do(c.Freeze(member_id=ID, hours=10))
    world.pass_time(hours=10)
    assert world.state.lifecycle is Lifecycle.GRACE
    assert world.state.grace_until == world.now + 4 * HOUR


def test_releasing_a_freeze_needs_a_second_factor() -> None:
    world = World()
    world.enrol("gold")
    world.do(FREEZE)
    with pytest.raises(SecondFactorRequired):
        world.do(release(HoldKind.MEMBER_FREEZE), MEMBER)
    world.pass_time(hours=5)
    world.do(release(HoldKind.MEMBER_FREEZE), PROVEN)
    assert world.last("HoldReleased").body["how"] == "SECOND_FACTOR"
    assert world.state.period_end == START + 30 * DAY + 5 * HOUR


def test_a_freeze_can_be_extended_to_thirty_days_in_all() -> None:
    world = World()
    world.enrol("gold")
    world.do(FREEZE)
    world.do(c.ExtendFreeze(member_id=ID, hours=27 * 24))
    hold = world.state.hold(HoldKind.MEMBER_FREEZE)
    assert hold is not None
    assert hold.latest_release == START + 30 * DAY
    with pytest.raises(InvalidInput):
        world.do(c.ExtendFreeze(member_id=ID, hours=1))


def test_the_same_kind_of_hold_is_not_placed_twice() -> None:
    world = World()
    world.enrol("gold")
    world.do(FREEZE)
    with pytest.raises(NotAllowed, match="already"):
        world.do(FREEZE)


def test_an_unknown_device_without_second_factor_holds_the_membership() -> None:
    world = World()
    world.enrol("gold")
    assert world.login("d-1") == ["ActivitySeen"]
    assert world.login("d-2") == ["ActivitySeen", "HoldPlaced"]
    assert world.last("HoldPlaced").cause == Cause.NEW_DEVICE
    assert not world.state.trusts("d-2")
    world.do(release(HoldKind.NEW_DEVICE), on_device("d-2", second_factor=True))
    assert world.state.trusts("d-2")
    assert entitled(world.state)
    assert world.login("d-2") == []


def test_a_second_factor_at_login_makes_the_device_known() -> None:
    world = World()
    world.enrol("gold")
    world.login("d-1")
    assert world.login("d-2", passed_second_factor=True) == ["ActivitySeen"]
    assert world.state.trusts("d-2")


def test_a_new_device_hold_ends_by_itself_and_trusts_nothing() -> None:
    world = World()
    world.enrol("gold")
    world.login("d-1")
    world.login("d-2")
    assert "HoldReleased" in world.pass_time(hours=72)
    assert world.state.period_end == START + 30 * DAY
    assert world.login("d-2")[-1] == "HoldPlaced"


def test_only_staff_place_and_release_a_staff_hold_with_a_reason() -> None:
    world = World()
    world.enrol("gold")
    hold = c.PlaceStaffHold(member_id=ID, reason="Chargeback under review")
    with pytest.raises(NotAllowed):
        world.do(hold, MEMBER)
    for reason in (" ", "call +86 138 0000 0000"):
        with pytest.raises(InvalidInput):
            world.do(c.PlaceStaffHold(member_id=ID, reason=reason), STAFF)
    world.do(hold, STAFF)
    with pytest.raises(NotAllowed, match="Only staff"):
        world.do(release(HoldKind.STAFF), PROVEN)
    with pytest.raises(InvalidInput):
        world.do(release(HoldKind.STAFF), STAFF)
    world.pass_time(days=50)
    world.do(release(HoldKind.STAFF, "It was paid"), STAFF)
    assert world.state.period_end == START + 80 * DAY
    assert entitled(world.state)


def test_overlapping_standstills_are_given_back_once() -> None:
    world = World()
    world.enrol("gold")
    world.do(FREEZE)
    world.pass_time(hours=10)
    until = world.now + timedelta(hours=100)
    world.do(c.PlaceStaffHold(member_id=ID, reason="Check", until=until), STAFF)
    world.pass_time(hours=100)
    assert world.state.holds == ()
    assert world.state.period_end == START + 30 * DAY + 110 * HOUR


@pytest.mark.parametrize("hours", [0, 31 * 24, 2_147_483_647])
def test_a_freeze_cannot_be_extended_beyond_the_calendar(hours: int) -> None:
    world = World()
    world.enrol("gold")
    world.do(FREEZE)
    with pytest.raises(InvalidInput) as refused:
        world.do(c.ExtendFreeze(member_id=ID, hours=hours))
    assert refused.value.field == "hours"
