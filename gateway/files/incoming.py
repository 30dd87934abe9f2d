"""Files of a request, for the resolver that reads them, in the order in which they come: nothing is
kept back here, so that who was refused was not read."""

from collections.abc import AsyncIterator, Sequence

from gateway.files.body import MultipartBody, cut_off
from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import both


class IncomingFiles:
    """`parts`: their names in the body."""

    def __init__(self, body: MultipartBody, parts: Sequence[str]) -> None:
        self._body = body
        self._coming = list(parts)

    async def open(self, part: str) -> str:
        """Goes on to this file, passing over those before it; gives what it is called.

        Raises:
            InvalidInput: it was passed over, or does not come.
        """
        if part not in self._coming:
            raise _out_of_order()
        while (found := await self._body.next_part()) is not None:
            if found.name not in self._coming:
                raise _out_of_order()
            self._coming = self._coming[self._coming.index(found.name) + 1 :]
            if found.name == part:
                return found.file_name or ""
            if part not in self._coming:
                raise _out_of_order()
        raise cut_off()

    async def pieces(self, size: int) -> AsyncIterator[bytes]:
        """What was opened last, in pieces of `size` bytes, but for the last one."""
        held = bytearray()
        async for data in self._body.data():
            held += data
            while len(held) >= size:
                yield bytes(held[:size])
                del held[:size]
        if held:
            yield bytes(held)


class IncomingFile:
    """A value of `Upload`: one file that was not read yet."""

    def __init__(self, files: IncomingFiles, part: str) -> None:
        self._files = files
        self._part = part

    async def open(self) -> str:
        """What it is called. Once, in the order of the body.

        Raises:
            InvalidInput: it does not come, or not in this order.
        """
        return await self._files.open(self._part)

    def pieces(self, size: int) -> AsyncIterator[bytes]:
        """Its bytes, once it is open.

        Raises:
            InvalidInput: the body is cut off.
        """
        return self._files.pieces(size)


def _out_of_order() -> InvalidInput:
    return InvalidInput(
        both(
            "文件须按 map 中的顺序逐一发送，每个文件只用一次。",
            "Send the files in the order of the map, each once, and use each once.",
        ),
        field="files",
    )
