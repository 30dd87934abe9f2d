"""What the gateway offers in development only: tokens for everybody, and a clock that moves."""

import asyncio
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from gateway.dev import clock
from infra.process.movable_clock import MovableClock
from infra.secret_settings import DEVELOPMENT_SECRET, Environment
from services.settings import Settings
from tests.gateway.conftest import FakeSystem, Gateway, Stage
from tests.gateway.test_app import ask

SECRETS = (
    "rpc_secret",
    "jwt_secret",
    "twilio_auth_token",
    "code_secret",
    "cursor_key",
    "webhook_key",
    "pass_key",
    "token_key",
    "handle_key",
    "master_key",
)


async def dev(gateway: Gateway, path: str, body: Any) -> tuple[int, dict[str, Any]]:
    async with gateway.session.post(f"{gateway.url}/dev/{path}", json=body) as response:
        return response.status, await response.json()


async def test_tokens_for_everybody(gateway: Gateway) -> None:
    status, answer = await dev(gateway, "token", {"role": "member", "id": "m-2"})
    assert status == 200
    headers = {"authorization": f"Bearer {answer['token']}"}
    body = {"query": "{ me { memberId } }"}
    _, text = await ask(gateway, method="POST", json=body, headers=headers)
    assert '"memberId":"m-2"' in text


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("token", {"id": "m-1"}, "role"),
        ("token", {"role": "member", "id": ""}, "id"),
        ("token", {"role": "king", "id": "m-1"}, None),
        ("token", {"role": "member", "id": "m-1", "exp": 1}, "exp"),
        ("token", [], ""),
        ("clock", {"advance": "soon"}, "advance"),
        ("clock", {"advance": "-P1D"}, "advance"),
        ("clock", {}, ""),
        ("clock", {"advance": "P1D", "jump": "P1D"}, ""),
        ("clock", {"jump": "-P1D"}, "jump"),
        ("clock", {"advance": "P99999999D"}, "advance"),
    ],
)
async def test_bad_input_is_said_in_words(
    gateway: Gateway, path: str, body: Any, field: str | None
) -> None:
    status, answer = await dev(gateway, path, body)
    assert status == 400, answer
    assert answer["field"] == field
    assert answer["code"]
    assert len(answer["message"]) > 10


async def test_sinks_that_do_not_come_to_answering_are_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a busy machine: what they have for us may be anything."""
    asked = 0

    async def arriving(_request: web.Request) -> web.Response:
        nonlocal asked
        asked += 1
        if asked == 1:
            await asyncio.Event().wait()
        return web.json_response({"arriving": 0})

    app = web.Application()
    app.router.add_get("/arriving", arriving)
    monkeypatch.setattr(clock, "_TIMEOUT", aiohttp.ClientTimeout(total=0.1))
    async with TestServer(app) as sinks:
        settings = Settings(sink_port=sinks.port)
        system = FakeSystem(settings, MovableClock(tmp_path / "clock"))
        await clock.DevClock(settings, system.clock, system.apis).advance(timedelta(0))
    assert asked >= 3, "in vain, and twice in a row with nothing to do"


async def test_the_clock_moves(gateway: Gateway) -> None:
    _, before = await dev(gateway, "clock", {"advance": "PT0S"})
    _, after = await dev(gateway, "clock", {"advance": "P31D"})
    moved = datetime.fromisoformat(after["now"]) - datetime.fromisoformat(before["now"])
    assert timedelta(days=31) <= moved < timedelta(days=31, minutes=1)
    _, jumped = await dev(gateway, "clock", {"jump": "P2D"})
    moved = datetime.fromisoformat(jumped["now"]) - datetime.fromisoformat(after["now"])
    assert timedelta(days=2) <= moved < timedelta(days=2, minutes=1)


async def test_how_far_time_has_passed_comes_line_by_line(gateway: Gateway) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            f"{gateway.url}/dev/clock",
            json={"advance": "P31D"},
            headers={"accept": "application/x-ndjson"},
        ) as response,
    ):
        lines = [json.loads(line) async for line in response.content]
    assert lines[-1]["done"] == 1
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{gateway.url}/dev/clock") as response,
    ):
        shown = await response.json()
    assert shown["done"] == 1
    assert shown["now"] >= lines[-1]["now"]


async def test_production_has_no_such_doors(stage: Stage, tmp_path: Path) -> None:
    own = SecretStr("a-secret-of-production-of-32-bytes-or-more")
    assert own.get_secret_value() != DEVELOPMENT_SECRET
    settings = Settings(
        environment=Environment.PRODUCTION,
        **dict.fromkeys(SECRETS, own),  # type: ignore[arg-type]  # secrets all
    )
    system = FakeSystem(settings, MovableClock(tmp_path / "clock"))
    app = system.app()
    async with stage.showing(app) as url, aiohttp.ClientSession() as session:
        for path in ("token", "clock"):
            async with session.post(f"{url}/dev/{path}", json={}) as response:
                assert response.status == 404
        async with session.get(f"{url}/graphql/schema") as response:
            assert response.status == 404
        asked = {"query": "{ __schema { types { name } } }"}
        async with session.post(f"{url}/graphql", json=asked) as response:
            assert "disabled" in await response.text()
        async with session.get(f"{url}/graphql", headers={"accept": "text/html"}) as response:
            assert response.status == 404
        for wrong in ("{ plan { code } }", "mutation { renew(input: {plans: 1}) { __typename } }"):
            async with session.post(f"{url}/graphql", json={"query": wrong}) as response:
                assert "Did you mean" not in await response.text()
