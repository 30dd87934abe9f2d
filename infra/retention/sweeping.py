"""Goes over the rows of each kind a page at a time, once a day, and takes what has been kept for
long enough. Nobody waits for it, so no index is paid for it at every insert."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from infra.concurrency.wakeup import Wakeup
from infra.kernel.clock import Clock
from infra.retention.course import Course, Phase, begun, due, seen, taken
from infra.storage.mongo import Database

RETENTION: Final = "retention"
"""{_id: kind, phase, before, …}: how far each round is, and what the last one found."""
_PAGE: Final = 1_000
_LOOKS_AGAIN: Final = 5.0
"""Seconds."""

Row = dict[str, Any]


@dataclass(frozen=True)
class RetentionRule:
    """`at`: the field with the time from which `kept_for` counts. `applies`: whether there is still
    something to take from a row; `take`: takes it, and can be repeated."""

    kind: str
    collection: str
    at: str
    kept_for: timedelta
    take: Callable[[Sequence[Row]], Awaitable[None]]
    applies: Callable[[Row], bool] = lambda _row: True


class RetentionRounds:
    """Leased. What went is written down after it went, so that a kill takes the page again."""

    def __init__(self, db: Database, clock: Clock, rules: Sequence[RetentionRule]) -> None:
        self._db = db
        self._rows = db[RETENTION]
        self._clock = clock
        self.rules = tuple(rules)

    @property
    def kept_for(self) -> dict[str, timedelta]:
        return {rule.kind: rule.kept_for for rule in self.rules}

    async def run(self, _epoch: int) -> None:
        await Wakeup().keep_at(self.step, _LOOKS_AGAIN)

    async def step(self) -> int:
        """A page of each kind that is due; gives how many were."""
        return sum([await self._step(rule) for rule in self.rules])

    async def courses(self) -> dict[str, Course]:
        """The last round of each kind."""
        found = [row async for row in self._rows.find()]
        return {row["_id"]: msgspec.convert({**row, "kind": row["_id"]}, Course) for row in found}

    async def _step(self, rule: RetentionRule) -> int:
        now = self._clock.now()
        course = (await self.courses()).get(rule.kind) or begun(rule.kind, rule.kept_for, now)
        if not due(course, now):
            return 0
        if course.phase is Phase.DONE:
            course = begun(rule.kind, rule.kept_for, now)
        await self._save(await self._page(rule, course, now))
        return 1

    async def _page(self, rule: RetentionRule, course: Course, now: datetime) -> Course:
        query = {} if course.after is None else {"_id": {"$gt": course.after}}
        rows = await self._db[rule.collection].find(query).sort("_id", 1).limit(_PAGE).to_list(None)
        old = [row for row in rows if row[rule.at] < course.before and rule.applies(row)]
        last, end = rows[-1]["_id"] if rows else course.after, len(rows) < _PAGE
        if course.phase is Phase.LOOKING:
            return seen(course, [row[rule.at] for row in old], last, now, end=end)
        if old:
            await rule.take(old)
        return taken(course, len(old), last, now, end=end)

    async def _save(self, course: Course) -> None:
        fields = msgspec.to_builtins(course, builtin_types=(datetime,))
        this = {"_id": fields.pop("kind")}
        await self._rows.replace_one(this, {**this, **fields}, upsert=True)
