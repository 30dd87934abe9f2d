"""What tests of notification on real servers begin with."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.contract.accounts_system import AccountsSystem, running_accounts
from tests.contract.notify_system import House, house
from tests.servers import Sinks


@pytest.fixture
async def notify(
    mongo_url: str, broker_url: str, database_prefix: str, sinks: Sinks, tmp_path: Path
) -> AsyncIterator[House]:
    """Built and prepared; nothing runs yet. Some modules add to it under the same name."""
    async with house(mongo_url, broker_url, database_prefix, sinks, tmp_path) as built:
        yield built


@pytest.fixture
def servers(mongo_url: str, broker_url: str, database_prefix: str) -> tuple[str, str, str]:
    return mongo_url, broker_url, database_prefix


@pytest.fixture
async def accounts(
    mongo_url: str, database_prefix: str, tmp_path: Path
) -> AsyncIterator[AccountsSystem]:
    async with running_accounts(mongo_url, database_prefix, tmp_path) as system:
        yield system
