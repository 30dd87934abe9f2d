"""What a commit with state, event and outbox costs beside the driver's bare insert_many."""

import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from infra.concurrency.wakeup import Wakeup
from infra.kernel.events import NEW
from infra.settings import PlatformSettings
from infra.storage.mongo import connect, database, ensure_indexes
from infra.storage.transactions import Transactions
from infra.storage.unit_of_work import INDEXES, UnitOfWork
from tests.infra.conftest import COLLECTIONS, change
from tests.servers import running_mongo

BATCH = 500
SINGLES = 200


async def measure() -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        async with running_mongo(Path(folder)) as (url, _):
            client = connect(PlatformSettings(mongo_url=url))
            db = database(client, "bench")
            await ensure_indexes(db, {**INDEXES, **{name: [] for name in COLLECTIONS}, "raw": []})
            uow = UnitOfWork(Transactions(client, db), db, Wakeup())
            rows = [{"_id": i, "body": "x" * 600} for i in range(BATCH)]
            raw = await _seconds(lambda: db["raw"].insert_many(rows))
            bulk = await _seconds(lambda: uow.commit([change(f"b{i}") for i in range(BATCH)]))

            async def singles() -> None:
                for i in range(SINGLES):
                    await uow.commit([change(f"s{i}", NEW)])

            single = await _seconds(singles)
            client.close()
    return [
        f"insert_many, bare                 {raw / BATCH * 1e6:8.0f} µs a row      1.00",
        f"commit of {BATCH} at once            {bulk / BATCH * 1e6:8.0f} µs a member   "
        f"{raw / bulk:.2f}",
        f"commit of one                     {single / SINGLES * 1e6:8.0f} µs a member   "
        f"{raw / BATCH / (single / SINGLES):.2f}",
    ]


async def _seconds(work: Callable[[], Awaitable[object]]) -> float:
    began = time.perf_counter()
    await work()
    return time.perf_counter() - began
