"""Within a history time never goes back, and whoever reads it as of an instant reads the same."""

from datetime import datetime, timedelta

from services.membership.contract import commands as c
from services.membership.contract.words import Lifecycle, Status
from services.membership.domain.aggregate.lifecycle import entitled
from tests.unit.membership.reading import Reader
from tests.unit.membership.world import DAY, HOUR, ID, PLANS, START, World

CANCEL, UNDO = c.Cancel(member_id=ID), c.UndoChange(member_id=ID)
PERIOD_END = START + 30 * DAY
GRACE_END = PERIOD_END + DAY
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


def silver() -> World:
    world = World()
    world.enrol("silver", auto_renew=False)
    return world


def lines(world: World, since: int) -> list[tuple[str, datetime, datetime | None]]:
    return [(e.type, e.happened_at, e.due_at) for e in world.history[since:]]


def test_undoing_after_the_end_of_grace_gives_back_what_was_left_of_it() -> None:
    world = silver()
    world.at(GRACE_END - HOUR)
    world.do(CANCEL)
    undone_at = world.now = GRACE_END + 30 * SECOND
    world.do(UNDO)
    assert (world.state.lifecycle, entitled(world.state)) == (Lifecycle.GRACE, True)
    assert world.state.grace_until == undone_at + HOUR
    assert world.state.period_end == PERIOD_END
    told = world.history[-1].body["grace_until"]
    assert datetime.fromisoformat(told) == undone_at + HOUR
    reader = Reader(world)
    assert reader.status(GRACE_END) is Status.CANCELLED
    assert reader.status(undone_at + HOUR - SECOND) is Status.GRACE
    world.at(undone_at + HOUR)
    assert world.state.lifecycle is Lifecycle.EXPIRED


def test_undoing_after_the_end_of_the_period_begins_grace_then_and_whole() -> None:
    world = silver()
    cancelled_at = world.now = PERIOD_END - HOUR
    world.do(CANCEL)
    undone_at = world.now = PERIOD_END + 22 * HOUR
    before = len(world.history)
    assert world.do(UNDO) == ["ChangeUndone", "GraceStarted"]
    assert lines(world, before) == [
        ("ChangeUndone", undone_at, None),
        ("GraceStarted", undone_at, PERIOD_END),
    ]
    assert world.state.grace_until == undone_at + DAY
    reader = Reader(world)
    for hours in (0, 5, 21):
        at = cancelled_at + hours * HOUR
        assert reader.status(at) is Status.CANCELLED
        assert not reader.explained(at).entitled
    assert reader.explained(undone_at).entitled


def test_attempts_at_renewal_go_on_from_where_the_cancellation_stopped_them() -> None:
    world = World()
    world.enrol("silver")
    world.at(PERIOD_END + 7 * HOUR)
    world.do(CANCEL)
    world.pass_time(hours=10)
    world.do(UNDO)
    world.top_up(PLANS["silver"].price)
    assert world.pass_time(hours=4, minutes=59) == []
    assert world.pass_time(minutes=1) == ["BalanceDebited", "MembershipRenewed"]


def test_undoing_after_the_end_of_a_period_that_renews_by_itself_renews_it_at_once() -> None:
    world = World()
    world.enrol("silver", left=PLANS["silver"].price)
    world.now = PERIOD_END - HOUR
    world.do(CANCEL)
    world.now = PERIOD_END + 2 * HOUR
    assert world.do(UNDO) == ["ChangeUndone", "BalanceDebited", "MembershipRenewed"]
    assert world.state.period_end == PERIOD_END + 30 * DAY


def test_a_version_that_others_had_to_wait_for_binds_after_them() -> None:
    """Version 3 favours the member only once version 2 binds, long after it took effect."""
    world = World()
    world.enrol("silver", left=10 * PLANS["silver"].price)
    world.at(START + DAY)
    world.publish("inactivity", {"inactivity_days": 20, "warn_days": 7})
    world.publish("inactivity", {"inactivity_days": 25, "warn_days": 7})
    world.at(START + 40 * DAY)
    world.notice(2)
    world.at(START + 80 * DAY)
    bound = [
        (e.body["clause_version"], e.happened_at, e.due_at)
        for e in world.history
        if e.type == "ClauseBound"
    ]
    told = START + 70 * DAY
    assert bound == [(2, told, None), (3, told, START + 31 * DAY)]
    assert [at for _, at, _ in bound] == sorted(at for _, at, _ in bound)


def test_a_clock_that_is_behind_its_neighbours_never_turns_time_back() -> None:
    world = silver()
    world.now -= SECOND
    world.do(c.SetAutoRenew(member_id=ID, on=True))
    assert world.history[-1].happened_at == START


def test_what_was_not_known_yet_is_known_to_nobody_who_asks_as_of_then() -> None:
    world = silver()
    world.at(GRACE_END - SECOND)
    world.now = GRACE_END + 5 * MINUTE
    world.publish("inactivity", {"inactivity_days": 60, "warn_days": 7}, effective_at=world.now)
    world.wake(GRACE_END + 10 * MINUTE)
    at = GRACE_END + SECOND
    reader = Reader(world)
    for known_at, entitled_then in ((None, False), (at, True)):
        assert reader.view(at, known_at).entitled is entitled_then
        assert reader.explained(at, known_at).entitled is entitled_then
    cited = [piece.id for piece in reader.explained(at).evidence]
    assert "inactivity@2" not in cited
