"""A contract behaves the same when it is called over the wire."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, Protocol

import aiohttp
import msgspec
import pytest
import uvicorn
from starlette.applications import Starlette

from infra.dev.ports import free_port
from infra.http import rpc
from infra.kernel.errors import InvalidInput, NotAllowed, Unavailable

SECRET = "between-services"


class Greeting(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    to: str
    at: datetime


class Farewell(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    to: str


class Door(Protocol):
    async def open(self, words: list[Greeting | Farewell], times: int = 1) -> list[str]: ...

    async def slam(self, kind: str) -> str: ...


class RealDoor:
    async def open(self, words: list[Greeting | Farewell], times: int = 1) -> list[str]:
        return [f"{type(word).__name__} {word.to}" for word in words] * times

    async def slam(self, kind: str) -> str:
        if kind == "bug":
            raise RuntimeError("secret detail")
        raise NotAllowed("Not while someone sleeps.", field="kind", details={"allowed": ["soft"]})


@asynccontextmanager
async def serving() -> AsyncIterator[str]:
    app = Starlette(routes=rpc.routes("door", Door, RealDoor(), [SECRET]))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, loop="none"))
    bound = socket.socket()
    bound.bind(("127.0.0.1", 0))
    task = asyncio.create_task(server.serve(sockets=[bound]))
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task


@pytest.fixture
async def url() -> AsyncIterator[str]:
    async with serving() as address:
        yield address


@pytest.fixture
async def door(url: str) -> AsyncIterator[Door]:
    client: Any = rpc.client(Door, "door", url, SECRET)
    yield client
    await client.close()


async def test_structs_and_keywords_cross_the_wire(door: Door) -> None:
    words = [Greeting(to="Lin", at=datetime(2026, 1, 1, tzinfo=UTC)), Farewell(to="Ann")]
    assert await door.open(words) == ["Greeting Lin", "Farewell Ann"]
    assert await door.open(words=[Farewell(to="Ann")], times=2) == ["Farewell Ann"] * 2


async def test_expected_failures_keep_their_type_and_facts(door: Door) -> None:
    with pytest.raises(NotAllowed) as raised:
        await door.slam("hard")
    assert raised.value.field == "kind"
    assert raised.value.details == {"allowed": ["soft"]}


async def test_a_bug_tells_the_caller_nothing_of_itself(door: Door) -> None:
    with pytest.raises(Unavailable) as raised:
        await door.slam("bug")
    assert "secret detail" not in str(raised.value)


@pytest.mark.parametrize("given", [None, "", "wrong", "geheimnis-für-dienste", "密"])
async def test_without_the_secret_nothing_is_served(url: str, given: str | None) -> None:
    headers = {} if given is None else {"x-rpc-secret": given}
    async with aiohttp.ClientSession() as session:
        answer = await session.post(f"{url}/rpc/door/open", data=b"\x91\x90", headers=headers)
        assert answer.status == 401
        assert answer.headers["www-authenticate"].startswith("RPC-Secret ")


async def test_arguments_of_a_wrong_shape_are_an_input_error(url: str) -> None:
    headers = {"x-rpc-secret": SECRET}
    async with aiohttp.ClientSession() as session:
        body = msgspec.msgpack.encode([["not a word"]])
        answer = await session.post(f"{url}/rpc/door/open", data=body, headers=headers)
        assert answer.status == 422
        assert InvalidInput.code.encode() in await answer.read()


async def test_a_service_that_starts_late_is_waited_for() -> None:
    """The caller comes first, the service a moment later, as after a kill."""
    port = free_port()
    client: Any = rpc.client(Door, "door", f"http://127.0.0.1:{port}", SECRET)
    calling = asyncio.create_task(client.open([Farewell(to="Ann")]))
    await asyncio.sleep(0.2)
    app = Starlette(routes=rpc.routes("door", Door, RealDoor(), [SECRET]))
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_config=None, loop="none"))
    task = asyncio.create_task(server.serve())
    assert await calling == ["Farewell Ann"]
    await client.close()
    server.should_exit = True
    await task
