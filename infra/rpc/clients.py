"""Calls a contract as if it were here: calls are repeated while its service cannot be reached."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, Final, TypeVar, cast

from infra.kernel.backoff import equal_jitter
from infra.kernel.errors import Unavailable
from infra.kernel.sentences import both
from infra.rpc.addresses import socket_path
from infra.rpc.lines import CallLine, Unreachable
from infra.rpc.methods import Method, methods
from infra.rpc.over_http import HttpLine
from infra.rpc.socket_line import SocketLine

_TRIES: Final = 6
C = TypeVar("C")


def client(contract: type[C], service: str, url: str, secret: str) -> C:
    """An object that implements `contract` by calling the service at `url`: `http://…`, or
    `unix:PATH` where it is on this machine. It belongs to the event loop of its first call."""
    path = socket_path(url)
    line: CallLine = HttpLine(url, secret) if path is None else SocketLine(path, secret)
    return cast(C, _Client(methods(service, contract), line))


class _Client:
    def __init__(self, known: list[Method], line: CallLine) -> None:
        self._known = {method.name: method for method in known}
        self._line = line

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        if name.startswith("_") or name not in self._known:
            raise AttributeError(name)
        method = self._known[name]

        async def call(*args: Any, **kwargs: Any) -> Any:
            return await self._call(method, method.packed(args, kwargs))

        setattr(self, name, call)
        return call

    async def close(self) -> None:
        await self._line.close()

    async def _call(self, method: Method, arguments: bytes) -> Any:
        """Repeats while the service cannot be reached: contracts promise that calls can be."""
        for attempt in range(1, _TRIES):
            try:
                return await self._line.call(method, arguments)
            except Unreachable:
                await asyncio.sleep(_pause(attempt))
        try:
            return await self._line.call(method, arguments)
        except Unreachable as error:
            raise Unavailable(
                both(
                    "系统的一部分暂时没有响应，请几秒后重试。",
                    "A part of the system does not answer at the moment; try again in a few "
                    "seconds.",
                ),
                details={"method": method.name},
            ) from error


def _pause(attempt: int) -> float:
    pause = equal_jitter(
        attempt,
        base=timedelta(milliseconds=100),
        cap=timedelta(seconds=1),
        rng=random.Random(),
    )
    return pause.total_seconds()
