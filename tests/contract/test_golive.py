"""A rehearsal and the import after it agree to the row and to the message; whoever is held back is
told nothing before going live."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from dramatiq.brokers.stub import StubBroker

from infra.process.movable_clock import MovableClock
from infra.process.runtime import Runner
from infra.storage.mongo import Database, connect, database
from services.appeals.component import build_appeals
from services.golive import let_everybody
from services.importing.deliver import Clients
from services.importing.generate.command import plans_of
from services.importing.generate.files import SampleSpec, write_files
from services.importing.header import table_of
from services.importing.row_counts import RowCounts
from services.importing.run import Options, run_import
from services.importing.source import opened
from services.importing.tables import FileKind, tables
from services.importing.watch import Watch
from services.membership.accounts.component import build_accounts
from services.membership.component import build_membership
from services.notify.component import build_notify
from services.rehearsal import rehearse
from services.settings import Settings
from tests.waiting import eventually

MEMBERS = 60


@dataclass
class System:
    """Services in this process, with everything that they do by themselves but sending."""

    settings: Settings
    membership: Any = None
    accounts: Any = None
    notify: Any = None
    appeals: Any = None
    members: Any = None
    messages: Any = None

    async def settled(self) -> None:
        """Nothing is to be done, and notification has heard of everything."""
        await eventually(self._is_settled)

    async def _is_settled(self) -> bool:
        for name, service in (("membership", self.membership), ("appeals", self.appeals)):
            pulse = await service.pulse()
            heard = await self.messages["positions"].find_one({"_id": name})
            if pulse.busy or (heard or {"number": 0})["number"] != pulse.head.packed():
                return False
        return True

    async def alerts(self) -> Counter[str]:
        """Of what memberships tell, by type of event."""
        kinds = [row["event_type"] async for row in self.messages["alerts"].find()]
        return Counter(kind for kind in kinds if not kind.startswith("Appeal"))

    async def events(self) -> Counter[str]:
        of_members = {"aggregate": {"$regex": "^m[0-9]"}}
        types = [row["type"] async for row in self.members["events"].find(of_members)]
        return Counter(types) - Counter(CaseOpened=MEMBERS)


@asynccontextmanager
async def running_system(mongo_url: str, folder: Path) -> AsyncIterator[System]:
    prefix = f"golive_{uuid4().hex[:8]}"
    settings = Settings(mongo_url=mongo_url, mongo_database_prefix=prefix, var_dir=folder)
    mongo, clock = connect(settings), MovableClock(folder / "run" / "clock")
    system, broker = System(settings), StubBroker()
    broker.declare_queue("alerts")
    built = {
        "membership": build_membership(settings, mongo, clock, system),
        "accounts": build_accounts(settings, mongo, clock, system, code_keys=settings.code_keys),
        "appeals": build_appeals(settings, mongo, clock, system),
        "notify": build_notify(settings, mongo, clock, system, broker),
    }
    for name, component in built.items():
        setattr(system, name, component.api)
    system.members, system.messages = (_db(mongo, settings, s) for s in ("membership", "notify"))
    runner = Runner(list(built.values()))
    await runner.start()
    try:
        yield system
    finally:
        await runner.stop()
        mongo.close()


def _db(mongo: Any, settings: Settings, service: str) -> Database:
    return database(mongo, settings.database(service))


def written(system: System, folder: Path) -> Path:
    spec = SampleSpec(
        members=MEMBERS, seed=11, now=datetime.now(UTC), plans=plans_of(system.settings),
        currency=system.settings.currency,
    )  # fmt: skip
    write_files(folder, spec)
    return folder


async def imported(clients: Clients, files: Path, folder: Path, *, hold: bool) -> list[RowCounts]:
    counts: list[RowCounts] = []
    for kind in FileKind:
        with opened(str(files / f"{kind.value}.csv")) as source:
            table = table_of(source, tables("CNY", "Asia/Shanghai"), None)
            options = Options(folder=folder, hold=hold)
            counts.append(await run_import(source, table, clients, options, watch=Watch()))
    return counts


@pytest.mark.parametrize("hold", [True, False])
async def test_a_rehearsal_and_the_import_after_it_agree(
    hold: bool, mongo_url: str, tmp_path: Path
) -> None:
    async with running_system(mongo_url, tmp_path) as system:
        files = written(system, tmp_path / "files")
        async with rehearse(system.settings) as rehearsal:
            rehearsed = await imported(rehearsal, files, tmp_path / "tried", hold=hold)
            outcome = await rehearsal.rehearsed()
        assert await system.events() == Counter()
        assert await system.messages["recipients"].count_documents({}) == 0

        assert await imported(system, files, tmp_path / "imported", hold=hold) == rehearsed
        await system.settled()
        if hold:
            assert await system.alerts() == Counter()
            assert await system.messages["jobs"].count_documents({}) == 0
            assert await let_everybody(system.membership) == 0
            await system.settled()
        told = {kind: reached.messages for kind, reached in outcome.messages.items()}
        assert told == await system.alerts()
        assert told["MembershipRenewed"] > 0
        assert outcome.events == await system.events()
        assert outcome.members == outcome.new == MEMBERS
