"""The feed of a service, as others read it: in partitions, each numbered from 1 without gaps.

An owner's events lie in one partition, in order; between partitions there is no order. A *layout*
is how many partitions there are: it is sealed when the next one begins, with more of them.
"""

from collections.abc import Iterable, Sequence
from heapq import merge
from zlib import crc32

import msgspec

from infra.kernel.events import NumberedEvent

SLOTS = 1_024
"""Fixed for ever: the events of one owner wait for their numbers in one slot."""


class Place(msgspec.Struct, frozen=True, array_like=True):
    """How far somebody has read: everything before `layout`, and in it up to a number of each
    partition. Without any: the beginning."""

    layout: int = 0
    numbers: tuple[int, ...] = (0,)

    def past(self, events: Iterable[NumberedEvent]) -> "Place":
        """Behind events of this layout, too."""
        numbers = list(self.numbers)
        for one in events:
            numbers[one.partition] = max(numbers[one.partition], one.number)
        return Place(self.layout, tuple(numbers))

    def has(self, one: NumberedEvent) -> bool:
        """Whether the event lies before this place."""
        if one.layout != self.layout:
            return one.layout < self.layout
        return one.number <= self.numbers[one.partition]

    def covers(self, other: "Place") -> bool:
        """Whether nothing lies before the other and behind this one."""
        if other.layout != self.layout:
            return other.layout < self.layout
        return all(mine >= its for mine, its in zip(self.numbers, other.numbers, strict=True))

    def behind(self, head: "Place") -> int | None:
        """How many events lie between this and `head`; None: it is of another layout."""
        if head.layout != self.layout:
            return None
        return max(0, sum(head.numbers) - sum(self.numbers))

    def joined(self, other: "Place") -> "Place":
        """Behind whatever lies before either."""
        if other.layout != self.layout:
            return max(self, other, key=lambda place: place.layout)
        return Place(self.layout, tuple(map(max, self.numbers, other.numbers)))

    def packed(self) -> int | list[int]:
        """As it is stored: of layout 0, which has one partition, its number alone."""
        return [self.layout, *self.numbers] if self.layout else self.numbers[0]


BEGINNING = Place()


def unpacked(stored: int | Sequence[int]) -> Place:
    """What `packed` gave."""
    if isinstance(stored, int):
        return Place(0, (stored,))
    layout, *numbers = stored
    return Place(layout, tuple(numbers))


class FeedPage(msgspec.Struct, frozen=True, kw_only=True):
    """What follows a place, of one layout: `start` is that place, or the beginning of a later
    layout where it was the end of its own. All that was asked for lies before `upto`, from where
    to go on; `head`: the highest numbers given so far."""

    start: Place
    events: tuple[NumberedEvent, ...]
    upto: Place
    head: Place


def slot_of(key: str) -> int:
    """From 0 to 1,023: of an owner, or of an aggregate that is nobody's."""
    return crc32(key.encode()) % SLOTS


def partition_of(slot: int, partitions: int) -> int:
    """Each has a range of the slots."""
    return slot * partitions // SLOTS


def slots_of(partition: int, partitions: int) -> range:
    """Those that `partition_of` gives to it."""
    return range(-(-partition * SLOTS // partitions), -(-(partition + 1) * SLOTS // partitions))


def fair_shares(waiting: Sequence[int], limit: int) -> list[int]:
    """How many of each to take: what there is, and the same of those that have more. Where not
    each can have one the longest come first, so that none waits for ever."""
    shares, left = [0] * len(waiting), limit
    for done, one in enumerate(sorted(range(len(waiting)), key=waiting.__getitem__)):
        shares[one] = min(waiting[one], left // (len(waiting) - done))
        left -= shares[one]
    return shares


def interleaved(parts: Iterable[Sequence[NumberedEvent]]) -> tuple[NumberedEvent, ...]:
    """In the order of each partition, and between them about as they were recorded."""
    return tuple(merge(*parts, key=lambda one: one.event.recorded_at))
