"""Reads what a service has still to do from its rows: they are the truth, whoever works on them."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from pymongo import ASCENDING

from infra.concurrency.wakeup import Wakeup
from infra.kernel.clock import Clock
from infra.kernel.feed import BEGINNING, Place, unpacked
from infra.kernel.pulse import Backlog, Pulse
from infra.outbox.lag import RelayLag
from infra.outbox.layouts import newest_place
from infra.outbox.record import OUTBOX, POSITIONS, SEQUENCE
from infra.storage.mongo import DUE_EVER, Database, aggregated, due_until

Row = dict[str, Any]
Query = Mapping[str, Any]
_PART: Final = "part"  # which of several questions a row answers
_FIRST_DUE: Final[list[Row]] = [
    {"$match": {"next_due": DUE_EVER}},
    {"$sort": {"next_due": ASCENDING}},
    {"$limit": 1},
    {"$project": {"next_due": 1}},
]


class Left(NamedTuple):
    """Rows that are to be done. `wake`: of whoever does it, who else sees it at a next look."""

    collection: str
    query: Query
    wake: Wakeup | None = None


class _Short(NamedTuple):
    """What short collections hold: when each that is swept has something due, what is to be done,
    and how far feed and followers are."""

    dues: Mapping[str, datetime | None]
    waiting: Sequence[Left]
    sequence: Sequence[Row]
    positions: Sequence[Row]


def nothing(_now: datetime) -> Sequence[Left]:
    return ()


class PulseReader:
    """Of one service; it is asked again and again, so it asks little.

    Args:
        committed: kicked when a commit waits for its numbers.
        wake: kicked when something is due, so that nobody waits for the next look of a sweeper.
        swept: the large collections whose rows a sweeper ticks at their `next_due`.
        swept_short: the same with collections that hold little.
        followed: services by the subscription that follows them.
        in_flight: what else is to be done at a time, in large collections: an index answers that.
        short: the same in collections that hold little. They are asked together, and the embedded
            server uses no index for that.
    """

    def __init__(
        self,
        db: Database,
        clock: Clock,
        wake: Wakeup,
        committed: Wakeup,
        *,
        swept: Sequence[str] = (),
        swept_short: Sequence[str] = (),
        followed: Mapping[str, str] | None = None,
        in_flight: Callable[[datetime], Sequence[Left]] = nothing,
        short: Sequence[Left] = (),
    ) -> None:
        self._db = db
        self._clock = clock
        self._wake = wake
        self._swept = swept
        self._swept_short = swept_short
        self._followed = followed or {}
        self._in_flight = in_flight
        self._short = [*short, Left(OUTBOX, {}, committed)]
        self._found: Left | None = None

    async def read(self) -> Pulse:
        """What was found the last time is asked for first: while it is there, for nothing else.

        Each question comes before those to where its work moves on.
        """
        if self._found is not None and await self._is_there(self._found):
            return self._busy(self._found)
        now = self._clock.now()
        dues = await asyncio.gather(*map(self._first_due, self._swept))
        coming = dict(zip(self._swept, dues, strict=True))
        if overdue := self._overdue(coming, now):
            return self._busy(overdue)
        for left in self._in_flight(now):
            if await self._is_there(left):
                return self._busy(left)
        return await self._rest(now, coming)

    async def backlog(self) -> Backlog:
        """How far it is behind, whether somebody works on it or nobody does."""
        unnumbered = await RelayLag(self._db).seconds()
        dues = await asyncio.gather(*map(self._first_due, [*self._swept, *self._swept_short]))
        now = self._clock.now()
        late = [(now - due).total_seconds() for due in dues if due is not None]
        _, _, sequence, positions = await self._short_ones()
        return Backlog(
            unnumbered_seconds=unnumbered,
            overdue_seconds=max([0.0, *late]),
            head=newest_place(sequence),
            followed=self._places(positions),
        )

    def _places(self, positions: Sequence[Row]) -> dict[str, Place]:
        """How far each followed service was handled."""
        places = {row["_id"]: unpacked(row["number"]) for row in positions}
        return {of: places.get(name, BEGINNING) for name, of in self._followed.items()}

    def _busy(self, found: Left) -> Pulse:
        self._found = found
        if found.wake is not None:
            found.wake.kick()
        return Pulse(busy=True)

    async def _is_there(self, left: Left) -> bool:
        return await self._db[left.collection].find_one(left.query, {"_id": 1}) is not None

    async def _first_due(self, collection: str) -> datetime | None:
        first = [("next_due", ASCENDING)]
        row = await self._db[collection].find_one(
            {"next_due": DUE_EVER}, {"next_due": 1}, sort=first
        )
        return None if row is None else row["next_due"]

    async def _rest(self, now: datetime, coming: Mapping[str, datetime | None]) -> Pulse:
        """What lies in short collections, and if nothing does, what comes next."""
        dues, waiting, sequence, positions = await self._short_ones()
        coming = {**coming, **dues}
        if left := self._overdue(coming, now) or next(iter(waiting), None):
            return self._busy(left)
        self._found = None
        return Pulse(
            next_due=min((at for at in coming.values() if at is not None), default=None),
            head=newest_place(sequence),
            followed=self._places(positions),
        )

    async def _short_ones(self) -> _Short:
        answers = await self._together(
            [(rows, _FIRST_DUE) for rows in self._swept_short]
            + [(left.collection, _any_of(left.query)) for left in self._short]
            + [(SEQUENCE, []), (POSITIONS, [])]
        )
        *found, sequence, positions = answers
        swept = len(self._swept_short)
        dues = zip(self._swept_short, found[:swept], strict=True)
        waiting = zip(self._short, found[swept:], strict=True)
        return _Short(
            {name: rows[0]["next_due"] if rows else None for name, rows in dues},
            [left for left, rows in waiting if rows],
            sequence,
            positions,
        )

    async def _together(self, asked: Sequence[tuple[str, list[Row]]]) -> list[list[Row]]:
        """With one command: most of what one costs is its way."""
        parts: list[Row] = [
            {"coll": rows, "pipeline": [*stages, {"$addFields": {_PART: {"$literal": number}}}]}
            for number, (rows, stages) in enumerate(asked)
        ]
        first, others = parts[0], [{"$unionWith": part} for part in parts[1:]]
        answers: list[list[Row]] = [[] for _ in asked]
        for row in await aggregated(self._db[first["coll"]], [*first["pipeline"], *others]):
            answers[row[_PART]].append(row)
        return answers

    def _overdue(self, coming: Mapping[str, datetime | None], now: datetime) -> Left | None:
        late = (rows for rows, at in coming.items() if at is not None and at <= now)
        due = {"next_due": due_until(now)}
        return next((Left(rows, due, self._wake) for rows in late), None)


def _any_of(query: Query) -> list[Row]:
    return [{"$match": query}, {"$limit": 1}, {"$project": {"_id": 1}}]
