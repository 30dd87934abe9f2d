"""'That was not me': one step protects, one second factor puts everything back."""

from typing import Any

import pytest

from infra.kernel.errors import AppError, InvalidInput, NotAllowed, SecondFactorRequired
from services.membership.contract import commands as c
from services.membership.contract.hold_commands import PauseMembership, ReportTakeover
from services.membership.contract.words import Cause, Disowned, HoldKind, Lifecycle
from services.membership.domain.aggregate.lifecycle import entitled
from services.membership.domain.explain.losses import losses
from services.membership.domain.folding.evolve import fold
from services.membership.domain.recording.journal import (
    balance_account,
    journal,
)
from services.shared.callers import Caller
from tests.unit.membership.world import DAY, HOUR, ID, PLANS, START, World, on_device

OWN = on_device("own")
PROVEN = on_device("own", second_factor=True)
THIEF = on_device("strange", second_factor=True)
"""With a code that was talked out of the member."""
RELEASE = c.ReleaseHold(member_id=ID, kind=HoldKind.COMPROMISE)
CANCEL = c.Cancel(member_id=ID)


def at_home(plan: str = "gold", **more: Any) -> World:
    world = World()
    world.enrol(plan, **more)
    world.login("own")
    world.pass_time(days=10)
    return world


def disowns(world: World, type: str, by: Caller = OWN) -> list[str]:
    """The member says so of the last event of that type; the handler looked it up."""
    event = world.last(type)
    return world.do(
        ReportTakeover(
            member_id=ID, what=Disowned.EVENT, id=event.id, at=event.happened_at,
            device_id=event.origin.device_id,
        ),
        by,
    )  # fmt: skip


def terms(world: World) -> tuple[Any, ...]:
    state = world.state
    return (
        state.lifecycle, state.plan, state.price, state.balance, state.period_end,
        state.auto_renew, state.holds,
    )  # fmt: skip


def test_a_cancellation_is_put_back_with_all_the_time_out() -> None:
    world = at_home()
    lifecycle, *rest, end, auto, holds = terms(world)
    world.do(CANCEL, THIEF)
    world.pass_time(days=3)  # the time to undo it is over
    assert disowns(world, "MembershipCancelled") == ["TakeoverReported", "HoldPlaced"]
    assert world.last("HoldPlaced").cause == Cause.COMPROMISE
    world.pass_time(hours=5)
    world.do(RELEASE, PROVEN)
    assert terms(world) == (lifecycle, *rest, end + 3 * DAY + 5 * HOUR, auto, holds)
    assert entitled(world.state)
    assert fold(ID, world.history) == world.state
    [loss] = losses(world.history)
    assert (loss.cause, loss.since) == (Cause.COMPROMISE, START + 10 * DAY)


def test_everything_is_put_back_as_one_batch_and_money_comes_back() -> None:
    world = at_home("gold", left=3000)
    before = terms(world)
    world.do(c.Upgrade(member_id=ID, plan="diamond"), THIEF)
    world.do(c.SetAutoRenew(member_id=ID, on=False), THIEF)
    world.do(c.AllowPartner(member_id=ID, partner_id="acme", partner_name="Acme"), THIEF)
    world.do(c.Downgrade(member_id=ID, plan="silver"), THIEF)
    world.do(PauseMembership(member_id=ID), THIEF)
    paid = world.last("BalanceDebited").body["amount"]
    assert paid > 0
    world.pass_time(days=1)
    disowns(world, "MembershipUpgraded")
    told = world.do(RELEASE, PROVEN)
    assert told == [
        "HoldReleased", "ActivitySeen", "HoldReleased", "PartnerWithdrawn", "TakeoverReversed",
    ]  # fmt: skip
    assert terms(world) == (*before[:4], before[4] + DAY, *before[5:])
    account = balance_account(ID)
    moved = [-entry.postings.get(account, 0) for entry in journal(world.history)]
    assert sum(moved) == world.state.balance
    assert fold(ID, world.history) == world.state


def test_what_the_members_own_devices_did_stays() -> None:
    world = at_home()
    world.do(CANCEL, THIEF)
    world.do(c.UndoChange(member_id=ID), OWN)
    world.do(c.SetAutoRenew(member_id=ID, on=False), OWN)
    disowns(world, "MembershipCancelled")
    world.do(RELEASE, PROVEN)
    assert not world.state.auto_renew
    assert entitled(world.state)


def test_what_a_stranger_did_before_what_is_disowned_goes_too() -> None:
    world = at_home()
    world.do(c.SetAutoRenew(member_id=ID, on=False), THIEF)
    world.do(c.SetAutoRenew(member_id=ID, on=True), OWN)
    world.do(c.SetAutoRenew(member_id=ID, on=False), OWN)
    world.pass_time(hours=1)
    world.do(CANCEL, THIEF)
    disowns(world, "MembershipCancelled")
    changes = world.last("TakeoverReported").body["changes"]
    assert [change["type"] for change in changes] == ["AutoRenewSet", "MembershipCancelled"]
    world.do(RELEASE, PROVEN)
    assert not world.state.auto_renew  # as its member set it


def test_a_lapse_that_followed_from_a_renewal_switched_off_goes_with_it() -> None:
    price = PLANS["gold"].price
    world = at_home(left=price)
    world.do(c.SetAutoRenew(member_id=ID, on=False), THIEF)
    world.at(START + 33 * DAY)
    assert world.state.lifecycle is Lifecycle.EXPIRED
    disowns(world, "AutoRenewSet")
    world.do(RELEASE, PROVEN)
    assert world.state.lifecycle is Lifecycle.ACTIVE
    assert world.state.auto_renew
    assert world.state.balance == 0  # the renewal that was kept from happening
    assert world.state.period_end == START + 62 * DAY  # expired on day 31, back on day 33


def test_a_sign_in_that_changed_nothing_only_protects() -> None:
    world = at_home()
    report = ReportTakeover(
        member_id=ID, what=Disowned.LOGIN, id="l-1", at=world.now, device_id="strange"
    )
    world.do(report, OWN)
    assert not entitled(world.state)
    assert world.pass_time(days=60) == []
    assert "TakeoverReversed" not in world.do(RELEASE, PROVEN)
    assert entitled(world.state)
    assert world.state.period_end == START + 90 * DAY
    assert not world.state.familiar("strange")


def test_while_it_is_protected_a_thief_can_do_nothing_more() -> None:
    world = at_home()
    world.do(CANCEL, THIEF)
    disowns(world, "MembershipCancelled")
    world.top_up(10_000)
    commands: list[c.MembershipCommand] = [
        c.Enrol(member_id=ID, plan="gold"),
        c.UndoChange(member_id=ID),
        c.AllowPartner(member_id=ID, partner_id="acme", partner_name="Acme"),
    ]
    for command in commands:
        with pytest.raises(NotAllowed):
            world.do(command, THIEF)
    with pytest.raises(SecondFactorRequired):
        world.do(RELEASE, on_device("strange"))


def test_a_renewal_while_it_is_protected_is_kept() -> None:
    world = at_home()
    world.do(c.Downgrade(member_id=ID, plan="silver"), THIEF)
    disowns(world, "MembershipDowngraded")
    world.pay("o-1", PLANS["silver"].price)
    world.do(RELEASE, PROVEN)
    assert world.state.plan == "gold"
    assert world.state.period_end == START + 60 * DAY


@pytest.mark.parametrize("days", [-1, 91])
def test_only_what_lies_in_the_last_ninety_days_can_be_disowned(days: int) -> None:
    world = at_home()
    report = ReportTakeover(member_id=ID, what=Disowned.CONTACT, at=world.now - days * DAY)
    with pytest.raises(InvalidInput) as refused:
        world.do(report, OWN)
    assert refused.value.field == "at"


def test_it_is_reported_once_and_only_where_there_is_something_to_protect() -> None:
    world = at_home(auto_renew=False)
    report = ReportTakeover(member_id=ID, what=Disowned.CONTACT, at=world.now)
    world.do(report, OWN)
    with pytest.raises(NotAllowed, match="already"):
        world.do(report, OWN)
    lapsed = at_home(auto_renew=False)
    lapsed.at(START + 40 * DAY)
    refused: AppError
    with pytest.raises(NotAllowed, match="ask for a person") as caught:
        lapsed.do(ReportTakeover(member_id=ID, what=Disowned.CONTACT, at=lapsed.now), OWN)
    refused = caught.value
    assert refused.details["current"] == "EXPIRED"
