"""The gateway over fakes: in this process by ASGI, and as a real server."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import aiohttp
import pytest
import uvicorn
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.types import Receive, Scope, Send

from gateway.app import build_app
from gateway.dev.tokens import issue_development_token
from infra.dev.ports import free_port
from infra.http.serving import server_config
from infra.process.movable_clock import MovableClock
from infra.process.runtime import Runner
from services.settings import Settings
from tests.fakes.services import FakeApis


@dataclass
class FakeSystem:
    settings: Settings
    clock: MovableClock
    apis: FakeApis = field(default_factory=FakeApis)
    runner: Runner = field(default_factory=lambda: Runner(()))

    def app(self, extra: Sequence[BaseRoute] = ()) -> Starlette:
        """The gateway over it: fakes answer as services do, without saying that of their types."""
        return build_app(cast(Any, self), extra)

    async def close(self) -> None:
        return None


@dataclass
class Gateway:
    """A running gateway and what a test does with it."""

    url: str
    apis: FakeApis
    settings: Settings
    session: aiohttp.ClientSession

    def token(self, role: str = "member", id: str = "m-1", **claims: object) -> str:
        return issue_development_token(self.settings, role, id, **claims)

    def headers(
        self, role: str | None = "member", id: str = "m-1", **claims: object
    ) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token(role, id, **claims)}"} if role else {}

    async def post(
        self,
        query: str,
        role: str | None = "member",
        *,
        id: str = "m-1",
        claims: dict[str, Any] | None = None,
        **variables: Any,
    ) -> dict[str, Any]:
        """The whole answer."""
        payload = {"query": query, "variables": variables}
        headers = {"accept-language": "en", **self.headers(role, id, **(claims or {}))}
        async with self.session.post(
            f"{self.url}/graphql", json=payload, headers=headers
        ) as response:
            return cast(dict[str, Any], await response.json())

    async def data(self, query: str, role: str | None = "member", **variables: Any) -> Any:
        """The data of an answer without errors."""
        answer = await self.post(query, role, **variables)
        assert "errors" not in answer, answer
        return answer["data"]

    async def code(self, query: str, role: str | None = "member", **variables: Any) -> str:
        """The code of the first error."""
        answer = await self.post(query, role, **variables)
        return str(answer["errors"][0]["extensions"]["code"])


class Stage:
    """Serves one application after the other, with uvicorn on a free port, as in production: to
    start and stop a server for each test takes longer than the test."""

    def __init__(self) -> None:
        self.port = free_port()
        self._app: Starlette | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert self._app is not None
        await self._app(scope, receive, send)

    @contextlib.asynccontextmanager
    async def showing(self, app: Starlette) -> AsyncIterator[str]:
        """The address of `app`."""
        async with app.router.lifespan_context(app):
            self._app = app
            yield f"http://127.0.0.1:{self.port}"


@pytest.fixture(scope="session")
async def stage() -> AsyncIterator[Stage]:
    built = Stage()
    config = server_config(built, "127.0.0.1", built.port)
    config.lifespan = "off"
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    yield built
    server.should_exit = True
    await serving


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(var_dir=tmp_path)


@pytest.fixture
def behind() -> FakeApis:
    """What stands behind the gateway."""
    return FakeApis()


@pytest.fixture
async def gateway(
    settings: Settings, stage: Stage, tmp_path: Path, broker_url: str, behind: FakeApis
) -> AsyncIterator[Gateway]:
    """What callers spend is counted by a key of the test's own, on the Valkey of all."""
    own = {"broker_url": broker_url, "rpc_secret": SecretStr(uuid4().hex)}
    settings = settings.model_copy(update=own)
    system = FakeSystem(settings, MovableClock(tmp_path / "clock"), behind)
    app = system.app()
    async with stage.showing(app) as url, aiohttp.ClientSession() as session:
        yield Gateway(url, system.apis, settings, session)
