"""A member is erased only after a wait in which one step takes it back, and nothing is debited."""

from datetime import timedelta

import pytest

from infra.kernel.errors import NotAllowed, SecondFactorRequired
from infra.kernel.events import verify_chain
from services.membership.contract import commands as c
from services.membership.contract.erasure_commands import AskErasure, WithdrawErasure
from services.membership.contract.words import Cause, Lifecycle
from services.membership.domain.aggregate.lifecycle import entitled
from services.membership.domain.erasure.erasing import blocked
from tests.unit.membership.world import DAY, ID, PROVEN, STAFF, World

WAIT = timedelta(days=7)
WITHDRAW = WithdrawErasure(member_id=ID)


def world_of_a_member(*, auto_renew: bool = True) -> World:
    world = World()
    world.enrol("gold", auto_renew=auto_renew)
    if left := world.state.balance:
        world.do(c.WithdrawBalance(member_id=ID, amount=left, reason="paid out"), STAFF)
    return world


def asked(world: World) -> list[str]:
    return world.do(AskErasure(member_id=ID, erase_at=world.now + WAIT), PROVEN)


def test_a_week_later_it_is_closed_after_a_last_word() -> None:
    world = world_of_a_member()
    began = world.now
    assert asked(world) == ["ErasureAsked"]
    assert (world.state.auto_renew, entitled(world.state)) == (False, True)
    assert world.pass_time(days=5) == []
    assert world.pass_time(days=1) == ["ErasureNearing"]
    assert world.pass_time(days=1) == ["MemberErased"]
    assert world.last("MemberErased").happened_at == began + WAIT
    assert (world.state.lifecycle, world.state.cause) == (
        Lifecycle.CLOSED,
        Cause.MEMBER_CANCELLED,
    )
    assert not entitled(world.state)
    assert world.state.devices == {}
    assert verify_chain(world.history) is None
    with pytest.raises(NotAllowed):
        asked(world)


def test_one_step_takes_it_back_and_renewal_is_as_it_was() -> None:
    for auto_renew in (True, False):
        world = world_of_a_member(auto_renew=auto_renew)
        asked(world)
        world.pass_time(days=6, hours=23)
        assert world.do(WITHDRAW)[-1] == "ErasureWithdrawn"
        assert world.state.auto_renew is auto_renew
        assert "MemberErased" not in world.pass_time(days=10)
        with pytest.raises(NotAllowed):
            world.do(WITHDRAW)


def test_who_asked_is_reminded_of_nothing_and_charged_nothing() -> None:
    world = world_of_a_member()
    world.pass_time(days=25)
    asked(world)  # the period ends before it is done
    happened = world.pass_time(days=7)
    assert "MemberErased" in happened
    assert not {"RenewalComing", "BalanceLow", "LapseRiskWarned", "AutoRenewFailed"} & {*happened}
    assert not any(event.type == "BalanceDebited" for event in world.history[-len(happened) :])


def test_it_takes_a_code() -> None:
    world = world_of_a_member()
    with pytest.raises(SecondFactorRequired):
        world.do(AskErasure(member_id=ID, erase_at=world.now + WAIT))


def test_money_comes_first() -> None:
    world = World()
    world.enrol("gold")
    world.do(c.TopUp(member_id=ID, amount=500, reference="t-9"))
    with pytest.raises(NotAllowed):
        asked(world)


def test_money_that_comes_meanwhile_is_waited_for() -> None:
    world = world_of_a_member()
    asked(world)
    world.do(c.TopUp(member_id=ID, amount=500, reference="t-9"))
    assert "MemberErased" not in world.pass_time(days=20)
    assert blocked(world.state)
    world.do(c.WithdrawBalance(member_id=ID, amount=500, reason="paid out"), STAFF)
    assert world.history[-1].type == "MemberErased"


def test_after_an_outage_the_last_word_still_comes_a_day_before() -> None:
    world = world_of_a_member()
    asked(world)
    world.outage(days=9)
    assert world.history[-1].type == "ErasureNearing"
    assert world.state.erasure is not None
    assert world.state.erasure.erase_at == world.now + DAY
    assert world.pass_time(days=1) == ["MemberErased"]
