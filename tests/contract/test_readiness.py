"""A process is ready when what it needs itself answers."""

from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from infra.process import runtime
from services.compose import compose
from services.settings import load_settings


@pytest.mark.parametrize(("roles", "status"), [((), 200), (("membership",), 503)])
async def test_without_a_database_only_the_gateway_is_ready(
    tmp_path: Path, roles: tuple[str, ...], status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runtime, "READY_WITHIN", 0.2)
    nowhere = "mongodb://127.0.0.1:1/"
    system = compose(load_settings({"MONGO_URL": nowhere, "VAR_DIR": str(tmp_path)}), roles)
    system.runner.ready = True  # prepared, and then the database goes away
    [endpoint] = (
        route.endpoint
        for route in system.runner.routes()
        if isinstance(route, Route) and route.path == "/readyz"
    )
    answer: Response = await endpoint(Request({"type": "http"}))
    assert answer.status_code == status
    await system.close()
