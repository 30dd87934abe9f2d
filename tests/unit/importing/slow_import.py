"""The command in a process of its own, so that a test can kill it: `python -m … FILE`.

With `STALLS_AFTER=10`, services that answer ten batches and no more, so that it is in the middle
for as long as it takes to be killed there.
"""

import asyncio
import itertools
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from services.importing.cli import main
from services.importing.deliver import Clients
from services.membership.contract.import_rows import (
    ImportBatch,
)
from services.settings import Settings
from tests.unit.importing.fakes import FakeClients


@asynccontextmanager
async def slow_services(settings: Settings) -> AsyncIterator[Clients]:
    clients = FakeClients()
    take, calls = clients.membership.import_batch, itertools.count(1)
    last = int(os.environ.get("STALLS_AFTER", sys.maxsize))

    async def import_batch(batch: ImportBatch) -> Any:
        if next(calls) > last:
            await asyncio.Event().wait()
        return await take(batch)

    clients.membership.import_batch = import_batch  # type: ignore[method-assign]  # stalls
    yield clients


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], slow_services))
