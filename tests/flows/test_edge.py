"""What strangers may send to the processes of a real system: it is refused in words and for little,
and leaves nothing behind, not even in the log."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jwt
import pytest
from graphql import get_introspection_query
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from gateway.identity.viewer import LEEWAY
from infra.dev.logs import notable
from services.settings import load_settings
from tests.flows.conftest import System
from tests.flows.edge import Edge, received, send, signed_in
from tests.flows.test_subscriptions import following, take
from tests.gateway.attacks import documents
from tests.waiting import PATIENCE

pytestmark = pytest.mark.systems("separate")
ROLES = ("gateway", "membership", "appeals", "notify")
SECONDS = 0.05  # of the processor, for each document that is refused
SO_MUCH = 6  # or so many times what the usual introspection takes, where the machine is slow
TIMES = 10
ASKS_FOR_MUCH = {
    "TOO_MUCH_INTROSPECTION": next(one.text for one in documents() if one.name == "aliases"),
    "TOO_MANY_COMPARISONS": "{" + "me{membership{explanation{evidence{id says{text}}}}}" * 90 + "}",
}
FOLLOW = "subscription { membershipChanged { version } }"


@pytest.fixture
def logged(system: System) -> Callable[[], dict[str, str]]:
    """What the processes wrote into their logs since."""
    folder = system.var_dir / "logs"
    before = {name: (folder / f"{name}.log").stat().st_size for name in ROLES}

    def since() -> dict[str, str]:
        return {name: _behind(folder / f"{name}.log", size) for name, size in before.items()}

    return since


def _behind(file: Path, size: int) -> str:
    with file.open(errors="replace") as log:
        log.seek(size)
        return log.read()


# --- work


async def test_what_asks_for_much_is_refused_for_little_work(edge: Edge) -> None:
    began = await edge.worked()
    for _ in range(TIMES):
        await edge.ask(get_introspection_query())
    enough = max(TIMES * SECONDS, SO_MUCH * (await edge.worked() - began))
    for code, text in ASKS_FOR_MUCH.items():
        before = await edge.worked()
        for _ in range(TIMES):
            assert await edge.codes(text) == [code]
        assert await edge.worked() - before <= enough, code


async def test_the_schema_is_told_from_what_was_told_before(edge: Edge) -> None:
    """Over two sockets, again and again, as clients of today do at every start."""
    usual = get_introspection_query()
    async with edge.socket() as one, edge.socket() as other:
        for socket in (one, other):
            await signed_in(socket)
        began = await edge.worked()
        for number in range(TIMES):
            await schema_told(one, usual.replace("__schema", f"s{number}: __schema"))
        between = await edge.worked()
        for _ in range(TIMES):
            for socket in (one, other):
                await schema_told(socket, edge.new(usual))
        each, anew = (await edge.worked() - between) / TIMES / 2, (between - began) / TIMES
        assert each <= anew / 2
        await send(
            one,
            "twice",
            "{ ...A ...B } fragment A on Query { a: __schema { queryType "
            "{ name } } } fragment B on Query { b: __schema { queryType { name } } }",
        )
        [refused] = (await received(one))["payload"]
        assert refused["extensions"]["code"] == "TOO_MUCH_INTROSPECTION"


async def schema_told(socket: ClientConnection, question: str) -> None:
    await send(socket, "schema", question)
    [told] = (await received(socket))["payload"]["data"].values()
    assert told["queryType"]["name"] == "Query"
    assert (await received(socket))["type"] == "complete"


# --- heads


@pytest.fixture(scope="module")
async def stalled(system: System) -> AsyncIterator[dict[str, asyncio.Task[bytes]]]:
    """For each role what is answered to a head that stops in the middle. It takes the ten seconds
    that a head may take: other tests run meanwhile."""
    lines = {role: await _opened(system, role) for role in ROLES}
    for _, writer in lines.values():
        writer.write(b"POST /graphql HTTP/1.1\r\nhost: localhost\r\nx: ")
    yield {role: asyncio.create_task(reader.read()) for role, (reader, _) in lines.items()}
    for _, writer in lines.values():
        writer.close()


async def _opened(system: System, role: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    address = urlsplit(system.supervisor.urls[role])
    return await asyncio.open_connection(address.hostname, address.port)


@pytest.mark.parametrize("role", ROLES)
async def test_a_head_that_never_ends_is_refused_by_every_role(
    system: System, role: str, stalled: object
) -> None:
    reader, writer = await _opened(system, role)
    writer.write(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nx: " + b"a" * 32_768)
    answer = await asyncio.wait_for(reader.read(), PATIENCE)
    assert answer.startswith(b"HTTP/1.1 431 ")
    assert b'"HEAD_TOO_LARGE"' in answer
    writer.close()


# --- room


async def test_a_socket_and_a_caller_have_their_room_and_others_keep_theirs(
    system: System, edge: Edge
) -> None:
    """Twenty each, as it is shipped; the system has other callers."""
    async with (
        await system.new_member() as member,
        await system.new_member() as other,
        contextlib.AsyncExitStack() as lines,
    ):
        token = member.client.token
        first, *_ = [await _line(lines, edge, token) for _ in range(20)]
        with pytest.raises(ConnectionClosed) as closed:
            await _line(lines, edge, token)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4429
        await _line(lines, edge, other.client.token)
        for number in range(21):
            await send(first, str(number), FOLLOW.replace("Changed", 'Changed(after: "")'))
        told: dict[str, Any] = {}
        while len(told) < 21:
            answer = await received(first)
            told.setdefault(answer["id"], answer)
        [error] = told.pop("20")["payload"]
        assert error["extensions"]["code"] == "TOO_MANY_REQUESTS"
        assert {answer["type"] for answer in told.values()} == {"next"}


async def _line(lines: contextlib.AsyncExitStack, edge: Edge, token: str) -> ClientConnection:
    socket = await lines.enter_async_context(edge.socket())
    await signed_in(socket, token)
    return socket


# --- what is no fault of ours, and what is nobody's business


async def test_what_strangers_do_wrong_leaves_nothing_in_the_log(
    system: System, edge: Edge, logged: Callable[[], dict[str, str]]
) -> None:
    url = f"{system.gateway}/graphql"
    assert await edge.codes(FOLLOW) == ["SUBSCRIPTION_NEEDS_STREAM"]
    async with edge.session.get(url, params={"query": FOLLOW}) as answer:
        assert answer.status == 400
        [error] = (await answer.json())["errors"]
        assert error["extensions"]["code"] == "SUBSCRIPTION_NEEDS_STREAM"
    await _leaves_in_the_middle_of_a_body(system)
    async with edge.socket("/graphql?token=a-secret") as socket:
        await signed_in(socket)
        await send(socket, "1", "{ plans { code } }")
        assert (await received(socket))["payload"]["data"]["plans"]
        await send(socket, "2", FOLLOW)
        socket.transport.abort()
    for secret in ("wrong", "geheimnis-für-dienste", "密"):
        async with edge.session.post(
            f"{system.supervisor.urls['membership']}/rpc/membership/read",
            data=b"\x91\x90", headers={"x-rpc-secret": secret},
        ) as answer:  # fmt: skip
            assert answer.status == 401
    assert (await edge.ask("{ plans { code } }"))[1]["data"]["plans"]
    for role, text in logged().items():
        assert [line for line in text.splitlines() if notable(line)] == [], role
        for told in ("a-secret", "127.0.0.1", "Traceback", "/graphql?"):
            assert told not in text, role


async def _leaves_in_the_middle_of_a_body(system: System) -> None:
    _, writer = await _opened(system, "gateway")
    writer.write(
        b"POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
        b"content-length: 500\r\n\r\n{"
    )
    await writer.drain()
    writer.transport.abort()


async def test_what_a_process_counts_is_not_told_in_public(system: System, edge: Edge) -> None:
    for role in ROLES:
        async with edge.session.get(f"{system.supervisor.urls[role]}/metrics") as answer:
            assert answer.status == 404, role


# --- time that really passes, all of it at once


async def test_a_line_ends_with_its_token(system: System) -> None:
    async with await system.new_member() as member:
        version, began = (await member.membership())["version"], time.monotonic()
        async with following(system, member.client.token, after="") as line:
            await take(line, version)
        accepted = 2 + 10 * (time.monotonic() - began)  # more seconds than a line takes to begin
        secret = load_settings(system.supervisor.env).jwt_secret.get_secret_value()
        expires = time.time() - LEEWAY.total_seconds() + accepted
        claims = {"sub": member.id, "role": "member", "exp": expires}
        token = jwt.encode(claims, secret, "HS256")
        async with following(system, token, after="") as line:
            await take(line, version)
            with pytest.raises(ConnectionClosed) as closed:
                await line.receive()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4401


async def test_a_head_that_stops_is_not_waited_for_by_any_role(
    stalled: dict[str, asyncio.Task[bytes]],
) -> None:
    for role, answer in stalled.items():
        said = await asyncio.wait_for(answer, PATIENCE)
        assert said.startswith(b"HTTP/1.1 408 "), role
        assert b'"TOO_SLOW"' in said, role
