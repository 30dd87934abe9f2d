"""A pause stops benefits and clock, ends by itself, and costs no time."""

import pytest

from infra.kernel.errors import InvalidInput, NotAllowed
from services.membership.contract import commands as c
from services.membership.contract.hold_commands import PauseMembership, ResumeMembership
from services.membership.contract.words import Cause, Status
from services.membership.domain.aggregate.lifecycle import entitled, status_of
from tests.unit.membership.world import DAY, HOUR, ID, START, World, on_device

PAUSE = PauseMembership(member_id=ID)
RESUME = ResumeMembership(member_id=ID)


def test_it_ends_by_itself_when_the_clause_says_and_gives_the_time_back() -> None:
    world = World()
    world.enrol("gold", auto_renew=False)
    world.pass_time(days=10)
    world.do(PAUSE)
    assert status_of(world.state) is Status.PAUSED
    assert world.last("HoldPlaced").cause == Cause.MEMBER_PAUSED
    assert world.pass_time(days=89) == []
    assert world.pass_time(days=1) == ["HoldReleased"]
    assert world.last("HoldReleased").body["how"] == "EXPIRED"
    assert world.state.period_end == START + 120 * DAY
    assert entitled(world.state)


def test_its_member_ends_it_earlier_without_more_from_any_device() -> None:
    world = World()
    world.enrol("gold")
    world.login("d-1")
    world.do(PauseMembership(member_id=ID, days=5), on_device("d-1"))
    world.pass_time(hours=7)
    world.do(RESUME, on_device("d-2"))
    assert world.last("HoldReleased").body["how"] == "MEMBER"
    assert world.state.period_end == START + 30 * DAY + 7 * HOUR
    with pytest.raises(NotAllowed):
        world.do(RESUME)


@pytest.mark.parametrize("days", [0, -1, 91, 2_147_483_647])
def test_it_lasts_no_longer_than_the_clause_allows(days: int) -> None:
    world = World()
    world.enrol("gold")
    with pytest.raises(InvalidInput) as refused:
        world.do(PauseMembership(member_id=ID, days=days))
    assert refused.value.field == "days"


def test_the_clause_that_binds_says_how_long() -> None:
    world = World()
    world.publish("pause", {"pause_days": 30}, effective_at=world.now + 30 * DAY)
    world.pass_time(days=31)
    world.enrol("gold")
    world.do(PAUSE)
    assert world.state.holds[0].latest_release == world.now + 30 * DAY


def test_grace_is_there_to_be_used_and_a_freeze_comes_first() -> None:
    world = World()
    world.enrol("gold", auto_renew=False)
    world.do(c.Freeze(member_id=ID, hours=1))
    with pytest.raises(NotAllowed):
        world.do(PAUSE)
    world.pass_time(days=30, hours=2)
    assert status_of(world.state) is Status.GRACE
    with pytest.raises(NotAllowed, match="period runs"):
        world.do(PAUSE)
