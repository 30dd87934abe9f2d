"""What sealing costs: contacts taken over and an announcement planned, sealed and in clear."""

import statistics
import tempfile
import time
from pathlib import Path

from infra.sealing.fields import SealedFields
from services.notify.core.stores.sealed import SEALED
from services.settings import Settings
from tests.bench.planning import MEMBERS, TURNS, fill, laid, plan
from tests.servers import running_mongo, running_valkey


async def measure() -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        async with (
            running_mongo(Path(folder) / "mongo") as (mongo, _),
            running_valkey(Path(folder) / "valkey") as (valkey, _),
        ):
            settings = Settings(mongo_url=mongo, broker_url=valkey)
            turns = [
                (*await _turn(settings, ()), *await _turn(settings, SEALED)) for _ in range(TURNS)
            ]
    took, planned, took_sealed, planned_sealed = (
        statistics.median(column) for column in zip(*turns, strict=True)
    )
    return [
        f"contacts taken over, in clear          {took:6.0f}/s   1.00",
        f"contacts taken over, sealed            {took_sealed:6.0f}/s   {took_sealed / took:.2f}",
        f"announcement planned, in clear         {planned:6.0f}/s   1.00",
        f"announcement planned, sealed           {planned_sealed:6.0f}/s   "
        f"{planned_sealed / planned:.2f}",
    ]


async def _turn(settings: Settings, sealed: tuple[SealedFields, ...]) -> tuple[float, float]:
    """Contacts and alerts a second."""
    core = await laid(settings, sealed)
    began = time.perf_counter()
    await fill(core)
    took = MEMBERS / (time.perf_counter() - began)
    planned = await plan(core)
    core.base.db.client.close()
    return took, planned
