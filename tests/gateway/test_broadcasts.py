"""Who asks the same is told together: each event is worked out once, and each line gets all of it,
in order and once, however slow it is and wherever it began."""

import asyncio
import math
import random
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Hashable
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.documents.place import PLACE
from gateway.push import log
from gateway.push.follower import Follower
from gateway.push.hub import Hub
from gateway.push.live_operation import NotBegun
from gateway.push.log import Entry
from gateway.schema.root import build_schema
from tests.waiting import PATIENCE, eventually


@dataclass(frozen=True)
class Numbered:
    """`way`: what differs between cursors of one event."""

    number: int
    way: str = ""

    @property
    def cursor(self) -> str:
        return f"{self.number}{self.way}"

    @property
    def mark(self) -> str:
        return f"event-{self.number}"


class Source:
    """Events from 1 on; counts how often one is worked out and how many read."""

    def __init__(self) -> None:
        self.written = 0
        self.answered: list[int] = []
        self.readers = 0
        self._grown = asyncio.Condition()

    async def write(self, count: int = 1) -> None:
        async with self._grown:
            self.written += count
            self._grown.notify_all()

    async def follow(
        self, after: int | None, reached_live: Callable[[], None], way: str
    ) -> AsyncGenerator[Numbered, None]:
        at = self.written if after is None else after

        def grown() -> bool:
            return at < self.written

        self.readers += 1
        try:
            while at < self.written:
                at += 1
                yield Numbered(at, way)
            reached_live()
            while True:
                async with self._grown:
                    await self._grown.wait_for(grown)
                at += 1
                yield Numbered(at)
        finally:
            self.readers -= 1


class Operation:
    """Stands for `LiveOperation`."""

    lasts = math.inf

    def __init__(
        self, source: Source, after: str | None = None, *, key: str = "", way: str = ""
    ) -> None:
        self.source, self.after, self._key, self._way = source, after, key, way
        self.breaks: Exception | None = None

    def key(self) -> Hashable:
        return self._key

    async def events(self, reached_live: Callable[[], None]) -> AsyncGenerator[Numbered, None]:
        if isinstance(self.breaks, NotBegun):
            raise self.breaks
        after = None if self.after is None else int(self.after.rstrip("abcdef") or 0)
        return self.source.follow(after, reached_live, self._way)

    async def answer(self, event: Numbered) -> bytes:
        self.source.answered.append(event.number)
        await asyncio.sleep(0)
        if self.breaks is not None:
            raise self.breaks
        return str(event.number).encode()

    async def failure(self, error: Exception) -> bytes:
        return b"failed"


class Taking:
    """A line that takes `room` more entries; none: whatever comes."""

    def __init__(self, room: int | None = None) -> None:
        self.room = room
        self.got: list[Entry] = []
        self.end = ""

    @property
    def numbers(self) -> list[int]:
        return [int(entry.answer) for entry in self.got]

    def take(self, entry: Entry) -> bool:
        if self.room is not None:
            if not self.room:
                return False
            self.room -= 1
        self.got.append(entry)
        return True

    def refuse(self, errors: object) -> None:
        self.end = "refused"

    def complete(self) -> None:
        self.end = "complete"

    def too_slow(self) -> None:
        self.end = "too slow"


class Room:
    """A hub, and who is in it."""

    def __init__(self) -> None:
        self.hub = Hub()
        self.followers: list[Follower] = []

    def join(self, operation: Any, line: Taking) -> Follower:
        self.followers.append(self.hub.join(operation, line))
        return self.followers[-1]

    async def empty(self) -> None:
        for follower in self.followers:
            follower.leave()
        for _ in range(10):  # what read for them ends
            await asyncio.sleep(0)
        assert len(self.hub) == 0


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    made = Room()
    yield made
    await made.empty()


async def test_each_event_is_read_and_worked_out_once_for_all(room: Room) -> None:
    source = Source()
    await source.write(3)
    lines = [Taking() for _ in range(50)]
    for line in lines[:25]:
        room.join(Operation(source, ""), line)
    await eventually(lambda: all(line.numbers == [1, 2, 3] for line in lines[:25]))
    for line in lines[25:]:  # begins where they are
        room.join(Operation(source, "3"), line)
    assert source.readers == 1
    for _ in range(6):
        await source.write()
        await eventually(
            lambda: all(
                line.got and line.got[-1].mark == f"event-{source.written}" for line in lines
            )
        )
    assert all(line.numbers == list(range(1, 10)) for line in lines[:25])
    assert all(line.numbers == list(range(4, 10)) for line in lines[25:])
    assert source.answered == list(range(1, 10))
    assert len(room.hub) == 1


async def test_those_who_came_by_another_way_meet_the_others_at_the_event(room: Room) -> None:
    """The cursor of an event may differ with where somebody began."""
    source = Source()
    await source.write(3)
    first, second = Taking(), Taking()
    room.join(Operation(source, "", way="a"), first)
    await eventually(lambda: len(first.got) == 3)
    room.join(Operation(source, "1", way="b"), second)
    await eventually(lambda: source.readers == 1 and len(second.got) == 2)
    assert [entry.cursor for entry in second.got] == ["2b", "3b"]
    await source.write()
    await eventually(lambda: len(second.got) == 3)
    assert first.got[-1] == second.got[-1]


async def test_who_asks_for_something_else_is_told_apart(room: Room) -> None:
    source = Source()
    lines = [Taking(), Taking()]
    for key, line in zip("ab", lines, strict=True):
        room.join(Operation(source, "", key=key), line)
    await source.write()
    await eventually(lambda: all(line.numbers == [1] for line in lines))
    assert source.answered == [1, 1]


async def test_nobody_reads_once_nobody_listens(room: Room) -> None:
    source = Source()
    followers = [room.join(Operation(source, ""), Taking()) for _ in range(3)]
    await eventually(lambda: source.readers == 1)
    followers[0].leave()
    line = Taking()
    followers.append(room.join(Operation(source), line))
    await source.write()
    await eventually(lambda: line.numbers == [1])  # whoever read for all left; it goes on
    for follower in followers:
        follower.leave()
    await eventually(lambda: source.readers == 0)
    assert len(room.hub) == 0


async def test_a_slow_line_delays_nobody_and_takes_what_it_missed_when_it_can(room: Room) -> None:
    source = Source()
    slow, fast = Taking(room=2), Taking()
    follower = room.join(Operation(source), slow)
    room.join(Operation(source), fast)
    await eventually(lambda: source.readers == 1)
    await source.write(10)
    await eventually(lambda: fast.numbers == list(range(1, 11)))
    assert slow.numbers == [1, 2]
    slow.room = 3
    follower.resume()
    assert slow.numbers == [1, 2, 3, 4, 5]
    slow.room = None
    follower.resume()
    await source.write()
    await eventually(lambda: slow.numbers == list(range(1, 12)))
    assert source.answered == list(range(1, 12))


@pytest.mark.parametrize("bound", [("MOST_EVENTS", 20), ("MOST_BYTES", 30)])
async def test_one_for_which_too_much_would_be_kept_ends_and_goes_on_from_its_cursor(
    room: Room, bound: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, *bound)
    source = Source()
    slow, fast = Taking(room=3), Taking()
    room.join(Operation(source), slow)
    room.join(Operation(source), fast)
    await eventually(lambda: source.readers == 1)
    await source.write(60)
    await eventually(lambda: fast.numbers == list(range(1, 61)))
    assert (slow.numbers, slow.end) == ([1, 2, 3], "too slow")
    again = Taking()
    room.join(Operation(source, slow.got[-1].cursor), again)
    await eventually(lambda: again.numbers == list(range(4, 61)))


async def test_what_may_be_taken_back_does_not_wait_for_a_slow_line(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither of what is live, nor of a replay: it goes on from its cursor, by what holds then. Who
    comes meanwhile is not taken for slow."""
    monkeypatch.setattr(Operation, "lasts", 0.0)
    source = Source()
    await source.write(3)
    replayed, behind, fast = Taking(room=1), Taking(room=3), Taking()
    one = room.join(Operation(source, ""), replayed)
    await eventually(lambda: replayed.numbers == [1])
    other = room.join(Operation(source, "", way="b"), behind)
    room.join(Operation(source, ""), fast)
    await source.write(2)
    await eventually(lambda: fast.numbers == [1, 2, 3, 4, 5])
    for line, follower in ((replayed, one), (behind, other)):
        line.room = None
        follower.resume()
        await eventually(lambda line=line: line.end == "too slow")
    assert (replayed.numbers, behind.numbers) == ([1], [1, 2, 3])
    again = Taking()
    room.join(Operation(source, "3b"), again)
    await eventually(lambda: again.numbers == [4, 5])
    assert again.end == ""


async def test_a_stream_that_breaks_says_so_to_all_it_was_read_for(room: Room) -> None:
    source = Source()
    first = Operation(source)
    lines = [Taking(), Taking()]
    for line in lines:
        room.join(first, line)
    await eventually(lambda: source.readers >= 1)
    first.breaks = ValueError("broken")
    await source.write()
    await eventually(lambda: all(line.end for line in lines))
    assert [entry.answer for line in lines for entry in line.got] == [b"failed"] * 2
    assert len(room.hub) == 0


async def test_what_does_not_begin_is_refused_to_who_asked_only(room: Room) -> None:
    source = Source()
    good, bad = Taking(), Taking()
    room.join(Operation(source, ""), good)
    wrong = Operation(source, "7")
    wrong.breaks = NotBegun([])
    room.join(wrong, bad)
    await eventually(lambda: bad.end == "refused")
    await source.write()
    await eventually(lambda: good.numbers == [1])


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 2**32))
def test_everybody_gets_everything_once_and_in_order(seed: int) -> None:
    """Lines that fill up, leave, and come again where they were, while events are written."""
    with pytest.MonkeyPatch.context() as patch:
        dice = random.Random(seed)
        patch.setattr(log, "MOST_EVENTS", dice.randint(1, 10))
        asyncio.run(_everybody(dice))


async def _everybody(dice: random.Random) -> None:
    room, source = Room(), Source()
    total = 60

    async def write() -> None:
        while source.written < total:
            await source.write(min(dice.randint(1, 3), total - source.written))
            for _ in range(dice.randint(0, 6)):
                await asyncio.sleep(0)

    async def follow(way: str) -> list[int]:
        seen: list[int] = []
        cursor = ""
        while len(seen) < total:
            line = Taking(room=dice.choice([None, 0, 3]))
            follower = room.join(Operation(source, cursor, way=way), line)
            for _ in range(dice.randint(1, 60)):
                await asyncio.sleep(0)
                if line.room is not None and dice.random() < 0.3:
                    line.room += dice.randint(1, 5)
                    follower.resume()
            follower.leave()
            seen += line.numbers
            cursor = line.got[-1].cursor if line.got else cursor
        return seen

    async with asyncio.timeout(PATIENCE):
        _, *found = await asyncio.gather(write(), *(follow(dice.choice("ab")) for _ in range(8)))
    assert found == [list(range(1, total + 1))] * 8
    await room.empty()
    assert source.readers == 0


def test_a_log_keeps_no_more_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "MOST_BYTES", 10)
    kept = log.Log()
    for number in range(5):
        kept.append(Entry(str(number), b"12345", f"event-{number}"))
    assert (kept.begin, kept.end) == (3, 5)
    assert kept.after(["event-3"]) == kept.after(["3", "unknown"]) == 4
    assert kept.after(["2"]) is None
    kept.drop_until(5)
    assert (kept.begin, kept.end, kept.after(["4"])) == (5, 5, None)


def test_every_subscription_can_be_told_together() -> None:
    root: Any = build_schema().subscription
    fields = root.__strawberry_definition__.fields
    assert {field.python_name for field in fields} >= {"membership_changed", "appeal_progressed"}
    for field in fields:
        assert PLACE in [argument.python_name for argument in field.arguments], field.python_name
        assert "cursor" in [one.python_name for one in field.type.__strawberry_definition__.fields]
        assert isinstance(field.type.mark, property), field.python_name
