"""A feed in memory: the same places, pages and errors as the stored one, and it can be divided."""

from collections.abc import Iterator

from infra.kernel.events import EventEnvelope, NumberedEvent
from infra.kernel.feed import (
    FeedPage,
    Place,
    fair_shares,
    interleaved,
    partition_of,
    slot_of,
)
from infra.outbox.layouts import unknown_place


class MemoryFeed:
    def __init__(self) -> None:
        self.events: list[NumberedEvent] = []
        """All of them, as they were numbered."""
        self._layouts: list[list[list[NumberedEvent]]] = [[[]]]

    def append(self, event: EventEnvelope, owner: str = "") -> NumberedEvent:
        partitions = self._layouts[-1]
        partition = partition_of(slot_of(owner or event.aggregate), len(partitions))
        numbered = NumberedEvent(
            number=len(partitions[partition]) + 1,
            event=event,
            owner=owner,
            layout=len(self._layouts) - 1,
            partition=partition,
        )
        partitions[partition].append(numbered)
        self.events.append(numbered)
        return numbered

    def grow(self, partitions: int) -> None:
        self._layouts.append([[] for _ in range(partitions)])

    @property
    def head(self) -> Place:
        return self._head(len(self._layouts) - 1)

    def read(self, after: Place | None, limit: int) -> FeedPage:
        if after is None:
            return FeedPage(start=self.head, events=(), upto=self.head, head=self.head)
        start = self._start(after)
        head = self._head(start.layout)
        waiting = [last - first for first, last in zip(start.numbers, head.numbers, strict=True)]
        shares = fair_shares(waiting, limit)
        parts = zip(self._layouts[start.layout], start.numbers, shares, strict=True)
        events = interleaved([part[first : first + share] for part, first, share in parts])
        return FeedPage(start=start, events=events, upto=start.past(events), head=head)

    def read_of(self, owner: str, after: Place, limit: int) -> FeedPage:
        start = self._start(after)
        found = list(self._of(owner, start))
        layout = found[0].layout if found else start.layout
        begin = start if layout == start.layout else Place(layout, self._zeros(layout))
        events = tuple(one for one in found if one.layout == layout)[:limit]
        more = len(events) == limit or len(events) < len(found)
        upto = begin.past(events) if more else self.head
        return FeedPage(start=begin, events=events, upto=upto, head=self.head)

    def _of(self, owner: str, after: Place) -> Iterator[NumberedEvent]:
        for one in self.events:
            if one.owner == owner and not after.has(one):
                yield one

    def _start(self, after: Place) -> Place:
        if not 0 <= after.layout < len(self._layouts):
            raise unknown_place()
        head = self._head(after.layout)
        if len(after.numbers) != len(head.numbers) or not head.covers(after):
            raise unknown_place()
        if after == head and after.layout < len(self._layouts) - 1:
            return self._start(Place(after.layout + 1, self._zeros(after.layout + 1)))
        return after

    def _head(self, layout: int) -> Place:
        return Place(layout, tuple(len(part) for part in self._layouts[layout]))

    def _zeros(self, layout: int) -> tuple[int, ...]:
        return (0,) * len(self._layouts[layout])
