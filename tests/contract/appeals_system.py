"""The appeals service on the real server, with a small membership that can fail on demand."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from infra.kernel.clock import FixedClock
from infra.process.component import Component
from infra.process.foundation import build_sealing
from infra.sealing.sealing import RowSealing
from infra.storage.mongo import Client, Database, connect, database
from infra.storage.transactions import Transactions
from services.appeals.adapters.erasing import erase_member_texts
from services.appeals.component import build_appeals
from services.appeals.contract.api import AppealsApi
from services.appeals.contract.queries import GetAppeal
from services.appeals.contract.views import AppealView
from services.appeals.erasing import SEALED
from services.membership.contract.words import Cause
from services.settings import Settings
from tests.fakes.membership import FakeMembership
from tests.fakes.phones import FakePhones
from tests.fakes.told import FakeTold
from tests.unit.appeals.people import MEMBER, by, opening

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
LOST_AT = NOON - timedelta(days=5)


@dataclass
class AppealsSystem:
    clock: FixedClock
    membership: FakeMembership
    told: FakeTold
    component: Component
    mongo: Client
    prefix: str

    @property
    def api(self) -> AppealsApi:
        api: AppealsApi = self.component.api
        return api

    @property
    def db(self) -> Database:
        return database(self.mongo, f"{self.prefix}_appeals")

    @property
    def sealing(self) -> RowSealing:
        """As another process has it."""
        return build_sealing(Settings(), self.db, SEALED)

    async def erase_texts(self, member_id: str) -> None:
        transactions = Transactions(self.mongo, self.db)
        await erase_member_texts(transactions, self.db, member_id, self.sealing)

    @property
    def phones(self) -> FakePhones:
        return self.told.phones

    async def open(self, key: str = "") -> AppealView:
        return (await self.api.execute(opening(), by(MEMBER, key))).appeal

    async def view(self, number: str, *, for_staff: bool = False) -> AppealView:
        [answer] = await self.api.read([GetAppeal(number=number, for_staff=for_staff)])
        assert isinstance(answer, AppealView)
        return answer


def build(settings: Settings, clock: FixedClock) -> AppealsSystem:
    mongo = connect(settings)
    membership = FakeMembership(database(mongo, settings.database("membership")), clock)

    told = FakeTold()

    neighbours: Any = SimpleNamespace(membership=membership, notify=told)
    built = build_appeals(settings, mongo, clock, neighbours)
    return AppealsSystem(clock, membership, told, built, mongo, settings.mongo_database_prefix)


@asynccontextmanager
async def appeals_system(mongo_url: str, prefix: str) -> AsyncIterator[AppealsSystem]:
    """With one member who lost a paid membership five days ago."""
    settings = Settings(mongo_url=mongo_url, mongo_database_prefix=prefix)
    system = build(settings, FixedClock(NOON))
    await system.component.prepare()
    await system.membership.lose(MEMBER.id, LOST_AT, Cause.SYNC_DELAY)
    try:
        yield system
    finally:
        system.mongo.close()
