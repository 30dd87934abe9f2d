"""What was told and some have still to take: kept once for all of them, and not for long."""

import asyncio
import math
from collections import deque
from collections.abc import Iterable
from typing import Final, NamedTuple

MOST_EVENTS: Final = 1_000
MOST_BYTES: Final = 1024 * 1024


class Entry(NamedTuple):
    """What an event says, as JSON, and the cursor to go on from; "": it is about no event. `until`:
    as long as it may be sent, by the clock of the loop."""

    cursor: str
    answer: bytes
    mark: str = ""
    until: float = math.inf

    @property
    def over(self) -> bool:
        return self.until < asyncio.get_running_loop().time()

    @property
    def marks(self) -> tuple[str, ...]:
        """Names of the place behind it. Of one event the cursor may differ, by the way on which
        somebody came there."""
        return self.cursor, self.mark


class Log:
    """Entries in order, numbered from 0 on; the oldest go when there are too many."""

    def __init__(self) -> None:
        self.begin = 0
        self._entries: deque[Entry] = deque()
        self._numbers: dict[str, int] = {}
        self._bytes = 0

    @property
    def end(self) -> int:
        """The number that the next entry gets."""
        return self.begin + len(self._entries)

    def append(self, entry: Entry) -> None:
        for mark in entry.marks:
            self._numbers[mark] = self.end
        self._entries.append(entry)
        self._bytes += len(entry.answer)
        while len(self._entries) > MOST_EVENTS or self._bytes > MOST_BYTES:
            self._drop()

    def __getitem__(self, number: int) -> Entry:
        return self._entries[number - self.begin]

    def after(self, marks: Iterable[str]) -> int | None:
        """The number of what follows the entry of one of these marks; none: it is not here."""
        found = [self._numbers[mark] for mark in marks if mark in self._numbers]
        return max(found) + 1 if found else None

    def drop_until(self, number: int) -> None:
        """Lets go of what lies before `number`."""
        while self._entries and self.begin < number:
            self._drop()

    def _drop(self) -> None:
        entry = self._entries.popleft()
        self.begin += 1
        self._bytes -= len(entry.answer)
        for mark in entry.marks:
            if self._numbers.get(mark, self.begin) < self.begin:
                del self._numbers[mark]
