"""A ZIP file as a stream: written while it is sent, whatever its length, and held nowhere.

By Python's own zipfile, which never has to go back; what it writes is taken from it piece by piece,
so that files may come from a service. The same files give the same bytes: none has a time.
"""

import io
import zipfile
from collections.abc import AsyncIterator, Iterable
from typing import Any, Final, NamedTuple

NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
"""The first that the format knows."""


class Packed(NamedTuple):
    """`shrinks`: whether packing makes it smaller; pictures do not."""

    name: str
    content: AsyncIterator[bytes]
    shrinks: bool = True


class _Outlet(io.RawIOBase):
    """Takes what is written; gives it once."""

    def __init__(self) -> None:
        super().__init__()
        self._written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        """Of any buffer, as zipfile has it."""
        piece = bytes(data)
        self._written += piece
        return len(piece)

    def taken(self) -> bytes:
        taken = bytes(self._written)
        self._written.clear()
        return taken


async def zipped(entries: Iterable[Packed]) -> AsyncIterator[bytes]:
    outlet = _Outlet()
    with zipfile.ZipFile(outlet, "w") as archive:
        for entry in entries:
            about = zipfile.ZipInfo(entry.name, NO_TIME)
            about.compress_type = zipfile.ZIP_DEFLATED if entry.shrinks else zipfile.ZIP_STORED
            with archive.open(about, "w") as file:
                async for piece in entry.content:
                    file.write(piece)
                    if written := outlet.taken():
                        yield written
    yield outlet.taken()
