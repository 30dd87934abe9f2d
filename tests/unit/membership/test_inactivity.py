"""The warning a week ahead is a promise."""

from services.membership.contract import commands as c
from services.membership.contract.words import Cause
from tests.unit.membership.world import DAY, HOUR, ID, PLANS, STAFF, START, World


def active_for_long(plan: str = "diamond") -> World:
    world = World()
    world.enrol(plan, left=20 * PLANS[plan].price)
    world.login()
    return world


def test_thirty_days_without_a_login_lead_to_a_lower_plan() -> None:
    world = active_for_long()
    assert "InactivityWarned" in world.pass_time(days=23)
    assert world.last("InactivityWarned").body["downgrade_at"] == "2026-01-31T12:00:00Z"
    world.pass_time(days=7)
    downgraded = world.last("MembershipDowngraded")
    assert (downgraded.body["from_plan"], downgraded.body["to_plan"]) == ("diamond", "gold")
    assert downgraded.cause == Cause.INACTIVITY
    assert downgraded.actor.id == "inactivity@1"
    assert world.state.price == PLANS["gold"].price
    assert world.state.undo is None


def test_a_login_after_the_warning_cancels_it() -> None:
    world = active_for_long()
    world.pass_time(days=29)
    world.login()
    world.pass_time(days=22)
    assert "MembershipDowngraded" not in world.types()
    assert world.types().count("InactivityWarned") == 1


def test_after_an_outage_the_week_of_warning_is_still_given() -> None:
    world = active_for_long()
    world.pass_time(days=50)
    assert "MembershipDowngraded" not in world.types()
    warned = world.last("InactivityWarned")
    assert warned.happened_at == START + 23 * DAY
    assert world.state.warned is not None
    assert world.state.warned.downgrade_at == world.now + 7 * DAY
    world.pass_time(days=7)
    assert world.last("MembershipDowngraded").happened_at == world.now


def test_the_lowest_plan_has_nothing_to_lose() -> None:
    world = active_for_long("silver")
    world.pass_time(days=100)
    assert "InactivityWarned" not in world.types()


def test_a_held_member_is_not_inactive() -> None:
    world = active_for_long()
    world.pass_time(days=25)
    world.do(c.PlaceStaffHold(member_id=ID, reason="Check"), STAFF)
    world.pass_time(days=60)
    assert "MembershipDowngraded" not in world.types()
    release = c.ReleaseHold(member_id=ID, kind=world.state.holds[0].kind, reason="Fine")
    world.do(release, STAFF)
    world.pass_time(days=29)
    assert "MembershipDowngraded" not in world.types()
    world.pass_time(days=8)
    assert "MembershipDowngraded" in world.types()


def test_a_change_of_plan_needs_a_warning_of_its_own() -> None:
    world = active_for_long("gold")
    world.pass_time(days=29)
    world.do(c.Upgrade(member_id=ID, plan="diamond"))
    world.pass_time(days=1, hours=1)
    assert "MembershipDowngraded" not in world.types()
    world.pass_time(days=7)
    assert world.last("MembershipDowngraded").body["from_plan"] == "diamond"


def test_one_login_event_a_day_and_device_is_enough() -> None:
    world = active_for_long()
    world.now += HOUR
    assert world.login() == []
    world.now += DAY
    assert world.login() == ["ActivitySeen"]
