"""The real services keep what an import relies on, over a real database."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from dramatiq.brokers.stub import StubBroker

from infra.kernel.clock import FixedClock
from infra.storage.mongo import connect
from services.importing.deliver import Clients
from services.membership.accounts.component import build_accounts
from services.membership.component import build_membership
from services.notify.component import build_notify
from services.settings import Settings
from tests.contract.import_scenarios import SCENARIOS

Scenario = Callable[[Clients, Path], Awaitable[None]]


@dataclass
class Services:
    """Membership and notify in this process; they know each other directly."""

    membership: Any = None
    accounts: Any = None
    notify: Any = None
    appeals: Any = None  # nothing here follows appeals: no loop is started


@asynccontextmanager
async def own_system(mongo_url: str, folder: Path) -> AsyncIterator[Clients]:
    """On a database that nobody else has."""
    prefix = f"import_{uuid4().hex[:8]}"
    settings = Settings(mongo_url=mongo_url, mongo_database_prefix=prefix, var_dir=folder)
    mongo, clock, services = connect(settings), FixedClock(datetime.now(UTC)), Services()
    components = [
        build_membership(settings, mongo, clock, services),
        build_accounts(settings, mongo, clock, services, code_keys=settings.code_keys),
        build_notify(settings, mongo, clock, services, StubBroker()),
    ]
    services.membership, services.accounts, services.notify = (
        component.api for component in components
    )
    try:
        for component in components:
            await component.prepare()
        yield services
    finally:
        for component in components:
            await component.close()
        mongo.close()


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
async def test_an_import_may_rely_on_it(scenario: Scenario, mongo_url: str, tmp_path: Path) -> None:
    async with own_system(mongo_url, tmp_path) as clients:
        await scenario(clients, tmp_path)
