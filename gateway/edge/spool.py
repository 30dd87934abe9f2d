"""What is written before it can be sent. Many clients read nothing before they have sent all: who
waited for them to read would wait for ever."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Final, Self

_IN_MEMORY: Final = 1024 * 1024  # bytes; what is more goes to a file without a name
_AT_ONCE: Final = 64 * 1024  # bytes


class Spool:
    """One writes, one reads; what was read is let go as soon as all was."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 (closed by `__exit__`)
        self._written = self._read = 0
        self._ended = False
        self._news = asyncio.Event()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def put(self, data: bytes) -> None:
        self._file.seek(self._written)
        self._written += self._file.write(data)
        self._news.set()

    def end(self) -> None:
        """Nothing more is written."""
        self._ended = True
        self._news.set()

    async def pieces(self) -> AsyncIterator[bytes]:
        """What was written, until the end."""
        while True:
            while self._read < self._written:
                yield self._next()
            if self._ended:
                return
            self._news.clear()
            await self._news.wait()

    def _next(self) -> bytes:
        self._file.seek(self._read)
        data = self._file.read(_AT_ONCE)
        self._read += len(data)
        if self._read == self._written:
            self._file.truncate(0)
            self._read = self._written = 0
        return data
