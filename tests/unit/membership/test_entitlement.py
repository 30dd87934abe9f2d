"""What the shop is told of a member: exact to the instant, and for how long."""

from datetime import datetime, timedelta

import msgspec
import pytest

from services.membership.contract import commands as c
from services.membership.contract.entitlement import (
    Entitlement,
    EntitlementStanding,
    EntitlementsView,
)
from services.membership.contract.queries import AnyQuery, GetEntitlements
from services.membership.contract.views import Answer
from services.membership.contract.words import Cause, HoldKind, Responsible, Status
from services.membership.domain.aggregate.state import Membership
from services.membership.entitlement.domain.answer import EntitlementAnswers, unknown
from tests.unit.membership.world import DAY, HOUR, ID, PLANS, STAFF, START, World

ENTITLED, NOT_ENTITLED, UNKNOWN = EntitlementStanding

MOMENT = timedelta(milliseconds=1)


def told(world: World, at: datetime | None = None) -> Entitlement:
    return EntitlementAnswers(world.catalog, at or world.now).of(world.state)


def gold(*, auto_renew: bool = False, left: int = 0) -> World:
    world = World()
    world.enrol("gold", auto_renew=auto_renew, left=left)
    return world


def test_a_member_in_the_running_period() -> None:
    world = gold()
    found = told(world)
    assert (found.standing, found.status, found.plan) == (
        ENTITLED,
        Status.ACTIVE,
        "gold",
    )
    assert (found.price_factor, found.since) == ("0.90", START)
    assert found.until == START + 31 * DAY  # the period and its grace
    assert {one.code: one.value for one in found.benefits}["member_discount"] == "0.90"
    assert (found.cause, found.blocker, found.secured) == (None, "", False)
    assert found.version == world.state.version


def test_nobody_has_to_have_looked_for_the_answer_to_be_right() -> None:
    """The state is as it was stored at enrolment; only the time differs."""
    world = gold()
    first = told(world)
    in_grace = told(world, START + 30 * DAY)
    assert (in_grace.standing, in_grace.status) == (ENTITLED, Status.GRACE)
    assert in_grace.until == START + 31 * DAY
    assert in_grace.since == START + 30 * DAY
    world.pass_time(days=30)
    last = told(world, START + 31 * DAY - MOMENT)
    over = told(world, START + 31 * DAY)
    assert (last.standing, over.standing) == (
        ENTITLED,
        NOT_ENTITLED,
    )
    assert (over.status, over.blocker, over.until) == (Status.EXPIRED, "EXPIRED", None)
    assert (over.cause, over.responsible) == (Cause.LAPSED, Responsible.MEMBER)
    assert (over.benefits, over.price_factor, over.plan) == ((), "1", "gold")
    assert over.version > last.version > first.version


def test_what_was_recorded_meanwhile_changes_no_answer() -> None:
    stored, world = gold(), gold()
    for _ in range(6):
        world.pass_time(hours=6 * 24 + 1)
        foreseen = EntitlementAnswers(stored.catalog, world.now).of(stored.state)
        stored.wake(world.now)
        assert told(stored) == foreseen


def test_an_outage_of_ours_takes_nobody_s_grace() -> None:
    world = gold()
    after = START + 45 * DAY
    found = told(world, after)
    assert (found.standing, found.until) == (ENTITLED, after + DAY)


def test_automatic_renewal_carries_it_on() -> None:
    world = gold(auto_renew=True, left=PLANS["gold"].price)
    assert told(world).until == START + 31 * DAY
    assert told(world, START + 30 * DAY).until == START + 61 * DAY


def test_a_freeze_blocks_until_it_ends_by_itself() -> None:
    world = gold()
    world.pass_time(days=1)
    world.do(c.Freeze(member_id=ID, hours=72))
    found = told(world)
    assert (found.standing, found.status) == (NOT_ENTITLED, Status.FROZEN)
    assert (found.blocker, found.cause, found.secured) == (
        HoldKind.MEMBER_FREEZE.value, Cause.MEMBER_FROZE, True,
    )  # fmt: skip
    released = START + DAY + 72 * HOUR
    assert (found.until, found.benefits) == (released, ())
    again = told(world, released)
    assert (again.standing, again.until) == (
        ENTITLED,
        START + 31 * DAY + 72 * HOUR,
    )


def test_a_hold_of_the_staff_is_for_good_until_somebody_releases_it() -> None:
    world = gold()
    world.do(c.PlaceStaffHold(member_id=ID, reason="check"), STAFF)
    found = told(world)
    assert (found.standing, found.until, found.secured) == (
        NOT_ENTITLED,
        None,
        False,
    )


@pytest.mark.parametrize(("after", "until"), [(1, 1 + 3), (29, None)])
def test_a_hold_under_which_the_period_runs_may_outlast_it(after: int, until: int | None) -> None:
    world = gold()
    world.login("d-1", passed_second_factor=True)
    world.pass_time(days=after)
    world.login("d-2")
    found = told(world)
    assert (found.blocker, found.secured) == (HoldKind.NEW_DEVICE.value, True)
    assert found.until == (START + until * DAY if until else None)


def test_who_only_has_a_balance_is_not_entitled() -> None:
    world = World()
    world.top_up(100)
    found = told(world)
    assert (found.standing, found.blocker, found.plan) == (
        NOT_ENTITLED, "NOT_ENROLLED", "",
    )  # fmt: skip
    assert (found.status, found.since, found.until) == (None, None, None)


def test_a_fall_that_was_warned_of_ends_the_answer() -> None:
    world = gold(auto_renew=True, left=2 * PLANS["gold"].price)
    world.login()
    world.pass_time(days=23)
    world.receive_warning()
    falls = told(world).until
    assert falls == START + 30 * DAY
    world.at(falls - MOMENT)
    assert told(world).plan == "gold"
    assert told(world, falls).plan == "silver"


def test_what_is_left_of_quotas_is_said_until_it_begins_anew() -> None:
    world = gold(left=PLANS["gold"].price)
    quota = {one.code: one.value for one in PLANS["gold"].benefits}["free_transfers"]
    assert left(told(world)) == quota
    world.do(c.UseBenefit(member_id=ID, benefit="free_transfers", count=1, use_id="u-1"))
    used = told(world)
    assert (left(used), used.until) == (quota - 1, told(gold()).until)
    world.do(c.Renew(member_id=ID))
    ahead = told(world)
    assert ahead.until == gold().state.period_end
    world.at(ahead.until - MOMENT)
    assert left(told(world)) == quota - 1
    assert left(told(world, ahead.until)) == quota


def left(one: Entitlement) -> int | None:
    return {benefit.code: benefit.left for benefit in one.benefits}["free_transfers"]


def test_a_state_of_an_earlier_version_does_not_say_since_when() -> None:
    state = gold().state
    older = Membership(**{
        name: getattr(state, name) for name in state.__struct_fields__ if name != "status_since"
    })  # fmt: skip
    assert EntitlementAnswers(gold().catalog, START).of(older).since is None


def test_question_and_answer_survive_the_way_between_processes() -> None:
    world = gold()
    view = EntitlementsView(at=world.now, entitlements=(told(world), unknown("nobody")))
    sent: list[Answer] = [view]
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(sent), type=list[Answer]) == sent
    asked: list[AnyQuery] = [GetEntitlements(member_ids=(ID, "nobody"))]
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(asked), type=list[AnyQuery]) == asked
