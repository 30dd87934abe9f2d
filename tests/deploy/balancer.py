"""In the place of a Service of Kubernetes: a connection goes to the next process that takes it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence


class _Balancer:
    def __init__(self, ports: Sequence[int]) -> None:
        self._ports = list(ports)

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.CancelledError):  # at the end of it all, too
            there, back = await self._next()
            await asyncio.gather(_carry(reader, back), _carry(there, writer))
        writer.close()

    async def _next(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """
        Raises:
            ConnectionRefusedError: none of them is there.
        """
        for _ in self._ports:
            self._ports.append(port := self._ports.pop(0))
            with contextlib.suppress(OSError):
                return await asyncio.open_connection("127.0.0.1", port)
        raise ConnectionRefusedError


async def _carry(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    """Until either end is gone; the other end is told."""
    with contextlib.suppress(OSError):
        while piece := await source.read(65_536):
            target.write(piece)
            await target.drain()
    target.close()


@contextlib.asynccontextmanager
async def balanced(port: int, ports: Sequence[int]) -> AsyncIterator[None]:
    """What listens at `ports` is reached at `port`."""
    server = await asyncio.start_server(_Balancer(ports).take, "127.0.0.1", port)
    try:
        yield
    finally:
        server.close()
