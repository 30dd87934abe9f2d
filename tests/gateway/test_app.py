"""The application around the graph: a real server, its limits, and what only development has."""

import asyncio
import re
import time
from typing import Any

import aiohttp
import pytest

from gateway.edge.middleware import LARGEST_BODY
from tests.gateway.conftest import Gateway
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
    healths = 0

    async def health() -> None:
        nonlocal healths
        while True:
            async with gateway.session.get(f"{gateway.url}/healthz") as response:
                assert response.status == 200
            healths += 1

    watching = asyncio.create_task(health())
    times = []
    for number in range(20):
        start = time.process_time()
        code = await gateway.code(f"#{number}\n{text}")
        times.append(time.process_time() - start)
        assert code in ("TOO_MANY_FIELDS", "TOO_DEEP", "TOO_MANY_REPEATS")
    watching.cancel()
    assert min(times) <= 0.2, "of the processor; an explosion would take minutes"
    assert healths >= len(times), "whoever asks for something else is answered meanwhile"


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
