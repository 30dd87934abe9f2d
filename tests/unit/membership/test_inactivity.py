"""The warning a week ahead is a promise, and counts from when it was received."""

from datetime import timedelta

from services.membership.contract import commands as c
from services.membership.contract.words import Cause
from tests.unit.membership.world import DAY, HOUR, ID, PLANS, STAFF, START, World


def active_for_long(plan: str = "diamond") -> World:
    world = World()
    world.enrol(plan, left=20 * PLANS[plan].price)
    world.login()
    return world


def warned(plan: str = "diamond") -> World:
    """At the instant of the warning, which is received five seconds later."""
    world = active_for_long(plan)
    assert "InactivityWarned" in world.pass_time(days=22)
    world.now += timedelta(seconds=5)
    assert world.receive_warning() == ["WarningReceived"]
    return world


def test_thirty_days_without_a_login_lead_to_a_lower_plan() -> None:
    world = warned()
    assert world.last("InactivityWarned").body["downgrade_at"] == "2026-01-31T12:00:00Z"
    assert "MembershipDowngraded" not in world.at(START + 30 * DAY - timedelta(seconds=1))
    world.at(START + 30 * DAY)
    downgraded = world.last("MembershipDowngraded")
    assert downgraded.happened_at == START + 30 * DAY
    assert (downgraded.body["from_plan"], downgraded.body["to_plan"]) == ("diamond", "gold")
    assert downgraded.cause == Cause.INACTIVITY
    assert downgraded.actor.id == "inactivity@1"
    assert world.state.price == PLANS["gold"].price
    assert world.state.undo is None


def test_what_lowers_the_price_comes_before_the_charge_at_the_same_instant() -> None:
    world = warned("gold")
    new = world.at(START + 30 * DAY)
    assert new[-3:] == ["MembershipDowngraded", "BalanceDebited", "MembershipRenewed"]
    assert world.last("MembershipRenewed").body["price"] == PLANS["silver"].price
    assert world.last("MembershipRenewed").body["plan"] == "silver"


def test_whom_the_warning_never_reached_keeps_the_plan() -> None:
    world = active_for_long()
    world.at(START + 29 * DAY)
    assert world.types().count("InactivityWarned") == 1
    world.at(START + 95 * DAY)
    assert "MembershipDowngraded" not in world.types()
    assert world.state.plan == "diamond"


def test_a_warning_received_late_gives_its_whole_week_from_then() -> None:
    world = active_for_long()
    world.pass_time(days=22)
    world.at(START + 26 * DAY)
    world.receive_warning()
    assert world.last("WarningReceived").body["downgrade_at"] == "2026-02-03T12:00:00Z"


def test_who_was_charged_while_warned_keeps_the_plan_for_the_period() -> None:
    """Received on day 26, so it would fall on day 33, three days after gold was paid for."""
    world = active_for_long("gold")
    world.pass_time(days=22)
    world.at(START + 26 * DAY)
    world.receive_warning()
    world.at(START + 52 * DAY)
    assert world.last("InactivityWarned").body["downgrade_at"] == "2026-03-02T12:00:00Z"
    world.receive_warning()
    assert world.at(START + 59 * DAY) == ["RenewalComing"]
    assert world.at(START + 60 * DAY)[-3:] == [
        "MembershipDowngraded",
        "BalanceDebited",
        "MembershipRenewed",
    ]


def test_only_the_warning_that_stands_is_received_and_once() -> None:
    world = active_for_long()
    world.pass_time(days=22)
    assert world.receive_warning("m-1:1") == []
    assert world.receive_warning() == ["WarningReceived"]
    assert world.receive_warning() == []


def test_where_no_activity_is_known_nothing_follows_from_its_absence() -> None:
    world = World()
    world.enrol("gold", left=20 * PLANS["gold"].price)
    world.at(START + 65 * DAY)
    assert "InactivityWarned" not in world.types()
    assert world.state.plan == "gold"


def test_what_a_member_does_here_is_activity() -> None:
    """Warned on day 22, the member renews with the own token on day 28."""
    world = warned("gold")
    world.at(START + 28 * DAY)
    assert world.do(c.Renew(member_id=ID))[0] == "ActivitySeen"
    assert world.state.warned is None
    world.at(START + 49 * DAY)
    assert "MembershipDowngraded" not in world.types()
    assert world.types().count("InactivityWarned") == 1


def test_activity_elsewhere_is_noted_once_a_day() -> None:
    world = active_for_long()
    note = c.NoteActivity(member_id=ID)
    assert world.do(note) == []
    world.now += DAY
    assert world.do(note) == ["ActivitySeen"]
    assert world.do(note) == []
    assert world.state.last_seen_at == START + DAY
    assert world.state.last_login_at == START


def test_a_login_after_the_warning_cancels_it() -> None:
    world = warned()
    world.at(START + 29 * DAY)
    world.login()
    world.at(START + 50 * DAY)
    assert "MembershipDowngraded" not in world.types()
    assert world.types().count("InactivityWarned") == 1


def test_a_report_of_a_login_before_the_days_began_takes_no_warning_back() -> None:
    world = warned()
    login = c.ReportLogin(member_id=ID, login_id="l-old", at=START - 100 * DAY)
    world.do(login, STAFF)
    assert world.state.warned is not None


def test_after_an_outage_the_week_of_warning_is_still_given() -> None:
    world = active_for_long()
    world.pass_time(days=50)
    assert "MembershipDowngraded" not in world.types()
    assert world.state.warned is None or world.state.warned.downgrade_at >= world.now + 7 * DAY


def test_the_lowest_plan_has_nothing_to_lose() -> None:
    world = active_for_long("silver")
    world.pass_time(days=100)
    assert "InactivityWarned" not in world.types()


def test_a_held_member_is_not_inactive() -> None:
    world = active_for_long()
    world.pass_time(days=20)
    world.do(c.PlaceStaffHold(member_id=ID, reason="Check"), STAFF)
    world.pass_time(days=60)
    release = c.ReleaseHold(member_id=ID, kind=world.state.holds[0].kind, reason="Fine")
    world.do(release, STAFF)
    world.at(world.now + 21 * DAY)
    assert "InactivityWarned" not in world.types()
    world.at(world.now + DAY)
    assert "InactivityWarned" in world.types()


def test_a_change_of_plan_needs_a_warning_of_its_own() -> None:
    world = active_for_long("gold")
    world.pass_time(days=22)
    world.receive_warning()
    world.do(c.PlaceStaffHold(member_id=ID, reason="Check"), STAFF)
    release = c.ReleaseHold(member_id=ID, kind=world.state.holds[0].kind, reason="Fine")
    world.do(release, STAFF)
    assert world.state.warned is None
    world.at(START + 31 * DAY)
    assert "MembershipDowngraded" not in world.types()


def test_one_login_event_a_day_and_device_is_enough() -> None:
    world = active_for_long()
    world.now += HOUR
    assert world.login() == []
    world.now += DAY
    assert world.login() == ["ActivitySeen"]


def test_a_sign_in_counts_from_when_it_was() -> None:
    """The token of day 25 that reads on day 27 proves a sign-in of day 25."""
    world = warned()
    world.at(START + 27 * DAY)
    assert world.do(c.NoteActivity(member_id=ID, at=START)) == []
    assert world.state.warned is not None
    assert world.do(c.NoteActivity(member_id=ID, at=START + 25 * DAY)) == ["ActivitySeen"]
    assert (world.state.last_seen_at, world.state.warned) == (START + 25 * DAY, None)


def test_in_grace_nothing_falls_for_its_price_was_promised() -> None:
    """Active on day 1, so it would fall on day 31, at the very end of grace."""
    world = World()
    world.enrol("gold", auto_renew=False)
    world.at(START + DAY)
    world.login()
    world.at(START + 23 * DAY)
    world.receive_warning()
    world.at(START + 31 * DAY)
    assert world.types()[-2:] == ["GraceStarted", "MembershipExpired"]
    assert world.last("MembershipExpired").body["plan"] == "gold"


def test_a_charge_waits_for_a_fall_of_the_same_day() -> None:
    """The first sign-in is two seconds after joining, so the fall two seconds after the period."""
    world = World()
    world.enrol("gold", left=20 * PLANS["gold"].price)
    world.at(START + timedelta(seconds=2))
    world.login()
    world.at(START + 22 * DAY + timedelta(seconds=2))
    world.receive_warning()
    world.at(START + 31 * DAY)
    assert world.types()[-3:] == ["MembershipDowngraded", "BalanceDebited", "MembershipRenewed"]
    renewed = world.last("MembershipRenewed").body
    assert (renewed["plan"], renewed["price"]) == ("silver", PLANS["silver"].price)
    assert renewed["period_end"] == "2026-03-02T12:00:00Z"


def test_a_sign_of_life_ends_the_waiting() -> None:
    world = warned("gold")
    world.at(START + 30 * DAY - HOUR)
    world.login()
    assert world.at(START + 30 * DAY)[-2:] == ["BalanceDebited", "MembershipRenewed"]
    assert world.last("MembershipRenewed").body["price"] == PLANS["gold"].price
