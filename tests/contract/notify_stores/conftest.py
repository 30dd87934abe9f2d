"""Every scenario runs twice: on the real database, and in memory."""

from collections.abc import AsyncIterator
from typing import Any, NamedTuple

import pytest

from infra.concurrency.wakeup import Wakeup
from infra.storage.mongo import connect, database, ensure_indexes
from infra.storage.transactions import Transactions
from infra.storage.unit_of_work import Commits, UnitOfWork
from services.notify.contacts.challenge_store import Challenges
from services.notify.core.ports.people import ChallengeStore, RecipientStore, SuppressionStore
from services.notify.core.ports.stores import (
    AlertStore,
    CampaignRows,
    CatchUpStore,
    DeadLetterStore,
    DeliveryJournal,
    JobStore,
    ReceiptStore,
    StandStore,
    TaskStore,
)
from services.notify.core.stores.alert_writer import AlertWriter
from services.notify.core.stores.alerts import Alerts
from services.notify.core.stores.campaigns import StoredCampaigns
from services.notify.core.stores.catch_ups import CatchUps
from services.notify.core.stores.collections import INDEXES
from services.notify.core.stores.dead_letters import DeadLetters
from services.notify.core.stores.jobs import Jobs
from services.notify.core.stores.journal import Journal
from services.notify.core.stores.recipients import Recipients
from services.notify.core.stores.staff_tasks import StaffTasks
from services.notify.core.stores.stands import Stands
from services.notify.core.stores.suppressions import Suppressions
from services.notify.core.stores.unpassed_receipts import UnpassedReceipts
from services.notify.planning.digest_store import CollectedDigests
from services.notify.settings import NotifySettings
from tests.fakes.clocks import SetClock
from tests.fakes.notify import stores as memory
from tests.fakes.notify.hash_keys import hashed_with
from tests.fakes.notify.tables import MemoryUnitOfWork, Tables
from tests.unit.notify.samples import NOW


class Stores(NamedTuple):
    clock: SetClock
    real: SetClock
    uow: Commits
    writer: AlertWriter
    alerts: AlertStore
    campaigns: CampaignRows
    jobs: JobStore
    journal: DeliveryJournal
    recipients: RecipientStore
    suppressions: SuppressionStore
    stands: StandStore
    digests: Any
    catch_ups: CatchUpStore
    unpassed: ReceiptStore
    challenges: ChallengeStore
    tasks: TaskStore
    dead_letters: DeadLetterStore


@pytest.fixture(params=["memory", "database"])
async def stores(
    request: pytest.FixtureRequest, mongo_url: str, database_prefix: str
) -> AsyncIterator[Stores]:
    clock, real = SetClock(NOW), SetClock(NOW)
    if request.param == "memory":
        yield in_memory(clock, real)
        return
    client = connect(NotifySettings(mongo_url=mongo_url))
    db = database(client, database_prefix)
    await ensure_indexes(db, INDEXES | {"positions": []})
    uow = UnitOfWork(Transactions(client, db), db, Wakeup())
    writer = AlertWriter(uow)
    yield Stores(
        clock, real, uow, writer, Alerts(db), StoredCampaigns(db), Jobs(db, clock, real),
        Journal(db), Recipients(db, writer, Wakeup(), hashed_with(b"secret")),
        Suppressions(db, hashed_with(b"secret"), clock),
        Stands(db), CollectedDigests(db), CatchUps(db), UnpassedReceipts(db),
        Challenges(db, writer), StaffTasks(db), DeadLetters(db),
    )  # fmt: skip
    await client.drop_database(database_prefix)
    client.close()


def in_memory(clock: SetClock, real: SetClock) -> Stores:
    tables = Tables()
    uow = MemoryUnitOfWork(tables)
    writer = AlertWriter(uow)
    return Stores(
        clock, real, uow, writer, memory.MemoryAlerts(tables), memory.MemoryCampaigns(tables),
        memory.MemoryJobs(tables, clock, real), memory.MemoryJournal(tables),
        memory.MemoryRecipients(tables, writer, Wakeup()),
        memory.MemorySuppressions(tables, clock), memory.MemoryStands(tables),
        memory.MemoryDigests(tables), memory.MemoryCatchUps(tables),
        memory.MemoryUnpassed(tables), memory.MemoryChallenges(tables, writer),
        memory.MemoryStaffTasks(tables), memory.MemoryDeadLetters(tables),
    )  # fmt: skip
