"""What only the socket has: one connection for many calls, and who may come near it."""

import asyncio
import contextlib
import os
import signal
import socket
import stat
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from infra.kernel.errors import InvalidInput, Unavailable
from infra.rpc import clients, frames, socket_line, socket_server
from infra.rpc.frames import Call, CancelCall, Frame, FrameReader, Hello, Welcome
from infra.rpc.socket_server import AddressTaken
from tests.infra.doors import SECRET, Door, RealDoor, calling, serving, somewhere
from tests.waiting import PATIENCE, eventually


@pytest.fixture
def url() -> Iterator[str]:
    with somewhere("socket") as address:
        yield address


@pytest.fixture
def path(url: str) -> Path:
    return Path(url.removeprefix("unix:"))


@pytest.fixture
async def real(url: str) -> AsyncIterator[RealDoor]:
    async with serving(url) as door:
        yield door


@pytest.fixture
async def door(url: str, real: RealDoor) -> AsyncIterator[Door]:
    async with calling(url) as client:
        yield client


class Raw:
    """A caller who says what it likes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._frames = FrameReader()
        self.writer = writer

    def say(self, *said: Frame | bytes) -> None:
        for one in said:
            content = one if isinstance(one, bytes) else msgspec.msgpack.encode(one)
            self.writer.write(len(content).to_bytes(4) + content)

    async def hears(self) -> list[Frame]:
        """None: the line is cut."""
        with contextlib.suppress(ConnectionError):
            return list(self._frames.feed(await self._reader.read(1_000_000)))
        return []

    async def until_cut(self) -> None:
        async with asyncio.timeout(PATIENCE):
            while await self.hears():
                pass


@contextlib.asynccontextmanager
async def raw(path: Path, hello: bool = True) -> AsyncIterator[Raw]:
    line = Raw(*await asyncio.open_unix_connection(path))
    if hello:
        line.say(Hello(SECRET))
        assert await line.hears() == [Welcome()]
    try:
        yield line
    finally:
        line.writer.transport.abort()


def call(id: int, method: str, *arguments: Any, seconds: float = 60.0) -> Call:
    return Call(id, f"door/{method}", seconds, msgspec.Raw(msgspec.msgpack.encode(arguments)))


# --- who may come near


async def test_only_our_own_user_may_connect(path: Path, real: RealDoor) -> None:
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600


async def test_a_socket_that_a_killed_process_left_is_replaced(url: str, path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(path))
    async with serving(url), calling(url) as door:
        assert await door.carry(b"x") == b"x"
    assert not await asyncio.to_thread(path.exists)


async def test_the_address_of_a_process_that_serves_is_taken(url: str, door: Door) -> None:
    with pytest.raises(AddressTaken):
        async with serving(url):
            pass
    assert await door.carry(b"x") == b"x"


async def test_who_says_nothing_is_cut_off(
    path: Path, real: RealDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket_server, "HELLO_SECONDS", 0.05)
    async with raw(path, hello=False) as line:
        await line.until_cut()


@pytest.mark.parametrize(
    "said",
    [
        call(1, "hold", "Ann"),
        Hello("x" * 5_000),
        Welcome(),
        b"GET / HTTP/1.1",
        b"\xc1",
    ],
)
async def test_before_the_secret_nothing_else_is_taken(
    path: Path, real: RealDoor, said: Frame | bytes
) -> None:
    async with raw(path, hello=False) as line:
        line.say(said)
        await line.until_cut()
    assert not real.held


@pytest.mark.parametrize("said", [Hello(SECRET), Welcome(), b"", b"\xc1", b"\x92\x03\x01"])
async def test_what_is_none_of_ours_ends_its_own_line_only(
    path: Path, door: Door, said: Frame | bytes
) -> None:
    async with raw(path) as line:
        line.say(said)
        await line.until_cut()
    assert await door.carry(b"x") == b"x"


async def test_more_connections_than_there_may_be_are_turned_away(
    path: Path, real: RealDoor
) -> None:
    async with contextlib.AsyncExitStack() as all_of_them:
        for _ in range(10):
            await all_of_them.enter_async_context(raw(path))
        extra = await all_of_them.enter_async_context(raw(path, hello=False))
        extra.say(Hello(SECRET))
        await extra.until_cut()


# --- calls that nobody waits for


async def test_a_call_that_is_cancelled_ends_at_the_service(door: Door, real: RealDoor) -> None:
    holding = asyncio.create_task(door.hold("Ann"))
    await eventually(lambda: real.held)
    holding.cancel()
    await eventually(lambda: real.left == ["Ann"])
    assert await door.carry(b"x") == b"x"


async def test_a_call_that_takes_too_long_is_given_up_and_made_again(
    door: Door, real: RealDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket_line, "CALL_SECONDS", 0.02)
    monkeypatch.setattr(clients, "_pause", lambda _attempt: 0.01)
    with pytest.raises(Unavailable):
        await door.hold("Ann")
    await eventually(lambda: real.left == ["Ann"] * 6)


async def test_the_service_keeps_the_deadline_of_a_caller_that_is_frozen(
    path: Path, real: RealDoor
) -> None:
    async with raw(path) as line:
        line.say(call(1, "hold", "Ann", seconds=0.02))
        await eventually(lambda: real.left == ["Ann"])


async def test_an_unknown_call_can_be_cancelled(path: Path, real: RealDoor) -> None:
    async with raw(path) as line:
        line.say(CancelCall(17), call(1, "carry", b"x"))
        assert [type(frame).__name__ for frame in await line.hears()] == ["Answer"]


# --- how much


async def test_what_is_too_large_is_said(
    door: Door, real: RealDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await door.carry(b"x" * 2_000)
    monkeypatch.setattr(frames, "LARGEST", 1_000)
    with pytest.raises(InvalidInput):
        await door.carry(b"x" * 2_000)
    words: Any = [{"type": "Farewell", "to": "A"}]
    with pytest.raises(Unavailable) as raised:
        await door.open(words, 200)
    assert raised.value.details == {"method": "open", "status": 413}
    assert await door.carry(b"x") == b"x"


async def test_who_does_not_take_answers_is_not_read_any_further(
    path: Path, real: RealDoor
) -> None:
    """Else what is written for it would grow without end."""
    carried: list[int] = []

    async def carry(load: bytes) -> bytes:
        carried.append(len(load))
        return load

    real.carry = carry  # type: ignore[method-assign]
    async with serving(f"unix:{path}2", real), raw(Path(f"{path}2")) as line:
        for id in range(100):
            line.say(call(id, "carry", bytes(1_000_000)))
        writing = asyncio.create_task(line.writer.drain())
        await eventually(_still(carried))
        assert len(carried) < 100
        assert not writing.done()
        heard: list[Frame] = []
        while len(heard) < 100:
            heard += await line.hears()
        assert len(carried) == 100
        await writing


def _still(carried: list[int]) -> Callable[[], bool]:
    """Whether there are as many as at the last ten looks."""
    seen: list[int] = []

    def look() -> bool:
        seen.append(len(carried))
        return bool(carried) and seen[-10:] == [len(carried)] * 10

    return look


async def test_of_one_connection_so_many_calls_are_under_way(
    url: str, door: Door, real: RealDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket_server, "MOST_CALLS", 3)
    first = [asyncio.create_task(door.hold(f"p-{number}")) for number in range(3)]
    await eventually(lambda: len(real.held) == 3)
    later = [asyncio.create_task(door.hold(f"p-{number}")) for number in range(3, 5)]
    async with calling(url) as other:
        for _ in range(5):
            assert await other.carry(b"x") == b"x"
    assert len(real.held) == 3
    real.let_go.set()
    assert await asyncio.gather(*first, *later) == [f"p-{number}" for number in range(5)]


# --- kill -9 of either side


@contextlib.asynccontextmanager
async def process(code: str, path: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    started = await asyncio.create_subprocess_exec(sys.executable, "-c", code, str(path))
    try:
        yield started
    finally:
        with contextlib.suppress(ProcessLookupError):
            started.kill()
        await started.wait()


SERVING = """
import asyncio, sys
from tests.infra.doors import serving

async def main():
    async with serving("unix:" + sys.argv[1]):
        await asyncio.Event().wait()

asyncio.run(main())
"""
CALLING = """
import asyncio, sys
from tests.infra.doors import calling

async def main():
    async with calling("unix:" + sys.argv[1]) as door:
        await door.hold("Ann")

asyncio.run(main())
"""


async def test_a_service_that_is_killed_is_called_again_where_it_starts_anew(
    url: str, path: Path
) -> None:
    async with process(SERVING, path) as first, calling(url) as door:
        await eventually(path.exists)
        assert await door.carry(b"x") == b"x"
        holding = [asyncio.create_task(door.hold(f"p-{number}")) for number in range(20)]
        assert await door.carry(b"y") == b"y"  # they are there by now
        os.kill(first.pid, signal.SIGKILL)
        await first.wait()
        async with serving(url) as second:
            await eventually(lambda: len(second.held) == 20)
            second.let_go.set()
            assert await asyncio.gather(*holding) == [f"p-{number}" for number in range(20)]


async def test_of_a_caller_that_is_killed_nothing_is_left(path: Path, real: RealDoor) -> None:
    async with process(CALLING, path) as caller:
        await eventually(lambda: real.held == ["Ann"])
        os.kill(caller.pid, signal.SIGKILL)
        await eventually(lambda: real.left == ["Ann"])
    assert not real.held
