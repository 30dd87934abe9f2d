"""Serves contracts through a Unix socket: each connection carries many calls at once."""

import asyncio
import contextlib
import hmac
import os
import socket
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec

from infra.concurrency.finishing import ended
from infra.kernel.errors import AppError, to_record
from infra.log import logger
from infra.rpc.frames import (
    LARGEST,
    LARGEST_HELLO,
    Answer,
    Call,
    CancelCall,
    Denied,
    FailedCall,
    Frame,
    FrameReader,
    FrameTooLarge,
    FrameWriter,
    Hello,
    InvalidFrame,
    Leaving,
    RefusedCall,
    Welcome,
)
from infra.rpc.methods import Served

HELLO_SECONDS: Final = 2.0
"""In which a caller says who it is."""
DRAIN_SECONDS: Final = 1.0
"""In which calls that are under way may end; what is cut off then, as all that is waited for long,
is called again."""
MOST_CALLS: Final = 1_000
"""Of one connection at a time: with more no further ones are read."""
_BACKLOG: Final = 512
_OWNER_ONLY: Final = 0o600


class AddressTaken(Exception):
    """Another process listens there."""


def require_free(path: Path) -> None:
    """
    Raises:
        AddressTaken: another process serves at `path`.
    """
    if _somebody_listens(path):
        raise AddressTaken(
            f"another process serves at {path}: stop it, or give the service an HTTP address "
            "(SERVICE_URL), behind which there may be several"
        )


class SocketServer:
    """At `path`, for who has one of `secrets`. `most_connections`: more are turned away."""

    def __init__(
        self,
        path: Path,
        served: Mapping[str, Served],
        secrets: Sequence[str],
        most_connections: int,
    ) -> None:
        self.served = served
        self.lines: set[ServedLine] = set()
        self.most_connections = most_connections
        self._path = path
        self._secrets = [secret.encode() for secret in secrets]
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """
        Raises:
            AddressTaken: another process serves there.
            OSError: there can be no socket.
        """
        bound = _bound(self._path)
        loop = asyncio.get_running_loop()
        self._server = await loop.create_unix_server(
            lambda: ServedLine(self), sock=bound, backlog=_BACKLOG
        )
        self._number = os.stat(self._path).st_ino

    async def stop(self) -> None:
        """Lets calls that are under way end, for `DRAIN_SECONDS`."""
        if self._server is None:
            return
        self._server.close()
        self._forget_path()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(DRAIN_SECONDS):
                await asyncio.gather(*(line.drain() for line in list(self.lines)))
        for line in list(self.lines):
            await line.end()

    def admits(self, secret: str) -> bool:
        given = secret.encode()
        return any(hmac.compare_digest(given, one) for one in self._secrets)

    def _forget_path(self) -> None:
        """Unless it is another's by now."""
        with contextlib.suppress(FileNotFoundError):
            if self._path.stat().st_ino == self._number:
                self._path.unlink()


def _bound(path: Path) -> socket.socket:
    """A socket that nobody but our own user reaches, at a path where a killed process may have left
    one: it takes that place in one step."""
    require_free(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    made = path.with_name(f"{path.name}{os.getpid():x}")
    made.unlink(missing_ok=True)
    bound = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    bound.setblocking(False)
    bound.bind(str(made))
    made.chmod(_OWNER_ONLY)
    bound.listen(_BACKLOG)
    made.replace(path)
    return bound


def _somebody_listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as trying:
        trying.settimeout(1)
        try:
            trying.connect(str(path))
        except (FileNotFoundError, ConnectionError):
            return False
    return True


class ServedLine(asyncio.Protocol):
    """One connection."""

    def __init__(self, server: SocketServer) -> None:
        self._server = server
        self._reader = FrameReader(LARGEST_HELLO)
        self._known = False
        self._running: dict[int, asyncio.Task[None]] = {}
        self._unread = False  # the caller does not take our answers
        self._idle = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]  # of a stream
        self._loop = asyncio.get_running_loop()
        self._writer = FrameWriter(self._transport)
        self._idle.set()
        self._server.lines.add(self)
        self._deadline = self._loop.call_later(HELLO_SECONDS, self._transport.abort)
        if len(self._server.lines) > self._server.most_connections:
            self._transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self._server.lines.discard(self)
        self._deadline.cancel()
        for task in self._running.values():  # nobody waits; who called before will call again
            task.cancel()

    def data_received(self, data: bytes) -> None:
        try:
            for frame in self._reader.feed(data):
                self._take(frame)
        except InvalidFrame:
            logger.warning("a frame is none of ours")
            self._transport.abort()

    def pause_writing(self) -> None:
        self._unread = True
        self._read_or_not()

    def resume_writing(self) -> None:
        self._unread = False
        self._read_or_not()

    async def drain(self) -> None:
        """Returns once all that came has been answered."""
        self._writer.write(Leaving())
        await self._idle.wait()

    async def end(self) -> None:
        await ended(list(self._running.values()))
        self._writer.flush()
        self._transport.close()

    def _take(self, frame: Frame) -> None:
        match frame:
            case Call() if self._known:
                self._start(frame)
            case CancelCall() if self._known:
                if task := self._running.get(frame.id):
                    task.cancel()
            case Hello() if not self._known:
                self._greet(frame)
            case _:
                raise InvalidFrame

    def _greet(self, hello: Hello) -> None:
        self._deadline.cancel()
        if self._server.admits(hello.secret):
            self._known, self._reader.largest = True, LARGEST
            self._writer.write(Welcome())
        else:
            self._writer.write(Denied())
            self._writer.flush()
            self._transport.close()

    def _start(self, call: Call) -> None:
        if call.id in self._running:
            raise InvalidFrame
        task = self._loop.create_task(self._answer(call))
        self._running[call.id] = task
        task.add_done_callback(lambda _: self._ended(call.id))
        self._idle.clear()
        if len(self._running) == MOST_CALLS:
            self._read_or_not()

    def _ended(self, id: int) -> None:
        del self._running[id]
        if not self._running:
            self._idle.set()
        if len(self._running) == MOST_CALLS - 1:
            self._read_or_not()

    def _read_or_not(self) -> None:
        if self._transport.is_closing():
            return
        if self._unread or len(self._running) >= MOST_CALLS:
            self._transport.pause_reading()
        else:
            self._transport.resume_reading()

    async def _answer(self, call: Call) -> None:
        try:
            async with asyncio.timeout(call.seconds):
                frame = await self._answered(call)
        except TimeoutError:
            logger.warning("a call took too long", method=call.path)
            return
        try:
            self._writer.write(frame)
        except FrameTooLarge:
            logger.error("an answer is too large", method=call.path)
            self._writer.write(FailedCall(call.id, 413))

    async def _answered(self, call: Call) -> Frame:
        served = self._server.served.get(call.path)
        if served is None:
            return FailedCall(call.id, 404)
        try:
            result = await served.answer(call.arguments, call.request_id, call.trace)
            return Answer(call.id, msgspec.Raw(msgspec.msgpack.encode(result)))
        except AppError as error:
            return RefusedCall(call.id, to_record(error))
        except Exception:
            logger.exception("call failed", method=served.method.name)
            return FailedCall(call.id)
