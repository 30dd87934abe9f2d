"""The queue rules in MongoDB: each version is a row that never changes."""

from collections.abc import Sequence
from contextlib import suppress

import msgspec
from pymongo import DESCENDING

from infra.kernel.clock import Clock
from infra.storage.changes import DuplicateInsert, plain
from infra.storage.unit_of_work import UnitOfWork
from services.appeals.contract.desk_rules import QueueRules
from services.appeals.desk.collections import RULES
from services.appeals.desk.domain.shipped import SHIPPED
from services.shared.callers import SYSTEM


class RulesStore:
    def __init__(self, uow: UnitOfWork, clock: Clock) -> None:
        self._uow = uow
        self._rows = uow.db[RULES]
        self._clock = clock

    async def seed(self) -> None:
        """The shipped rules where there are none. A release that ships others changes nothing."""
        if await self.newest(1):
            return
        shipped = QueueRules(
            version=1, rules=SHIPPED, by=SYSTEM, at=self._clock.now(), reason="as shipped"
        )
        with suppress(DuplicateInsert):
            await self.add(shipped)

    async def current(self) -> QueueRules:
        [newest] = await self.newest(1)
        return newest

    async def newest(self, first: int) -> Sequence[QueueRules]:
        cursor = self._rows.find({}).sort("_id", DESCENDING).limit(first)
        return [msgspec.convert({**row, "version": row["_id"]}, QueueRules) async for row in cursor]

    async def add(self, rules: QueueRules) -> None:
        """
        Raises:
            DuplicateInsert: there is this version already.
        """
        row = plain(rules)
        await self._uow.commit(inserts={RULES: [{"_id": row.pop("version"), **row}]})
