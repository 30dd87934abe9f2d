"""Enrol, renew, lapse, and payments that come late."""

from datetime import timedelta

import pytest

from infra.kernel.errors import Conflict, InvalidInput, NotAllowed
from services.membership.contract import commands as c
from services.membership.contract.errors import InsufficientBalance
from services.membership.contract.words import Cause, Lifecycle
from services.membership.domain.aggregate.lifecycle import benefits_of, entitled
from services.shared.callers import ActorKind
from tests.unit.membership.world import DAY, HOUR, ID, PLANS, START, World

GOLD = PLANS["gold"].price


def test_enrolling_debits_the_price_and_gives_a_period() -> None:
    world = World()
    world.enrol("gold", left=100)
    assert world.types() == ["BalanceToppedUp", "BalanceDebited", "MembershipEnrolled"]
    assert (world.state.balance, world.state.period_end) == (100, START + 30 * DAY)
    assert world.history[-1].body["benefits_after"] == benefits_of(world.state, PLANS["gold"]) != {}
    with pytest.raises(NotAllowed) as refused:
        world.do(c.Enrol(member_id=ID, plan="gold"))
    assert "renew" in refused.value.details["allowed"]  # type: ignore[operator]  # a list


def test_enrolling_without_the_money_says_what_is_missing() -> None:
    world = World()
    world.top_up(90)
    with pytest.raises(InsufficientBalance) as refused:
        world.do(c.Enrol(member_id=ID, plan="gold"))
    assert refused.value.details == {"missing": GOLD - 90, "price": GOLD, "balance": 90}
    with pytest.raises(InvalidInput, match="silver"):
        world.do(c.Enrol(member_id=ID, plan="bronze"))


def test_auto_renewal_debits_at_the_end_of_the_period() -> None:
    world = World()
    world.enrol("gold", left=GOLD)
    new = world.pass_time(days=30)
    assert new[-2:] == ["BalanceDebited", "MembershipRenewed"]
    assert world.history[-1].happened_at == START + 30 * DAY
    assert world.state.period_end == START + 60 * DAY
    assert world.history[-1].actor.kind == ActorKind.SYSTEM


def test_a_shortfall_is_told_three_days_before_tried_four_times_and_then_expires() -> None:
    world = World()
    world.enrol("silver")
    end = START + 30 * DAY
    world.at(end + 2 * DAY)
    found = [(e.type, e.happened_at - end) for e in world.history[3:]]
    assert found == [
        ("LapseRiskWarned", -14 * DAY),
        ("BalanceLow", -3 * DAY),
        ("AutoRenewFailed", 0 * DAY),
        ("GraceStarted", 0 * DAY),
        ("AutoRenewFailed", 6 * HOUR),
        ("AutoRenewFailed", 12 * HOUR),
        ("AutoRenewFailed", 23 * HOUR),
        ("MembershipExpired", 24 * HOUR),
    ]
    assert all(e.recorded_at == e.happened_at for e in world.history)
    assert world.history[-1].cause == Cause.PAYMENT_FAILED
    assert not entitled(world.state)


def test_money_in_time_for_the_third_attempt_keeps_the_membership_without_a_gap() -> None:
    world = World()
    world.enrol("silver")
    end = START + 30 * DAY
    world.at(end + 7 * HOUR)
    world.top_up(PLANS["silver"].price)
    world.at(end + 12 * HOUR)
    assert world.history[-1].type == "MembershipRenewed"
    assert world.state.lifecycle is Lifecycle.ACTIVE
    assert world.state.period_end == end + 30 * DAY


def test_without_auto_renewal_it_lapses_through_grace() -> None:
    world = World()
    world.enrol("silver", auto_renew=False)
    world.pass_time(days=30, hours=1)
    assert world.state.lifecycle is Lifecycle.GRACE
    assert entitled(world.state)
    world.pass_time(days=1)
    assert world.history[-1].type == "MembershipExpired"
    assert world.last("MembershipExpired").cause == Cause.LAPSED
    assert "RenewalComing" in world.types()


def test_renewing_in_grace_costs_the_original_price_and_is_continuous() -> None:
    world = World()
    world.enrol("silver", left=PLANS["silver"].price, auto_renew=False)
    world.pass_time(days=30, hours=5)
    world.do(c.Renew(member_id=ID, expected_price=PLANS["silver"].price))
    assert world.state.period_end == START + 60 * DAY
    assert world.state.balance == 0


def test_renewing_ahead_is_possible_for_one_period() -> None:
    world = World()
    world.enrol("silver", left=2000)
    world.do(c.Renew(member_id=ID))
    assert world.state.period_end == START + 60 * DAY
    assert world.state.period_start == START
    with pytest.raises(NotAllowed):
        world.do(c.Renew(member_id=ID))


def test_renewing_at_another_price_than_the_one_seen_is_refused() -> None:
    world = World()
    world.enrol("silver", left=2000)
    with pytest.raises(Conflict):
        world.do(c.Renew(member_id=ID, expected_price=1))


def test_after_expiry_one_enrols_again() -> None:
    world = World()
    world.enrol("silver", auto_renew=False)
    world.pass_time(days=40)
    with pytest.raises(NotAllowed) as refused:
        world.do(c.Renew(member_id=ID))
    assert "enrol" in refused.value.details["allowed"]  # type: ignore[operator]  # a list
    world.enrol("silver")
    assert world.state.period_end == world.now + 30 * DAY


def test_a_payment_from_the_host_renews_in_grace() -> None:
    world = World()
    world.enrol("silver", auto_renew=False)
    world.pass_time(days=30, hours=2)
    new = world.pay("o-1", PLANS["silver"].price)
    assert new == ["BalanceToppedUp", "BalanceDebited", "MembershipRenewed"]
    assert world.state.lifecycle is Lifecycle.ACTIVE


def test_a_payment_made_in_time_but_recorded_late_gives_the_lost_time_back() -> None:
    world = World()
    world.enrol("silver", auto_renew=False)
    grace_end = START + 31 * DAY
    world.at(grace_end + 5 * DAY)
    world.pay("o-1", PLANS["silver"].price, paid_at=grace_end - HOUR)
    renewed = world.last("MembershipRenewed")
    assert renewed.cause == Cause.SYNC_DELAY
    assert renewed.body["credited_seconds"] == 5 * 86_400
    assert world.state.period_end == START + 65 * DAY
    assert entitled(world.state)


def test_a_payment_too_small_stays_on_the_balance() -> None:
    world = World()
    world.enrol("silver", auto_renew=False)
    world.pass_time(days=30, hours=2)
    assert world.pay("o-1", 1) == ["BalanceToppedUp", "PaymentKept"]
    with pytest.raises(InvalidInput):
        world.pay("o-2", 100, paid_at=world.now + DAY)
    with pytest.raises(InvalidInput):
        world.pay("o-2", 0)


def test_turning_auto_renewal_on_in_grace_waits_for_the_next_attempt() -> None:
    world = World()
    world.enrol("silver", left=PLANS["silver"].price, auto_renew=False)
    world.pass_time(days=30, hours=7)
    world.do(c.SetAutoRenew(member_id=ID, on=True))
    assert world.pass_time(hours=4) == []
    assert world.pass_time(hours=1) == ["BalanceDebited", "MembershipRenewed"]


def test_one_jump_and_small_steps_lead_to_the_same() -> None:
    jumped, stepped = World(), World()
    for world in (jumped, stepped):
        world.enrol("silver", left=2 * PLANS["silver"].price)
    until = START + timedelta(days=200)
    jumped.at(until)
    stepped.at(until)
    assert [(e.type, e.happened_at) for e in jumped.history] == [
        (e.type, e.happened_at) for e in stepped.history
    ]
    assert jumped.at(until) == []
