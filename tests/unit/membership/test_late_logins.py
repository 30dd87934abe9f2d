"""Logins that are reported late are recorded, and acted on only as if in time."""

from datetime import datetime, timedelta

import pytest

from infra.kernel.errors import InvalidInput
from services.membership.contract import commands as c
from services.membership.contract.words import HoldKind
from services.membership.domain.aggregate.lifecycle import entitled
from tests.unit.membership.world import DAY, HOUR, ID, START, World, host_on


def logged_in(world: World, device: str, at: datetime, passed: bool = False) -> list[str]:
    login = c.ReportLogin(
        member_id=ID, login_id=f"l-{device}-{at}", at=at, passed_second_factor=passed
    )
    return world.do(login, host_on(device))


def member() -> World:
    """On a phone that is known."""
    world = World()
    world.enrol("gold", left=100_000)
    world.login("d-1")
    return world


def test_a_login_of_last_year_is_recorded_and_holds_nothing() -> None:
    world = member()
    assert logged_in(world, "d-2", world.now - 300 * DAY) == ["ActivitySeen"]
    seen = world.history[-1]
    assert (seen.happened_at, seen.due_at) == (START, START - 300 * DAY)
    assert not world.state.trusts("d-2")
    assert entitled(world.state)


def test_a_hold_for_a_login_of_yesterday_ends_when_it_would_have_ended() -> None:
    world = member()
    world.now += 2 * DAY
    assert logged_in(world, "d-2", world.now - DAY) == ["ActivitySeen", "HoldPlaced"]
    hold = world.state.hold(HoldKind.NEW_DEVICE)
    assert hold is not None
    assert (hold.placed_at, hold.latest_release) == (world.now, world.now + 48 * HOUR)


def test_a_login_reported_late_ends_no_warning_that_knew_of_a_later_one() -> None:
    world = member()
    world.at(START + 23 * DAY)
    assert world.history[-1].type == "InactivityWarned"
    logged_in(world, "d-1", START - DAY)
    logged_in(world, "d-3", START - DAY)
    assert world.state.warned is not None
    logged_in(world, "d-1", START + 2 * DAY)
    assert world.state.warned is None


def test_a_second_factor_on_the_device_lifts_the_hold_for_it() -> None:
    world = member()
    world.login("d-2")
    assert not entitled(world.state)
    world.now += HOUR
    assert logged_in(world, "d-2", world.now, passed=True) == ["ActivitySeen", "HoldReleased"]
    assert world.history[-1].body["how"] == "SECOND_FACTOR"
    assert entitled(world.state)


def test_a_second_factor_elsewhere_lifts_no_hold() -> None:
    world = member()
    world.login("d-2")
    world.login("d-3")
    world.now += HOUR
    logged_in(world, "d-1", world.now, passed=True)
    logged_in(world, "d-3", world.now, passed=True)
    assert world.state.hold(HoldKind.NEW_DEVICE) is not None
    logged_in(world, "d-2", world.now, passed=True)
    assert entitled(world.state)


def test_an_old_second_factor_lifts_no_hold_of_today() -> None:
    world = member()
    world.now += DAY
    world.login("d-2")
    logged_in(world, "d-2", world.now - HOUR, passed=True)
    assert world.state.hold(HoldKind.NEW_DEVICE) is not None


def test_a_login_in_the_future_is_refused() -> None:
    world = member()
    with pytest.raises(InvalidInput) as refused:
        logged_in(world, "d-1", world.now + timedelta(minutes=6))
    assert refused.value.field == "at"
