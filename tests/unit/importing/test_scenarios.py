from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from services.importing.deliver import Clients
from tests.contract.import_scenarios import SCENARIOS
from tests.unit.importing.fakes import FakeClients

Scenario = Callable[[Clients, Path], Awaitable[None]]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
async def test_the_services_in_memory_keep_the_contract(scenario: Scenario, tmp_path: Path) -> None:
    await scenario(FakeClients(), tmp_path)
