"""Reads what a service has still to do from its rows: they are the truth, whoever works on them."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from pymongo import ASCENDING

from infra.concurrency.wakeup import Wakeup
from infra.kernel.clock import Clock
from infra.kernel.feed import BEGINNING, unpacked
from infra.kernel.pulse import Pulse
from infra.outbox.layouts import newest_place
from infra.outbox.record import OUTBOX, POSITIONS, SEQUENCE
from infra.storage.mongo import DUE_EVER, Database, due_until

Row = dict[str, Any]
Query = Mapping[str, Any]
_IN: Final = "in"  # which collection a row of several lay in


class Left(NamedTuple):
    """Rows that are to be done. `swept`: by a sweeper, at their `next_due`."""

    collection: str
    query: Query
    swept: bool = False


def nothing(_now: datetime) -> Sequence[Left]:
    return ()


class PulseReader:
    """Of one service; it is asked again and again, so it asks little.

    Args:
        wake: kicked when something is due, so that nobody waits for the next look of a sweeper.
        swept: the collections whose rows a sweeper ticks at their `next_due`.
        followed: services by the subscription that follows them.
        in_flight: what else is to be done at a time, where an index answers that.
        short: the same in collections that hold little else.
    """

    def __init__(
        self,
        db: Database,
        clock: Clock,
        wake: Wakeup,
        *,
        swept: Sequence[str],
        followed: Mapping[str, str] | None = None,
        in_flight: Callable[[datetime], Sequence[Left]] = nothing,
        short: Sequence[Left] = (),
    ) -> None:
        self._db = db
        self._clock = clock
        self._wake = wake
        self._swept = swept
        self._followed = followed or {}
        self._in_flight = in_flight
        self._short = [*short, Left(OUTBOX, {})]
        self._found: Left | None = None

    async def read(self) -> Pulse:
        """What was found the last time is asked for first: while it is there, for nothing else.

        Each question comes before those to where its work moves on.
        """
        if self._found is not None and await self._is_there(self._found):
            return self._busy(self._found)
        now = self._clock.now()
        dues = await asyncio.gather(*map(self._first_due, self._swept))
        coming = {rows: at for rows, at in zip(self._swept, dues, strict=True) if at is not None}
        if overdue := [rows for rows, at in coming.items() if at <= now]:
            return self._busy(Left(overdue[0], {"next_due": due_until(now)}, swept=True))
        for left in self._in_flight(now):
            if await self._is_there(left):
                return self._busy(left)
        return await self._rest(min(coming.values(), default=None))

    def _busy(self, found: Left) -> Pulse:
        self._found = found
        if found.swept:
            self._wake.kick()
        return Pulse(busy=True)

    async def _is_there(self, left: Left) -> bool:
        return await self._db[left.collection].find_one(left.query, {"_id": 1}) is not None

    async def _first_due(self, collection: str) -> datetime | None:
        first = [("next_due", ASCENDING)]
        row = await self._db[collection].find_one(
            {"next_due": DUE_EVER}, {"next_due": 1}, sort=first
        )
        return None if row is None else row["next_due"]

    async def _rest(self, next_due: datetime | None) -> Pulse:
        rows = await self._of_short_ones()
        for left in self._short:
            if rows[left.collection]:
                return self._busy(left)
        self._found = None
        places = {row["_id"]: unpacked(row["number"]) for row in rows[POSITIONS]}
        at = {service: places.get(name, BEGINNING) for name, service in self._followed.items()}
        return Pulse(next_due=next_due, head=newest_place(rows[SEQUENCE]), followed=at)

    async def _of_short_ones(self) -> Mapping[str, Sequence[Row]]:
        """With one command: most of what one costs is its way."""
        asked = {left.collection: _any_of(left.query) for left in self._short}
        parts: list[Row] = [
            {"coll": collection, "pipeline": [*stages, {"$addFields": {_IN: collection}}]}
            for collection, stages in (asked | {SEQUENCE: [], POSITIONS: []}).items()
        ]
        first, others = parts[0], [{"$unionWith": part} for part in parts[1:]]
        found = self._db[first["coll"]].aggregate([*first["pipeline"], *others])
        rows = defaultdict[str, list[Row]](list)
        for row in await found.to_list(None):
            rows[row[_IN]].append(row)
        return rows


def _any_of(query: Query) -> list[Row]:
    return [{"$match": query}, {"$limit": 1}, {"$project": {"_id": 1}}]
