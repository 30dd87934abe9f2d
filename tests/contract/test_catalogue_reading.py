"""Every process keeps the catalogue: it asks one row whether there is anything new."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any, cast

import pytest

from infra.kernel.text import LocalText
from infra.storage.mongo import Database
from services.membership.adapters import documents as d
from services.membership.adapters.catalog import MongoCatalog
from services.membership.contract import catalogue_commands as k
from services.membership.contract import commands as c
from services.membership.domain.aggregate.catalog import Catalog
from tests.contract.membership_system import START, System, running_membership, staff

TEXT = LocalText(zh="每次暂停最长120天。", en="A pause lasts at most 120 days.")


class Watched:
    """The database, with how many rows were read of each collection."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.asked: list[str] = []
        self.filters: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        self.asked.append(name)
        return _WatchedRows(self, name, self._db[name])


class _WatchedRows:
    def __init__(self, watched: Watched, name: str, rows: Any) -> None:
        self._watched, self._name, self._rows = watched, name, rows

    def find(self, asked: Any) -> Any:
        self._watched.filters[self._name] = asked
        return self._rows.find(asked)

    def find_one(self, asked: Any) -> Any:
        return self._rows.find_one(asked)


class Process:
    """Another one than the system's own, which keeps a catalogue of its own."""

    def __init__(self, db: Database) -> None:
        self.db = Watched(db)
        self._catalog = MongoCatalog(cast(Database, self.db), "UTC")

    async def looks(self) -> tuple[Catalog, list[str]]:
        """A second later; with the collections that it asked."""
        self._catalog.forget()
        self.db.asked = []
        return await self._catalog.current(), self.db.asked


@pytest.fixture
async def system(mongo_url: str, database_prefix: str) -> AsyncIterator[System]:
    async with running_membership(mongo_url, database_prefix) as system:
        yield system


async def publish_pause(system: System) -> None:
    command = c.PublishClause(
        clause="pause", title=TEXT, text=TEXT, parameters={"pause_days": 120}, effective_at=START
    )
    await system.api.execute(command, staff())


async def whole(system: System) -> Catalog:
    return await MongoCatalog(system.db, "UTC").current()


async def test_where_nothing_was_published_one_row_is_asked(system: System) -> None:
    process = Process(system.db)
    first, asked = await process.looks()
    assert set(asked) == {d.PLAN_CATALOGUE, d.PLAN_RETIREMENTS, d.PLAN_VERSIONS, d.CLAUSES}
    again, asked = await process.looks()
    assert again is first
    assert asked == [d.PLAN_CATALOGUE]


async def test_what_another_process_published_is_all_that_is_read(system: System) -> None:
    process = Process(system.db)
    await process.looks()
    await publish_pause(system)
    seen, _ = await process.looks()
    assert seen.versions("pause")[-1].parameters == {"pause_days": 120}
    assert {"clause": "pause", "version": {"$gt": 1}} in process.db.filters[d.CLAUSES]["$or"]
    gold = seen.plans.versions["gold"][-1].plan
    await system.api.manage_plan(k.SavePlanDraft(code="gold", plan=gold), staff())
    published = k.PublishPlan(code="gold", revision=1, effective_at=START)
    await system.api.manage_plan(published, staff())
    retired = k.RetirePlan(code="black", moves_to="gold", effective_at=START + timedelta(days=31))
    await system.api.manage_plan(retired, staff())
    seen, _ = await process.looks()
    assert len(seen.plans.versions["gold"]) == 2
    assert seen.plans.retired["black"].moves_to == "gold"
    assert seen == await whole(system)


async def test_an_earlier_state_that_was_restored_is_read_whole(system: System) -> None:
    process = Process(system.db)
    await publish_pause(system)
    await process.looks()
    await system.db[d.CLAUSES].delete_one({"_id": "pause@2"})
    await system.db[d.PLAN_CATALOGUE].update_one({}, {"$inc": {"clauses": -1}})
    seen, _ = await process.looks()
    assert len(seen.versions("pause")) == 1
    assert seen == await whole(system)


async def test_a_row_that_does_not_tell_is_no_reason_to_miss_anything(system: System) -> None:
    """As in a system from before clauses were counted, or before there were versions of plans."""
    await system.db[d.PLAN_CATALOGUE].update_one({}, {"$unset": {"clauses": ""}})
    process = Process(system.db)
    await process.looks()
    await publish_pause(system)
    seen, _ = await process.looks()
    assert len(seen.versions("pause")) == 2
    await system.db[d.PLAN_CATALOGUE].delete_many({})
    await system.db[d.CLAUSES].delete_one({"_id": "pause@2"})
    seen, _ = await process.looks()
    assert len(seen.versions("pause")) == 1
