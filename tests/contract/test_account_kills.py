"""Kill -9 in the midst of what is done to accounts: done again, it is as if nothing had died."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.contract.account_kills import TRIALS, Kills, killed, killing
from tests.contract.accounts_system import running_accounts


class Desk:
    async def know_colleague(self, command: Any, by: Any) -> None:
        return None


@pytest.fixture
async def kills(mongo_url: str, database_prefix: str, tmp_path: Path) -> AsyncIterator[Kills]:
    async with (
        running_accounts(mongo_url, database_prefix, tmp_path, Desk()) as accounts,
        killing(accounts, mongo_url, database_prefix, tmp_path) as running,
    ):
        yield running


async def test_nothing_is_lost_and_nothing_doubled(kills: Kills) -> None:
    for trial in TRIALS:
        assert await killed(kills, trial, trial.moments) > 0, trial.does
