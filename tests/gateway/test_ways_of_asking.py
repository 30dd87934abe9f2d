"""One graph over HTTP and over WebSockets: what is not asked rightly is said with a code, and
nobody who asks wrongly, or leaves, writes into the log."""

import asyncio
import json
import logging
from typing import Any

import pytest
import structlog
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from gateway.edge.socket import REFUSED
from gateway.request.accept import GRAPHQL_RESPONSE
from tests.gateway.conftest import Gateway
from tests.waiting import PATIENCE, eventually

TWO = "query A { plans { code } } mutation B { renew(input: {}) { __typename } }"
FOLLOW = "subscription { membershipChanged { version } }"
UPGRADE = (
    b"GET /graphql HTTP/1.1\r\nhost: localhost\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
    b"sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
    b"sec-websocket-protocol: graphql-transport-ws\r\n\r\n"
)


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> list[object]:
    """What a person would have to look at: errors and warnings, ours and the libraries'."""
    found: list[object] = []

    def kept(_logger: object, method: str, event: Any) -> Any:
        if method in ("warning", "error", "critical", "exception"):
            found.append(event)
        raise structlog.DropEvent

    monkeypatch.setitem(structlog.get_config(), "processors", [kept])
    structlog.configure(processors=[kept])

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(record.getMessage())

    handler = Handler(logging.WARNING)
    logging.getLogger().addHandler(handler)
    yield found  # type: ignore[misc]
    logging.getLogger().removeHandler(handler)
    structlog.reset_defaults()


async def asked(gateway: Gateway, **payload: Any) -> tuple[int, Any]:
    async with gateway.session.post(
        f"{gateway.url}/graphql", json=payload, headers=gateway.headers()
    ) as response:
        return response.status, await response.json()


def opened(gateway: Gateway) -> Any:
    return connect(
        gateway.url.replace("http", "ws") + "/graphql",
        subprotocols=[Subprotocol("graphql-transport-ws")],
        additional_headers=gateway.headers(),
    )


async def acknowledged(socket: ClientConnection) -> None:
    await socket.send('{"type": "connection_init"}')
    assert json.loads(await socket.recv())["type"] == "connection_ack"


async def subscribed(socket: ClientConnection, name: str = "1", **payload: Any) -> dict[str, Any]:
    await socket.send(json.dumps({"type": "subscribe", "id": name, "payload": payload}))
    answer: dict[str, Any] = json.loads(await socket.recv())
    return answer


@pytest.mark.parametrize("accepted", ["application/json", "text/event-stream"])
async def test_who_does_not_say_that_it_is_json_is_told_to(gateway: Gateway, accepted: str) -> None:
    headers = {**gateway.headers(), "accept": accepted}
    for sent in ("application/x-www-form-urlencoded", "text/plain"):
        async with gateway.session.post(
            f"{gateway.url}/graphql",
            data='{"query": "{ plans { code } }"}',
            headers={**headers, "content-type": sent},
        ) as response:
            [error] = (await response.json())["errors"]
            assert response.status == 415
        assert error["extensions"] == {"code": "UNSUPPORTED_MEDIA_TYPE"}
        assert "content-type: application/json" in error["message"]


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ({"query": TWO}, "OPERATION_NAME_REQUIRED"),
        ({"query": TWO, "operationName": None}, "OPERATION_NAME_REQUIRED"),
        ({"query": TWO, "operationName": "C"}, "UNKNOWN_OPERATION"),
        ({"query": TWO, "operationName": ""}, "UNKNOWN_OPERATION"),
        ({"query": "query A { plans { code } }", "operationName": "B"}, "UNKNOWN_OPERATION"),
        (
            {"query": "query($n: Int) { me { alerts(first: $n) { totalCount } } }",
             "variables": {"n": "many"}},
            "INVALID_VARIABLES",
        ),
        (
            {"query": "mutation($i: RenewInput!) { renew(input: $i) { __typename } }"},
            "INVALID_VARIABLES",
        ),
    ],
)  # fmt: skip
async def test_what_cannot_run_is_said_with_a_code_in_every_way(
    gateway: Gateway, payload: dict[str, Any], code: str
) -> None:
    status, answer = await asked(gateway, **payload)
    assert status == 200
    assert [error["extensions"]["code"] for error in answer["errors"]] == [code]
    async with opened(gateway) as socket:
        await acknowledged(socket)
        refused = await subscribed(socket, **payload)
        errors = refused["payload"] if refused["type"] == "error" else refused["payload"]["errors"]
        assert errors[0]["extensions"]["code"] == code
        running = await subscribed(socket, "2", query=TWO, operationName="A")
        while running.get("id") != "2":
            running = json.loads(await socket.recv())
        assert running["payload"]["data"]["plans"]
    assert gateway.apis.membership.executed == []


async def test_the_operation_that_is_named_runs(gateway: Gateway) -> None:
    status, answer = await asked(gateway, query=TWO, operationName="A")
    assert (status, list(answer["data"])) == (200, ["plans"])


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_subscription_needs_a_stream(
    gateway: Gateway, method: str, faults: list[object]
) -> None:
    given: Any = {"params" if method == "GET" else "json": {"query": FOLLOW}}
    for accepted in ("*/*", GRAPHQL_RESPONSE):
        headers = {**gateway.headers(), "accept": accepted}
        async with gateway.session.request(
            method, f"{gateway.url}/graphql", headers=headers, **given
        ) as response:
            assert response.status == 400
            [error] = (await response.json())["errors"]
            assert error["extensions"] == {"code": "SUBSCRIPTION_NEEDS_STREAM"}
            assert "WebSocket" in error["message"]
    assert faults == []


async def test_who_accepts_no_json_is_told(gateway: Gateway) -> None:
    body = {"query": "mutation { renew(input: {}) { __typename } }"}
    headers = {**gateway.headers(), "accept": "text/plain"}
    async with gateway.session.post(
        f"{gateway.url}/graphql", json=body, headers=headers
    ) as response:
        assert response.status == 406
    assert gateway.apis.membership.executed == []


async def test_a_head_is_a_get_without_its_body(gateway: Gateway) -> None:
    url = f"{gateway.url}/graphql"
    params = {"query": "{ plans { code } }"}
    async with gateway.session.head(url, params=params) as head:
        assert head.status == 200
        assert await head.read() == b""
    async with gateway.session.get(url, params=params) as got:
        assert got.headers["content-length"] == head.headers["content-length"]


async def test_a_bad_token_is_told_how_to_sign_in(gateway: Gateway) -> None:
    headers = {"authorization": "Bearer nonsense"}
    async with gateway.session.post(
        f"{gateway.url}/graphql", json={"query": "{ plans { code } }"}, headers=headers
    ) as response:
        assert response.status == 401
        assert response.headers["www-authenticate"].startswith("Bearer ")
        assert 'error="invalid_token"' in response.headers["www-authenticate"]


# --- what every answer carries, and names that are not ours


async def test_every_answer_says_what_may_be_done_with_it(gateway: Gateway) -> None:
    for path in ("/graphql?query={plans{code}}", "/graphql", "/healthz", "/nothing", "/dev/token"):
        async with gateway.session.get(gateway.url + path) as response:
            assert response.headers["x-content-type-options"] == "nosniff", path
            assert response.headers["cache-control"] == "no-store", path
            assert "server" not in response.headers, path


async def test_nobody_is_led_to_where_a_stranger_says(gateway: Gateway) -> None:
    for host in ("localhost", "evil.example"):
        headers = {"host": host}
        for path in ("/graphql/", "/healthz/", "//evil.example/graphql"):
            async with gateway.session.get(
                gateway.url + path, headers=headers, allow_redirects=False
            ) as response:
                assert response.status in (404, 421), path
                assert "location" not in response.headers


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("LOCALHOST:8000", 200),
        ("127.0.0.1", 200),
        ("[::1]:8000", 200),
        ("evil.example", 421),
        ("localhost.evil.example", 421),
        ("127.0.0.1.evil.example:80", 421),
        ("", 421),
    ],
)
async def test_development_answers_under_its_own_names_only(
    gateway: Gateway, host: str, status: int
) -> None:
    """Else a page of a stranger, whose name leads to this machine, could ask for tokens."""
    body = {"role": "member", "id": "m-1"}
    async with gateway.session.post(
        f"{gateway.url}/dev/token", json=body, headers={"host": host}
    ) as response:
        assert response.status == status
    async with gateway.session.get(f"{gateway.url}/healthz", headers={"host": host}) as response:
        assert response.status == 200


# --- clients that leave, or send what nobody should


async def test_a_client_that_leaves_in_the_middle_is_no_fault(
    gateway: Gateway, faults: list[object]
) -> None:
    port = int(gateway.url.rsplit(":", 1)[1])
    for sent in (b"", b'{"query": "{ plans'):
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(
            b"POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
            b"content-length: 500\r\n\r\n" + sent
        )
        await writer.drain()
        writer.transport.abort()
    async with opened(gateway) as socket:
        await acknowledged(socket)
        for name in range(5):
            payload = {"query": FOLLOW}
            await socket.send(
                json.dumps({"type": "subscribe", "id": str(name), "payload": payload})
            )
        socket.transport.abort()
    status, _ = await asked(gateway, query="{ plans { code } }")
    assert status == 200
    await _quiet(gateway)
    assert faults == []


async def _quiet(gateway: Gateway) -> None:
    """Until nobody follows any more: the server has seen that they left."""
    await eventually(lambda: not gateway.apis.membership.stream.waiting)


async def _until_it_closes(socket: ClientConnection) -> None:
    while True:
        await socket.recv()


@pytest.mark.parametrize(
    "message",
    [
        {"type": "x" * 500},
        {"type": "subscribe", "id": "1", "payload": {"query": "{ " + "é" * 300}},
        {"type": "subscribe", "id": "1", "payload": {"query": 5}},
        {"type": "subscribe", "id": "1", "payload": {"query": "{a}", "variables": [1]}},
        {"type": "subscribe", "id": "1", "payload": {"query": "{a}", "operationName": {}}},
        {"type": "subscribe", "id": 1, "payload": {"query": "{ plans { code } }"}},
        {"type": "complete", "id": []},
        {"type": []},
    ],
)
async def test_a_strange_message_is_answered_without_a_line_in_the_log(
    gateway: Gateway, message: dict[str, Any], faults: list[object]
) -> None:
    async with opened(gateway) as socket:
        await acknowledged(socket)
        await socket.send(json.dumps(message))
        await socket.send("{")  # a document that is refused leaves the connection open
        with pytest.raises(ConnectionClosed) as closed:
            await _until_it_closes(socket)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4400
    assert faults == []


async def test_a_socket_is_closed_after_a_few_documents_that_cannot_run(gateway: Gateway) -> None:
    async with opened(gateway) as socket:
        await acknowledged(socket)
        for number in range(REFUSED):
            refused = await subscribed(socket, str(number), query=f"{{ nothing{number} }}")
            assert refused["type"] == "error"
        with pytest.raises(ConnectionClosed) as closed:
            await subscribed(socket, "last", query="{ nothing }")
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4429


@pytest.mark.parametrize("first", ['{"type": "connection_init"}', '{"type": "ping"}'])
async def test_what_is_no_text_right_behind_a_message_writes_no_log(
    gateway: Gateway, first: str, faults: list[object]
) -> None:
    """The line is closed for it while the message before it is answered."""
    port = int(gateway.url.rsplit(":", 1)[1])
    for _ in range(20):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(UPGRADE)
        await reader.readuntil(b"\r\n\r\n")
        writer.write(text_frame(first.encode()) + text_frame(b"\xff"))
        assert b"UTF-8" in await asyncio.wait_for(reader.read(), PATIENCE)
        writer.close()
    assert faults == []


def text_frame(text: bytes) -> bytes:
    """As a client sends it: masked, here by what changes nothing (RFC 6455, section 5.3)."""
    return bytes((0x81, 0x80 | len(text))) + bytes(4) + text


@pytest.mark.parametrize("nested", [1_000, 5_000, 100_000])
@pytest.mark.parametrize("around", [("[", "]"), ('{"a":', "}")])
async def test_what_is_nested_without_end_is_no_json(
    gateway: Gateway, nested: int, around: tuple[str, str], faults: list[object]
) -> None:
    """Deeper than the reader goes it is refused, and within that nothing falls over."""
    value = around[0] * nested + "1" + around[1] * nested
    body = f'{{"query": "{{ plans {{ code }} }}", "variables": {{"a": {value}}}}}'
    async with gateway.session.post(
        f"{gateway.url}/graphql", data=body, headers={"content-type": "application/json"}
    ) as response:
        assert response.status in ((200, 400) if nested == 1_000 else (400, 413))
        assert "INTERNAL" not in await response.text()
    assert faults == []
