"""A clock that can be moved, for development and tests: one offset, shared through a small
memory-mapped file, so that all processes of a system move at the same instant."""

import fcntl
import mmap
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path

from infra.kernel.clock import whole_milliseconds
from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import both

_FORMAT = struct.Struct("<q")


class MovableClock:
    """Real time plus the shared offset, in milliseconds."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("a+b")
        self._change(timedelta(0))
        self._shared = mmap.mmap(self._file.fileno(), _FORMAT.size)

    def now(self) -> datetime:
        (offset,) = _FORMAT.unpack_from(self._shared)
        return whole_milliseconds(datetime.now(UTC) + timedelta(milliseconds=offset))

    def advance(self, by: timedelta) -> datetime:
        """Moves every process that shares the file; gives the new time.

        Raises:
            InvalidInput: backwards; a history cannot be unwritten.
        """
        if by < timedelta(0):
            raise InvalidInput(
                both("时钟只能向前。", "The clock only moves forward."), field="advance"
            )
        self._change(by)
        return self.now()

    def _change(self, by: timedelta) -> None:
        fcntl.flock(self._file, fcntl.LOCK_EX)
        try:
            self._file.seek(0)
            kept = self._file.read(_FORMAT.size)
            offset = _FORMAT.unpack(kept)[0] if len(kept) == _FORMAT.size else 0
            self._write(offset + int(by / timedelta(milliseconds=1)), len(kept))
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def _write(self, offset: int, kept: int) -> None:
        if kept == _FORMAT.size:
            _FORMAT.pack_into(self._mapped(), 0, offset)
        else:
            self._file.truncate(0)
            self._file.write(_FORMAT.pack(offset))
            self._file.flush()

    def _mapped(self) -> mmap.mmap:
        return mmap.mmap(self._file.fileno(), _FORMAT.size)
