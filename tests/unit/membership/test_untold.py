"""A lapse of which nobody could be told is the platform's fault, and only that one."""

from services.membership.contract import commands as c
from services.membership.contract.words import Cause
from services.membership.domain import untold
from services.membership.domain.recording.recorder import Recorder
from tests.unit.membership.world import DAY, ID, START, World


def in_grace() -> World:
    world = World()
    world.enrol("gold", left=10_000, auto_renew=False)
    world.at(START + 30 * DAY + DAY / 4)
    return world


def unreached(world: World, about: str = "", kind: str = "GraceStarted") -> list[str]:
    """Notification says that a person has to tell the member."""
    recorder = Recorder(world.state, world.catalog, world.now)
    untold.notice_failed(recorder, about or world.last("GraceStarted").id, kind, world.now)
    return world._keep(recorder, recorder.actor)


def test_whom_no_channel_reached_has_not_lost_by_the_own_fault() -> None:
    world = in_grace()
    assert unreached(world) == ["NoticeFailed"]
    assert unreached(world) == []
    world.at(START + 31 * DAY)
    expired = world.last("MembershipExpired")
    assert (expired.cause, expired.body["untold"]) == (Cause.UNNOTIFIED_CHANGE, True)


def test_what_is_about_another_grace_or_came_too_late_changes_nothing() -> None:
    world = in_grace()
    first = world.last("GraceStarted").id
    world.do(c.Renew(member_id=ID))
    assert unreached(world, first) == []
    world.at(START + 60 * DAY + DAY / 4)
    assert unreached(world, first) == []
    assert unreached(world, kind="RenewalComing") == []
    world.at(START + 61 * DAY)
    assert unreached(world) == []
    assert world.last("MembershipExpired").cause == Cause.LAPSED


def test_who_renews_all_the_same_begins_with_a_clean_record() -> None:
    world = in_grace()
    unreached(world)
    world.do(c.Renew(member_id=ID))
    world.at(START + 61 * DAY)
    assert world.last("MembershipExpired").cause == Cause.LAPSED
