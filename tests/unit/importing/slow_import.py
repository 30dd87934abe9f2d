"""The command in a process of its own, so that a test can kill it: `python -m … FILE`."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from infra.settings import Settings
from services.importing.cli import main
from services.importing.deliver import Clients
from services.membership.contract.commands import ImportBatch
from tests.unit.importing.fakes import FakeClients


@asynccontextmanager
async def slow_services(settings: Settings) -> AsyncIterator[Clients]:
    clients = FakeClients()
    take = clients.membership.import_batch

    async def import_batch(batch: ImportBatch) -> Any:
        await asyncio.sleep(0.01)  # long enough to be killed in the middle
        return await take(batch)

    clients.membership.import_batch = import_batch  # type: ignore[method-assign]  # slower
    yield clients


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], slow_services))
