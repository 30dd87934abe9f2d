"""Calls through a Unix socket: one connection, on which many calls are under way at once."""

import asyncio
import itertools
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec

from infra.kernel.errors import InvalidInput, from_record
from infra.kernel.sentences import both
from infra.log import CURRENT_REQUEST
from infra.rpc.frames import (
    LARGEST,
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
from infra.rpc.lines import (
    CALL_SECONDS,
    CONNECT_SECONDS,
    Unreachable,
    failed,
)
from infra.rpc.methods import Method
from infra.rpc.patience import Patience
from infra.tracing import spans

Outcome = Answer | RefusedCall | FailedCall
T = TypeVar("T")
_MIB: Final = 1024 * 1024


class _Denied(Exception):
    """The secret is wrong."""


class SocketLine:
    """Connects with the first call, and again with the first one after the connection was lost."""

    def __init__(self, path: Path, secret: str) -> None:
        self._path = path
        self._secret = secret
        self._connection: CallingLine | None = None
        self._connecting: asyncio.Task[CallingLine] | None = None

    async def call(self, method: Method, arguments: bytes) -> Any:
        try:
            connection = self._open() or await self._connected()
            frame = await connection.ask(method.path, msgspec.Raw(arguments))
        except _Denied:
            raise failed(method, 401) from None
        except FrameTooLarge:
            raise _too_large(method) from None
        except (OSError, TimeoutError) as error:
            raise Unreachable from error
        match frame:
            case Answer():
                return method.result.decode(frame.result)
            case RefusedCall():
                raise from_record(frame.error)
            case FailedCall():
                raise failed(method, frame.status)

    async def close(self) -> None:
        if self._connecting is not None:
            self._connecting.cancel()
        if self._connection is not None:
            self._connection.close()

    def _open(self) -> "CallingLine | None":
        return self._connection if self._connection and self._connection.usable else None

    async def _connected(self) -> "CallingLine":
        """All who call meanwhile wait for one try."""
        if self._connecting is None or self._connecting.done():
            self._connecting = asyncio.create_task(self._connect())
        return await asyncio.shield(self._connecting)

    async def _connect(self) -> "CallingLine":
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(CONNECT_SECONDS):
            _, made = await loop.create_unix_connection(
                lambda: CallingLine(self._secret), str(self._path)
            )
            try:
                await made.greeted()
            except BaseException:
                made.close()
                raise
        self._connection = made
        return made


class CallingLine(asyncio.Protocol):
    """`usable`: new calls may be sent."""

    def __init__(self, secret: str) -> None:
        self._secret = secret
        self._reader = FrameReader()
        self._ids = itertools.count(1)
        self._loop = asyncio.get_running_loop()
        self._greeting: asyncio.Future[Welcome | Denied | None] = self._loop.create_future()
        self._waiting: dict[int, asyncio.Future[Outcome | OSError]] = {}
        self._patience = Patience(CALL_SECONDS, self._give_up)
        self._free = asyncio.Event()
        self._free.set()
        self.usable = False

    async def greeted(self) -> None:
        """
        Raises:
            _Denied: the secret is wrong.
            ConnectionError: the line was lost before it was said.
        """
        greeting = await self._greeting
        if greeting is None:
            raise _lost()
        if isinstance(greeting, Denied):
            raise _Denied

    async def ask(self, path: str, arguments: msgspec.Raw) -> Outcome:
        """
        Raises:
            ConnectionError: the line was lost before the answer.
            TimeoutError: there was none in time.
            FrameTooLarge: nothing was sent.
        """
        if not self._free.is_set():
            async with asyncio.timeout(CALL_SECONDS):
                await self._free.wait()
        if self._transport.is_closing():
            raise _lost()
        id = next(self._ids)
        self._writer.write(
            Call(id, path, CALL_SECONDS, arguments, CURRENT_REQUEST.get(), spans.context())
        )
        coming: asyncio.Future[Outcome | OSError] = self._loop.create_future()
        self._waiting[id] = coming
        self._patience.begin(id)
        answer: Outcome | OSError = TimeoutError()
        try:
            answer = await coming
        finally:
            del self._waiting[id]
            self._patience.end(id)
            if isinstance(answer, TimeoutError):
                self._writer.write(CancelCall(id))
        if isinstance(answer, OSError):
            raise answer
        return answer

    def close(self) -> None:
        self._transport.close()

    # --- what the transport tells

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]  # of a stream
        self._writer = FrameWriter(self._transport)
        self._writer.write(Hello(self._secret))

    def connection_lost(self, exc: Exception | None) -> None:
        self.usable = False
        self._free.set()
        _settle(self._greeting, None)
        for coming in self._waiting.values():
            _settle(coming, _lost())

    def pause_writing(self) -> None:
        self._free.clear()

    def resume_writing(self) -> None:
        self._free.set()

    def data_received(self, data: bytes) -> None:
        try:
            for frame in self._reader.feed(data):
                self._take(frame)
        except InvalidFrame:
            self._transport.abort()

    def _take(self, frame: Frame) -> None:
        match frame:
            case Answer() | RefusedCall() | FailedCall():
                if coming := self._waiting.get(frame.id):
                    _settle(coming, frame)
            case Welcome() | Denied():
                self.usable = isinstance(frame, Welcome)
                _settle(self._greeting, frame)
            case Leaving():
                self.usable = False
            case _:
                raise InvalidFrame

    def _give_up(self, id: int) -> None:
        if coming := self._waiting.get(id):
            _settle(coming, TimeoutError())


def _settle(future: "asyncio.Future[T]", result: T) -> None:
    """Unless whoever waited has gone."""
    if not future.done():
        future.set_result(result)


def _lost() -> ConnectionError:
    return ConnectionResetError("the service is gone")


def _too_large(method: Method) -> InvalidInput:
    return InvalidInput(
        both(
            "对 {method} 的调用过大：最多 {most} MiB。",
            "The call of {method} is too large: it may have {most} MiB.",
            method=method.name,
            most=LARGEST // _MIB,
        )
    )
