"""The application around the graph: a real server, its limits, and what only development has."""

import asyncio
import json
import re
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import aiohttp
import pytest
from pydantic import SecretStr

from gateway.app import build_app
from gateway.edge.middleware import LARGEST_BODY
from gateway.schema.__main__ import COMMITTED, main, sdl
from infra.process.movable_clock import MovableClock
from infra.settings import DEVELOPMENT_SECRET, Environment
from services.settings import Settings
from tests.gateway.conftest import FakeSystem, Gateway, Stage
from tests.waiting import PATIENCE

JSON = "application/json"
RESPONSE = "application/graphql-response+json"


def bomb() -> str:
    """About 1.5 KB that would fill in to more than a billion fields."""
    fragments = [
        f"fragment F{n} on Member {{id ...F{n + 1} ... on Member {{...F{n + 1}}}}}"
        for n in range(25)
    ]
    return "{me{...F0}}" + "".join(fragments) + "fragment F25 on Member {id}"


async def test_a_fragment_bomb_is_refused_at_once(gateway: Gateway) -> None:
    text = bomb()
    assert 1_200 < len(text) < 1_800
    await gateway.post(text.replace("F0", "G0"))  # the first request of all also warms up
    healths: list[float] = []

    async def health() -> None:
        while True:
            start = time.perf_counter()
            async with gateway.session.get(f"{gateway.url}/healthz") as response:
                assert response.status == 200
            healths.append(time.perf_counter() - start)

    watching = asyncio.create_task(health())
    times = []
    for number in range(20):
        start = time.perf_counter()
        code = await gateway.code(f"#{number}\n{text}")
        times.append(time.perf_counter() - start)
        assert code in ("TOO_MANY_FIELDS", "TOO_DEEP", "TOO_MANY_REPEATS")
    watching.cancel()
    # on an idle machine 20 ms; here other tests run beside it, and an explosion would take minutes
    assert min(times) <= 0.2
    assert median(healths) <= 0.2


async def ask(gateway: Gateway, **options: Any) -> tuple[aiohttp.ClientResponse, str]:
    async with gateway.session.request(url=f"{gateway.url}/graphql", **options) as response:
        return response, await response.text()


async def test_clients_choose_the_media_type(gateway: Gateway) -> None:
    for body, status in (({"query": "{ plans { code } }"}, 200), ({"query": "{ nothing }"}, 400)):
        response, text = await ask(gateway, method="POST", json=body, headers={"accept": RESPONSE})
        assert (response.content_type, response.status) == (RESPONSE, status)
        assert ('"data"' in text) is (status == 200)
        response, _ = await ask(gateway, method="POST", json=body, headers={"accept": JSON})
        assert (response.content_type, response.status) == (JSON, 200)


async def test_a_refused_field_is_no_bad_request(gateway: Gateway) -> None:
    body = {"query": "{ totals { alerts } }"}
    response, text = await ask(gateway, method="POST", json=body, headers={"accept": RESPONSE})
    assert response.status == 200
    assert '"path":["totals"]' in text


async def test_queries_by_get_and_no_mutations(gateway: Gateway) -> None:
    response, text = await ask(gateway, method="GET", params={"query": "{ plans { code } }"})
    assert response.status == 200
    assert "gold" in text
    mutation = "mutation { renew(input: {}) { __typename } }"
    response, text = await ask(gateway, method="GET", params={"query": mutation})
    assert response.status == 405
    assert response.headers["allow"] == "POST"
    assert "MUTATION_NEEDS_POST" in text
    assert gateway.apis.membership.executed == []


@pytest.mark.parametrize("header", ["Bearer nonsense", "Basic abc"])
async def test_a_bad_token_is_refused_with_401(gateway: Gateway, header: str) -> None:
    body = {"query": "{ plans { code } }"}
    response, text = await ask(gateway, method="POST", json=body, headers={"authorization": header})
    assert response.status == 401
    assert "UNAUTHENTICATED" in text


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b'{"query": 5}',
        b"null",
        b'"x"',
        b"\xff",
        b'{"query": "\\ud800"}',
        b'{"query": NaN}',
    ],
)
async def test_a_strange_body_is_a_bad_request(gateway: Gateway, body: bytes) -> None:
    response, text = await ask(gateway, method="POST", data=body, headers={"content-type": JSON})
    assert response.status == 400
    assert response.content_type == JSON
    assert "Traceback" not in text


async def test_a_body_has_a_limit_even_unannounced(gateway: Gateway) -> None:
    async def chunks() -> Any:
        for _ in range(LARGEST_BODY // 65536 + 2):
            yield b" " * 65536

    for data in (b" " * (LARGEST_BODY + 1), chunks()):
        response, _ = await ask(gateway, method="POST", data=data, headers={"content-type": JSON})
        assert response.status == 413


async def test_a_body_that_is_announced_too_large_is_not_waited_for(gateway: Gateway) -> None:
    port = int(gateway.url.rsplit(":", 1)[1])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        b"POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
        b"content-length: 99999999999\r\n\r\n{"
    )
    assert (await asyncio.wait_for(reader.readline(), PATIENCE)).startswith(b"HTTP/1.1 413 ")
    writer.close()


async def test_requests_have_ids(gateway: Gateway) -> None:
    body = {"query": "mutation { renew(input: {}) { __typename } }"}
    headers = gateway.headers() | {"x-request-id": "shop-1"}
    response, _ = await ask(gateway, method="POST", json=body, headers=headers)
    assert response.headers["x-request-id"] == "shop-1"
    assert gateway.apis.membership.executed[0][1].request_id == "shop-1"
    headers["x-request-id"] = "not usable: has spaces"
    response, _ = await ask(gateway, method="POST", json=body, headers=headers)
    assert re.fullmatch("[0-9a-f]{32}", response.headers["x-request-id"])


async def test_whatever_else_fails_is_masked(gateway: Gateway, monkeypatch: Any) -> None:
    def broken(*_args: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr("gateway.edge.endpoint.Context", broken)
    response, text = await ask(gateway, method="POST", json={"query": "{ plans { code } }"})
    assert response.status == 500
    assert response.headers["x-request-id"]
    assert "INTERNAL" in text
    assert "secret" not in text


async def test_the_page_needs_nobody_else(gateway: Gateway) -> None:
    response, text = await ask(gateway, method="GET", headers={"accept": "text/html"})
    assert response.content_type == "text/html"
    assert "http://" not in text
    assert "https://" not in text


async def test_health_readiness_and_schema(gateway: Gateway) -> None:
    expected = {
        "/healthz": "ok",
        "/readyz": "ready",
        "/graphql/schema": "type Query",
    }
    for path, words in expected.items():
        async with gateway.session.get(gateway.url + path) as response:
            assert response.status == 200
            assert words in await response.text()


# --- in development only


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
        **dict.fromkeys(("rpc_secret", "jwt_secret", "twilio_auth_token", "code_secret"), own),  # type: ignore[arg-type]  # secrets all
    )
    system = FakeSystem(settings, MovableClock(tmp_path / "clock"))
    app = build_app(system)  # type: ignore[arg-type]  # fakes answer as they should
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


# --- the committed schema


def test_the_committed_schema_is_the_served_one() -> None:
    assert COMMITTED.read_text() == sdl()
    assert main(["--check"]) == 0


def test_a_difference_is_shown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "schema.graphql"
    other.write_text(sdl().replace("  me: Member\n", ""))
    monkeypatch.setattr("gateway.schema.__main__.COMMITTED", other)
    assert main(["--check"]) == 1
    assert "+  me: Member" in capsys.readouterr().out
    assert main(["--write"]) == 0
    assert main(["--check"]) == 0


def test_the_commands_run_by_themselves() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "gateway.schema", "--check"], check=False, capture_output=True
    )
    assert done.returncode == 0, done.stdout
