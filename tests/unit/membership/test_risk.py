"""Who is likely to lose the membership within 14 days, by points reckoned by hand."""

from datetime import timedelta

import msgspec
import pytest

from infra.kernel.events import Actor
from services.membership.contract import commands as c
from services.membership.contract.hold_commands import AskVerification
from services.membership.contract.method_commands import ReportPaymentMethod
from services.membership.contract.risk_words import RiskLevel
from services.membership.contract.risk_words import RiskReason as R
from services.membership.domain.aggregate.outlook import LapseRisk
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.risk.assessing import outlook, risk_of
from services.membership.domain.risk.warning import note_reach
from services.shared.callers import ActorKind
from tests.unit.membership.world import DAY, HOST, HOUR, ID, PLANS, PROVEN, START, World

END = START + 30 * DAY
PRICE = PLANS["gold"].price


def member(left: int = 0, *, auto_renew: bool = True) -> World:
    world = World()
    world.enrol("gold", left=left, auto_renew=auto_renew)
    return world


def risk(world: World) -> LapseRisk:
    return risk_of(world.state, world.catalog, world.now)


def reached_by(world: World, *channels: str) -> list[str]:
    recorder = Recorder(world.state, world.catalog, world.now)
    note_reach(recorder, channels)
    return world._keep(recorder, Actor(kind=ActorKind.SYSTEM))


def test_nothing_threatens_before_the_fortnight() -> None:
    world = member()
    world.at(END - 14 * DAY - HOUR)
    assert (risk(world).points, risk(world).level) == (0, RiskLevel.NONE)
    assert outlook(world.state, world.catalog).grows_after(world.now) == END - 14 * DAY


def test_a_balance_that_is_short_counts_fifty() -> None:
    world = member(left=PRICE - 1)
    world.at(END - 14 * DAY)
    found = risk(world)
    assert (found.reasons, found.points, found.level) == ((R.BALANCE_SHORT,), 50, RiskLevel.HIGH)
    assert (found.threats[0].missing, found.act_by) == (1, END)


def method(world: World, expires: str) -> None:
    world.do(ReportPaymentMethod(member_id=ID, masked="Visa •••• 4242", expires=expires), HOST)


def test_a_method_that_can_be_charged_for_the_rest_takes_the_risk_away() -> None:
    world = member()
    method(world, "2027-01")
    world.at(END - 14 * DAY)
    assert risk(world).points == 0
    assert "LapseRiskWarned" not in world.types()


def test_a_method_that_will_have_expired_counts_fifty() -> None:
    """The period ends on 31 January at noon, the method at the end of December."""
    world = member()
    method(world, "2025-12")
    world.at(END - 14 * DAY)
    assert (risk(world).reasons, risk(world).points) == ((R.METHOD_EXPIRING,), 50)
    method(world, "2027-01")
    assert world.types()[-1] == "LapseRiskEased"


def test_a_balance_that_covers_it_counts_nothing() -> None:
    world = member(left=PRICE)
    world.at(END - HOUR)
    assert risk(world).points == 0


def test_renewal_switched_off_counts_forty_and_is_no_alarm_by_itself() -> None:
    world = member(auto_renew=False)
    world.at(END - DAY)
    assert (risk(world).reasons, risk(world).points) == ((R.RENEWAL_OFF,), 40)
    assert risk(world).level is RiskLevel.LOW
    assert "LapseRiskWarned" not in world.types()


def test_inactivity_and_the_end_of_the_period_add_up() -> None:
    """Last seen on day 0, 30 days allowed: both take effect on day 30."""
    world = World()
    world.login()
    world.enrol("gold")
    world.at(END - 14 * DAY)
    assert risk(world).reasons == (R.BALANCE_SHORT, R.INACTIVITY)
    assert risk(world).points == 90


def test_who_cannot_be_told_anything_is_at_twenty_more_but_not_by_that_alone() -> None:
    world = member(auto_renew=False)
    reached_by(world)
    assert risk(world).points == 0
    world.at(END - 10 * DAY)
    assert (risk(world).reasons, risk(world).points) == ((R.RENEWAL_OFF, R.UNREACHABLE), 60)


def test_reach_is_noted_only_when_it_is_news() -> None:
    world = member()
    assert reached_by(world, "SMS") == []
    assert reached_by(world) == ["ReachNoted"]
    assert reached_by(world) == []
    assert reached_by(world, "EMAIL") == ["ReachNoted"]
    assert reached_by(world, "EMAIL", "SMS") == []


def test_grace_counts_sixty_unless_a_charge_can_still_succeed() -> None:
    world = member(auto_renew=False)
    world.at(END + HOUR)
    assert (risk(world).reasons, risk(world).points) == ((R.GRACE_RUNS,), 60)
    assert risk(world).act_by == END + DAY
    world = member()
    world.at(END + HOUR)
    assert risk(world).threats[0].missing == PRICE


def test_data_that_wait_to_be_verified_count_thirty() -> None:
    world = member(left=PRICE)
    world.do(AskVerification(member_id=ID), HOST)
    assert (risk(world).reasons, risk(world).points) == ((R.CONTACT_CHECK,), 30)
    assert risk(world).threats[0].events == (world.last("VerificationAsked").version,)


def test_all_together_are_at_most_a_hundred() -> None:
    world = World()
    world.login()
    world.enrol("gold")
    reached_by(world)
    world.at(END - 14 * DAY)
    assert risk(world).points == 100  # 50 + 40 + 20


def test_who_has_lost_it_is_at_no_risk() -> None:
    world = member()
    world.at(END + 3 * DAY)
    assert risk(world).points == 0


def test_the_warning_comes_once_a_period_a_fortnight_ahead() -> None:
    world = member()
    world.at(END - HOUR)
    warned = [one for one in world.history if one.type == "LapseRiskWarned"]
    assert [one.happened_at for one in warned] == [END - 14 * DAY]
    assert warned[0].body["points"] == 50
    assert warned[0].body["reasons"] == (R.BALANCE_SHORT,)
    assert msgspec.convert(warned[0].body["act_by"], type(END)) == END


def test_what_mends_the_reason_makes_the_warning_void() -> None:
    world = member()
    world.at(END - 10 * DAY)
    world.top_up(PRICE)
    assert world.types()[-2:] == ["BalanceToppedUp", "LapseRiskEased"]
    assert world.last("LapseRiskEased").body["reasons"] == ()
    world.do(c.WithdrawBalance(member_id=ID, amount=PRICE, reason="paid out"), PROVEN)
    world.at(END - HOUR)
    assert world.types().count("LapseRiskWarned") == 1, "once a period"


def test_what_mends_one_of_two_reasons_leaves_the_other() -> None:
    world = World()
    world.login()
    world.enrol("gold")
    world.at(END - 10 * DAY)
    assert world.last("LapseRiskWarned").body["reasons"] == (R.BALANCE_SHORT, R.INACTIVITY)
    world.login()
    assert world.last("LapseRiskEased").body["reasons"] == (R.BALANCE_SHORT,)


def test_what_is_near_is_told_by_its_reminder_alone() -> None:
    world = member(left=PRICE)
    world.at(END - 2 * DAY)
    world.do(c.WithdrawBalance(member_id=ID, amount=PRICE, reason="paid out"), PROVEN)
    world.at(END - HOUR)
    assert risk(world).points == 50
    assert "LapseRiskWarned" not in world.types()


def test_nobody_is_warned_afterwards_of_what_happened_while_we_were_away() -> None:
    world = member()
    world.at(END - 15 * DAY)
    world.outage(days=16)
    assert "GraceStarted" in world.types()
    assert "LapseRiskWarned" not in world.types()


def test_a_frozen_membership_stands_still_and_so_does_its_risk() -> None:
    world = member()
    world.at(END - 10 * DAY)
    world.do(c.Freeze(member_id=ID, hours=72))
    assert world.types()[-1] == "LapseRiskEased"
    assert risk(world).points == 0


@pytest.mark.parametrize("before", [timedelta(0), timedelta(seconds=1)])
def test_the_fortnight_begins_to_the_second(before: timedelta) -> None:
    world = member()
    world.at(END - 14 * DAY - before)
    assert risk(world).points == (0 if before else 50)
