"""Time passes from one due thing to the next; a jump skips them all."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from infra.kernel.errors import Conflict, InvalidInput, Unavailable
from infra.kernel.feed import Place
from infra.kernel.pulse import Pulse
from infra.process import passage
from infra.process.movable_clock import MovableClock
from infra.process.passage import GRAIN, Passage

DAY = timedelta(days=1)


class World:
    """A service with things due, each done only when it was looked for `looks` times."""

    def __init__(self, clock: MovableClock, *due: datetime, looks: int = 3) -> None:
        self.clock = clock
        self.due = sorted(due)
        self.done: list[tuple[datetime, datetime]] = []
        self.passage = Passage(clock, {"one": self.pulse})
        self._looks = self._left = looks

    async def pulse(self) -> Pulse:
        now = self.clock.now()
        if not self.due or self.due[0] > now:
            return Pulse(next_due=self.due[0] if self.due else None)
        self._left -= 1
        if self._left == 0:
            self.done.append((self.due.pop(0), now))
            self._left = self._looks
        return Pulse(busy=True)


async def nothing_arrives() -> Pulse:
    return Pulse()


@pytest.fixture
def clock(tmp_path: Path) -> MovableClock:
    return MovableClock(tmp_path / "clock")


async def test_everything_happens_at_its_time_on_the_way(clock: MovableClock) -> None:
    start = clock.now()
    world = World(clock, start + DAY, start + 20 * DAY, start + 20 * DAY, start + 40 * DAY)
    end = await world.passage.let_pass(31 * DAY, nothing_arrives)
    assert [due for due, _ in world.done] == [start + DAY, start + 20 * DAY, start + 20 * DAY]
    assert all(timedelta(0) <= at - due <= GRAIN + timedelta(seconds=5) for due, at in world.done)
    assert timedelta(0) <= end - (start + 31 * DAY) < timedelta(seconds=5)
    assert world.due == [start + 40 * DAY]


async def test_a_jump_skips_what_is_due(clock: MovableClock) -> None:
    start = clock.now()
    world = World(clock, start + DAY)
    assert world.passage.jump(31 * DAY) >= start + 31 * DAY
    assert world.done == []


async def test_what_is_due_brings_new_things_that_also_happen(clock: MovableClock) -> None:
    first = clock.now() + DAY
    world = World(clock, first)

    async def with_more() -> Pulse:
        before = len(world.done)
        answer = await world.pulse()
        if len(world.done) == 1 and before == 0:
            world.due.append(first + 2 * DAY)
        return answer

    await Passage(clock, {"one": with_more}).let_pass(10 * DAY, nothing_arrives)
    assert [due for due, _ in world.done] == [first, first + 2 * DAY]


def at(number: int) -> Place:
    return Place(0, (number,))


async def test_events_that_others_have_not_handled_are_waited_for(clock: MovableClock) -> None:
    start, handled = clock.now(), 0

    async def one() -> Pulse:
        return Pulse(head=at(3))

    async def two() -> Pulse:
        nonlocal handled
        assert clock.now() - start < timedelta(hours=1) or handled == 3
        handled = min(handled + 1, 3)
        return Pulse(followed={"one": at(handled)})

    await Passage(clock, {"one": one, "two": two}).let_pass(DAY, nothing_arrives)
    assert handled == 3


async def test_who_is_busy_is_looked_at_alone(clock: MovableClock) -> None:
    looks = {"busy": 0, "calm": 0}

    async def busy() -> Pulse:
        looks["busy"] += 1
        return Pulse(busy=looks["busy"] < 5)

    async def calm() -> Pulse:
        looks["calm"] += 1
        return Pulse()

    await Passage(clock, {"busy": busy, "calm": calm}).let_pass(timedelta(0), nothing_arrives)
    assert looks == {"busy": 7, "calm": 3}, "once with the busy one, and twice in a row at the end"


async def test_who_has_something_due_is_looked_at_first(clock: MovableClock) -> None:
    world, looks = World(clock, clock.now() + DAY), 0

    async def calm() -> Pulse:
        nonlocal looks
        looks += 1
        return Pulse()

    both = {"one": world.pulse, "calm": calm}
    await Passage(clock, both).let_pass(2 * DAY, nothing_arrives)
    assert len(world.done) == 1
    assert looks == 4, "twice in a row before it, and after it; nothing is due at the end"


async def test_who_has_something_due_may_follow_others_that_were_not_looked_at(
    clock: MovableClock,
) -> None:
    world, handled = World(clock, clock.now() + DAY), 3

    async def one() -> Pulse:
        return Pulse(head=at(3 + len(world.done)))

    async def two() -> Pulse:
        nonlocal handled
        own = await world.pulse()
        if own.busy:
            return own
        handled = min(handled + 1, 3 + len(world.done))
        return Pulse(next_due=own.next_due, followed={"one": at(handled)})

    await Passage(clock, {"one": one, "two": two}).let_pass(2 * DAY, nothing_arrives)
    assert handled == 4


async def test_one_look_that_finds_nothing_is_not_enough(clock: MovableClock) -> None:
    """Work moves from one to the other, and each was looked at while the other had it."""
    start, seen = clock.now(), iter([False, True, False, False, False])

    async def moving() -> Pulse:
        busy = next(seen, None)
        assert busy is None or clock.now() - start < timedelta(hours=1)
        return Pulse(busy=bool(busy))

    await Passage(clock, {"one": moving}).let_pass(DAY, nothing_arrives)
    assert next(seen, None) is None


async def test_receipts_on_their_way_are_waited_for(clock: MovableClock) -> None:
    start, left = clock.now(), 5

    async def arriving() -> Pulse:
        nonlocal left
        assert left == 0 or clock.now() - start < timedelta(hours=1)
        left = max(left - 1, 0)
        return Pulse(busy=left > 0)

    world = World(clock)
    await world.passage.let_pass(DAY, arriving)
    assert left == 0


async def test_one_passage_at_a_time_and_how_far_it_is(clock: MovableClock) -> None:
    holding = asyncio.Event()
    world = World(clock)

    async def held() -> Pulse:
        return Pulse(busy=not holding.is_set())

    passing = asyncio.create_task(world.passage.let_pass(DAY, held))
    await asyncio.sleep(0)
    reached = world.passage.reached
    assert reached is not None
    assert 0 <= reached.done < 0.01
    with pytest.raises(Conflict):
        await world.passage.let_pass(DAY, held)
    holding.set()
    await passing
    assert world.passage.reached is None


async def test_work_that_never_ends_is_said(
    clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passage, "_PATIENCE_SECONDS", 0.05)
    world = World(clock, clock.now() - DAY, looks=10**9)
    with pytest.raises(Unavailable, match="stands still"):
        await world.passage.let_pass(DAY, nothing_arrives)
    assert world.passage.reached is None


async def test_time_does_not_go_back(clock: MovableClock) -> None:
    with pytest.raises(InvalidInput):
        World(clock).passage.jump(-DAY)
