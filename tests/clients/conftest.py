"""The system that libraries of others use, with a key for the router of a supergraph."""

from collections.abc import AsyncIterator
from typing import Final

import pytest

from infra.dev.supervisor import Supervisor
from tests.flows.conftest import System

ROUTER_KEY: Final = "the-key-of-a-router-over-two-subgraphs"


@pytest.fixture(scope="session")
async def system(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[System]:
    var_dir = tmp_path_factory.mktemp("clients")
    env = {"QUIET_HOURS": "off", "ROUTER_KEY": ROUTER_KEY}
    async with Supervisor(ports="auto", var_dir=var_dir, one=False, env=env) as supervisor:
        yield System(supervisor, "clients")
