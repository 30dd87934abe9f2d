"""Due changes happen once, in order, with their due time, however late anybody wakes up."""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.membership.contract import commands as c
from services.membership.contract.events import AutoRenewSet
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.tick import look_ahead, pass_time
from tests.unit.membership.world import DAY, HOUR, ID, PLANS, STAFF, START, World

UNTIL = START + 150 * DAY


def lived(left: int, auto_renew: bool, freeze: int, hold: int, plan: str = "silver") -> World:
    """On the lowest plan no promise of a warning depends on when it was recorded."""
    world = World()
    world.enrol(plan, left=left, auto_renew=auto_renew)
    world.login()
    if freeze:
        world.do(c.Freeze(member_id=ID, hours=freeze))
    if hold:
        until = world.now + timedelta(hours=hold)
        world.do(c.PlaceStaffHold(member_id=ID, reason="check", until=until), STAFF)
    return world


def happened(world: World) -> list[tuple[str, datetime]]:
    return [(event.type, event.happened_at) for event in world.history]


@settings(max_examples=60, deadline=None)
@given(
    left=st.integers(0, 5 * PLANS["silver"].price),
    auto_renew=st.booleans(),
    freeze=st.integers(0, 720),
    hold=st.integers(0, 900),
    wakes=st.lists(st.integers(0, 150 * 24), max_size=8),
)
def test_late_early_and_exact_sweepers_tell_the_same_story(
    left: int, auto_renew: bool, freeze: int, hold: int, wakes: list[int]
) -> None:
    exact, late, some = (lived(left, auto_renew, freeze, hold) for _ in range(3))
    exact.at(UNTIL)
    late.at(UNTIL)
    for hours in sorted(wakes):
        some.at(START + hours * HOUR)
    some.at(UNTIL)
    assert happened(exact) == happened(late) == happened(some)
    times = [at for _, at in happened(exact)]
    assert times == sorted(times)
    assert all(event.happened_at == event.recorded_at for event in exact.history)


@settings(max_examples=40, deadline=None)
@given(
    plan=st.sampled_from(["gold", "diamond"]),
    wakes=st.lists(st.integers(0, 150 * 24), max_size=8),
)
def test_every_downgrade_has_had_its_whole_warning(plan: str, wakes: list[int]) -> None:
    world = lived(left=20 * PLANS[plan].price, auto_renew=True, freeze=0, hold=0, plan=plan)
    for hours in [*sorted(wakes), 150 * 24]:
        world.at(START + hours * HOUR)
        if world.state.warned is not None:
            world.receive_warning()
    promised = None
    for event in world.history:
        if event.type == "WarningReceived":
            promised = event.recorded_at + 7 * DAY
        if event.type == "MembershipDowngraded":
            assert promised is not None
            assert event.happened_at >= promised
            promised = None


def test_what_passing_time_found_need_not_be_worked_out_again() -> None:
    """With it and without it the next look is the same, also once something happened since."""
    world = World()
    world.enrol("gold", left=10_000, auto_renew=True)
    recorder = Recorder(world.state, world.catalog, world.now)
    pass_time(recorder)
    for _ in range(2):
        state, catalog, now = recorder.state, recorder.catalog, recorder.now
        found = look_ahead(state, catalog, now, recorder.quiet)
        assert found == look_ahead(state, catalog, now)
        recorder.record(AutoRenewSet(on=False))
