"""Which events take something from a member, and by what they are told apart: in histories that
memberships themselves wrote."""

from datetime import datetime
from itertools import groupby

from msgspec.structs import replace

from infra.kernel.events import EventEnvelope
from services.appeals.contract.incident_facts import LossTraits
from services.appeals.incidents.domain.adverse import SeenLoss, loss_in
from services.membership.contract import commands as c
from services.membership.contract.events import MembershipImported
from services.membership.contract.integrity_events import RecordFault, RecordRepaired
from services.membership.contract.words import Cause, Lifecycle
from services.membership.domain.deferral.deferring import release
from tests.unit.membership.world import DAY, ID, STAFF, START, World


def seen(world: World) -> list[SeenLoss]:
    commits = [list(one) for _, one in groupby(world.history, lambda event: event.recorded_at)]
    found = (loss_in(event, commit) for commit in commits for event in commit)
    return [one for one in found if one is not None]


def traits(world: World) -> list[LossTraits]:
    return [one.traits for one in seen(world)]


def test_a_lapse_is_the_members_and_is_seen_with_its_plan() -> None:
    world = World()
    world.enrol("gold", auto_renew=False)
    for _ in range(40):
        world.pass_time(days=1)
    [one] = seen(world)
    assert (one.member_id, one.event_id) == (ID, world.last("MembershipExpired").id)
    assert one.traits == LossTraits(
        cause=Cause.LAPSED, source="SYSTEM", plan="gold", plan_version=1
    )


def test_a_hold_names_who_of_the_staff_placed_it() -> None:
    world = World()
    world.enrol("gold")
    world.do(c.PlaceStaffHold(member_id=ID, reason="A check."), STAFF)
    assert traits(world) == [
        LossTraits(cause=Cause.STAFF_ACTION, source="STAFF:s-1", plan="", plan_version=0)
    ]


def test_what_members_do_themselves_or_gain_is_none() -> None:
    world = World()
    world.enrol("gold", left=900_00)
    world.do(c.Cancel(member_id=ID))
    world.do(c.UndoChange(member_id=ID))
    assert seen(world) == []


def imported(lifecycle: Lifecycle, cause: Cause | None, ended: datetime = START) -> World:
    world = World()
    world.record(
        MembershipImported(
            plan="gold", price=30_00, lifecycle=lifecycle, cause=cause,
            period_start=START - 30 * DAY, period_end=ended, grace_until=None, auto_renew=False,
            balance=0, last_login_at=None, devices=(), clauses={}, plan_version=2,
        )
    )  # fmt: skip
    return world


def test_an_import_is_a_source_of_its_own_and_takes_only_where_nothing_runs() -> None:
    assert traits(imported(Lifecycle.EXPIRED, None)) == [
        LossTraits(cause=Cause.UNKNOWN, source="IMPORT", plan="gold", plan_version=2)
    ]
    assert traits(imported(Lifecycle.ACTIVE, None)) == []
    [one] = seen(imported(Lifecycle.EXPIRED, Cause.LAPSED, ended=START - 9 * DAY))
    assert (one.at, one.traits.cause) == (START - 9 * DAY, Cause.LAPSED)


def test_a_record_put_right_is_a_loss_where_the_member_was_shown_something_wrong() -> None:
    for shown_wrong in (True, False):
        world = World()
        world.enrol("gold")
        faults = (RecordFault.STATE_ALTERED,)
        world.record(RecordRepaired(faults=faults, shown_wrong=shown_wrong, events=1))
        assert [(one.cause, one.source) for one in traits(world)] == [
            (Cause.DATA_FAULT, "REPAIR")
        ] * shown_wrong


def test_what_a_person_let_pass_after_the_breaker_names_the_mass_loss() -> None:
    world = World()
    world.enrol("gold", auto_renew=False)
    world.trip(Cause.LAPSED)
    for _ in range(40):
        world.pass_time(days=1)
    [deferred] = [one for one in world.history if one.type == "ChangeDeferred"]
    assert seen(world) == []
    world.settle(release)
    assert [one.source for one in traits(world)] == [f"MASS_LOSS:{deferred.body['incident_id']}"]


def test_the_release_that_wrote_it_is_a_trait_where_it_is_recorded() -> None:
    world = imported(Lifecycle.EXPIRED, None)
    [event] = world.history
    assert _written_by(event, "7.1").release == "7.1"
    assert _written_by(event, "").release == ""


def _written_by(event: EventEnvelope, release: str) -> LossTraits:
    written = replace(event, origin=replace(event.origin, release=release))
    loss = loss_in(written, [written])
    assert loss is not None
    return loss.traits
