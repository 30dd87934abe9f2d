"""Our outage is not the member's: what fell due meanwhile happens when we are back, once, with its
notice and its whole grace, and nothing is charged for a period that is over."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.membership.contract import commands as c
from services.membership.contract.words import Lifecycle
from tests.unit.membership.reading import Reader
from tests.unit.membership.world import DAY, HOUR, ID, PLANS, PROVEN, START, World

GOLD = PLANS["gold"].price
END = START + 30 * DAY
MINUTE = timedelta(minutes=1)


def member(left: int = 0, *, auto_renew: bool = True) -> World:
    world = World()
    world.enrol("gold", left=left, auto_renew=auto_renew)
    return world


def charges(world: World) -> int:
    return sum(
        event.type == "BalanceDebited" and event.body["purpose"] == "RENEWAL"
        for event in world.history
    )


def test_away_over_the_end_of_a_period_it_renews_from_our_return() -> None:
    world = member(left=5 * GOLD)
    world.at(END - HOUR)
    assert world.outage(hours=46) == ["OutageNoted", "BalanceDebited", "MembershipRenewed"]
    noted, renewed = world.last("OutageNoted"), world.last("MembershipRenewed")
    assert noted.body == {
        "since": END.isoformat().replace("+00:00", "Z"),
        "until": world.now.isoformat().replace("+00:00", "Z"),
    }
    assert (renewed.happened_at, renewed.due_at) == (world.now, END)
    assert world.state.period_start == world.now
    assert world.state.period_end == world.now + 30 * DAY


def test_away_without_the_money_there_is_one_attempt_and_the_whole_grace() -> None:
    world = member()
    world.at(END - HOUR)
    assert world.outage(hours=46) == ["OutageNoted", "AutoRenewFailed", "GraceStarted"]
    failed, grace = world.last("AutoRenewFailed"), world.last("GraceStarted")
    assert failed.body["attempt"] == 1
    assert world.state.grace_until == world.now + 24 * HOUR
    assert (grace.happened_at, grace.due_at) == (world.now, END)
    back = world.now
    world.at(back + 25 * HOUR)
    tried = [event for event in world.history if event.type == "AutoRenewFailed"]
    hours = [(event.happened_at - back) // HOUR for event in tried]
    assert hours == [0, 6, 12, 23]
    assert world.last("MembershipExpired").happened_at == back + 24 * HOUR


def test_grace_that_ended_while_we_were_away_is_given_again() -> None:
    world = member(auto_renew=False)
    world.at(END + HOUR)
    assert world.state.lifecycle is Lifecycle.GRACE
    assert world.outage(days=40) == ["OutageNoted", "GraceStarted"]
    assert world.state.grace_until == world.now + 24 * HOUR
    world.top_up(GOLD)
    world.do(c.Renew(member_id=ID))
    assert world.state.period_end == world.now + 30 * DAY


def test_attempts_that_were_missed_in_grace_are_one() -> None:
    world = member()
    world.at(END + HOUR)
    assert world.outage(hours=12) == ["OutageNoted", "AutoRenewFailed"]
    assert world.last("AutoRenewFailed").body["next_attempt_at"].startswith("2026-02-01T11:00")
    assert world.state.grace_until == END + 24 * HOUR
    assert world.pass_time(hours=10) == ["AutoRenewFailed"]


def test_two_years_bring_one_charge_and_no_warning_that_is_void() -> None:
    world = member(left=100 * GOLD)
    world.login()
    world.at(END - 10 * DAY)
    new = world.outage(days=730)
    assert new == ["OutageNoted", "BalanceDebited", "MembershipRenewed"]
    assert charges(world) == 1
    assert world.state.period_end == world.now + 30 * DAY


def test_nobody_was_inactive_while_we_were_away() -> None:
    world = member(left=100 * GOLD)
    world.login()
    world.outage(days=100)
    assert "InactivityWarned" not in world.types()
    world.pass_time(days=21)
    assert "InactivityWarned" not in world.types()
    world.pass_time(days=2)
    assert "InactivityWarned" in world.types()


def test_a_hold_that_ended_while_we_were_away_stopped_the_period_until_our_return() -> None:
    world = member()
    world.do(c.Freeze(member_id=ID, hours=72), PROVEN)
    world.outage(days=10)
    assert world.state.holds == ()
    assert world.state.period_end == END + 10 * DAY


@pytest.mark.parametrize("minutes", [0, 1, 15])
def test_a_quarter_of_an_hour_is_late_and_not_away(minutes: int) -> None:
    world = member(auto_renew=False)
    world.at(END - 2 * DAY)
    world.wake(END + minutes * MINUTE)
    assert "OutageNoted" not in world.types()
    assert world.last("GraceStarted").happened_at == END
    assert world.state.grace_until == END + 24 * HOUR


def test_a_moment_more_is_away() -> None:
    world = member(auto_renew=False)
    world.at(END - 2 * DAY)
    world.wake(END + 15 * MINUTE + timedelta(milliseconds=1))
    assert world.types()[-2:] == ["OutageNoted", "GraceStarted"]
    assert world.last("GraceStarted").happened_at == world.now


def test_an_undo_long_after_is_no_outage() -> None:
    world = member(auto_renew=False)
    world.at(END - 2 * HOUR)
    world.do(c.Cancel(member_id=ID), PROVEN)
    world.at(END + 20 * HOUR)
    world.do(c.UndoChange(member_id=ID), PROVEN)
    assert "OutageNoted" not in world.types()


lengths = st.one_of(
    st.integers(1, 120).map(lambda minutes: minutes * MINUTE),
    st.integers(1, 96).map(lambda hours: hours * HOUR),
    st.integers(1, 800).map(lambda days: days * DAY),
)


@given(
    before=lengths,
    away=st.lists(lengths, min_size=1, max_size=4),
    left=st.integers(0, 3),
    auto=st.booleans(),
)
def test_whenever_and_however_long(
    before: timedelta, away: list[timedelta], left: int, auto: bool
) -> None:
    world = member(left=left * GOLD, auto_renew=auto)
    world.at(START + before)
    for length in away:
        charged = charges(world)
        new = world.outage(**{"seconds": length.total_seconds()})
        assert charges(world) - charged <= 1
        assert new.count("AutoRenewFailed") <= 1
        assert "MembershipExpired" not in new or length <= 15 * MINUTE or "OutageNoted" not in new
        for event in world.history:
            if event.type == "MembershipRenewed":
                assert event.body["period_end"] > event.happened_at.isoformat()
            if event.type in {"RenewalComing", "BalanceLow"}:
                assert event.body["period_end"] > event.happened_at.isoformat()
            if event.type == "GraceStarted":
                assert event.body["grace_until"] > event.happened_at.isoformat()


def test_why_grace_runs_so_late_is_said_with_its_record() -> None:
    world = member(auto_renew=False)
    world.at(END - HOUR)
    world.outage(hours=46)
    explained = Reader(world).explained(world.now)
    assert "so grace began only when we were back" in explained.summary.en
    assert "to 2 February 2026, 17:00" in explained.summary.en
    assert world.last("OutageNoted").id in {piece.id for piece in explained.evidence}
