"""A contract to call over the wire, served over HTTP and through a socket."""

import asyncio
import contextlib
import socket
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Protocol

import msgspec
import structlog
import uvicorn
from starlette.applications import Starlette

from infra.dev.ports import free_port
from infra.kernel.errors import NotAllowed
from infra.rpc import clients
from infra.rpc.addresses import socket_path
from infra.rpc.methods import served
from infra.rpc.over_http import routes
from infra.rpc.socket_server import SocketServer

SECRET = "between-services"
WAYS = ("http", "socket")


class Greeting(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    to: str
    at: datetime


class Farewell(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    to: str


class Door(Protocol):
    async def open(self, words: list[Greeting | Farewell], times: int = 1) -> list[str]: ...

    async def slam(self, kind: str) -> str: ...

    async def hold(self, name: str) -> str: ...

    async def carry(self, load: bytes) -> bytes: ...

    async def whose(self) -> str: ...


class RealDoor:
    """`held`: who holds it now; `let_go` says that all may let go."""

    def __init__(self) -> None:
        self.held: list[str] = []
        self.left: list[str] = []
        self.let_go = asyncio.Event()

    async def open(self, words: list[Greeting | Farewell], times: int = 1) -> list[str]:
        return [f"{type(word).__name__} {word.to}" for word in words] * times

    async def slam(self, kind: str) -> str:
        if kind == "bug":
            raise RuntimeError("secret detail")
        if kind == "slow":
            raise TimeoutError
        raise NotAllowed("Not while someone sleeps.", field="kind", details={"allowed": ["soft"]})

    async def hold(self, name: str) -> str:
        self.held.append(name)
        try:
            await self.let_go.wait()
        except asyncio.CancelledError:
            self.left.append(name)
            raise
        finally:
            self.held.remove(name)
        return name

    async def carry(self, load: bytes) -> bytes:
        return load

    async def whose(self) -> str:
        return str(structlog.contextvars.get_contextvars().get("request_id", ""))


@contextlib.contextmanager
def somewhere(way: str) -> Any:
    """An address where nobody serves yet."""
    with tempfile.TemporaryDirectory() as folder:
        yield f"unix:{folder}/door" if way == "socket" else f"http://127.0.0.1:{free_port()}"


@asynccontextmanager
async def serving(
    url: str, door: RealDoor | None = None, secrets: Sequence[str] = (SECRET,)
) -> AsyncIterator[RealDoor]:
    door = door or RealDoor()
    known = served("door", Door, door)
    path = socket_path(url)
    if path is None:
        async with _over_http(Starlette(routes=routes(known.values(), secrets)), url):
            yield door
        return
    server = SocketServer(path, known, secrets, most_connections=10)
    await server.start()
    try:
        yield door
    finally:
        await server.stop()


@asynccontextmanager
async def _over_http(app: Starlette, url: str) -> AsyncIterator[None]:
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind(("127.0.0.1", int(url.rpartition(":")[2])))
    server = uvicorn.Server(
        uvicorn.Config(app, log_config=None, loop="none", timeout_graceful_shutdown=1)
    )
    task = asyncio.create_task(server.serve(sockets=[bound]))
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        await task


@asynccontextmanager
async def calling(url: str, secret: str = SECRET) -> AsyncIterator[Door]:
    client: Any = clients.client(Door, "door", url, secret)
    try:
        yield client
    finally:
        await client.close()
