"""A body of multipart/form-data (RFC 7578), read part by part as it comes and never held."""

from collections import deque
from collections.abc import AsyncIterator
from typing import Final, NamedTuple

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect

from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import both

MULTIPART: Final = "multipart/form-data"


class Part(NamedTuple):
    """`file_name`: as the client says it; none where it is no file."""

    name: str
    file_name: str | None


class MultipartBody:
    """`content_type`: the whole header.

    Raises:
        InvalidInput: it names no boundary; from every method: it is not well formed, or cut off.
    """

    def __init__(self, content_type: str, stream: AsyncIterator[bytes]) -> None:
        boundary = parse_options_header(content_type)[1].get(b"boundary", b"")
        self._stream = stream
        self._found = deque[Part | bytes]()
        self._headers: dict[str, str] = {}
        self._field = self._value = b""
        self._over = False
        try:
            self._parser = MultipartParser(
                boundary,
                {
                    "on_part_begin": self._headers.clear,
                    "on_header_field": self._on_field,
                    "on_header_value": self._on_value,
                    "on_header_end": self._on_header,
                    "on_headers_finished": self._on_headers,
                    "on_part_data": self._on_data,
                    "on_end": self._on_end,
                },
            )
        except FormParserError:
            raise not_multipart() from None
        if not boundary:
            raise not_multipart()

    async def next_part(self) -> Part | None:
        """The next one, whatever is left of the one before; none behind the last."""
        while (found := await self._next()) is not None:
            if isinstance(found, Part):
                return found
        return None

    async def data(self) -> AsyncIterator[bytes]:
        """What is left of the part that was given last."""
        while (found := await self._next()) is not None:
            if isinstance(found, Part):
                self._found.appendleft(found)
                return
            yield found

    async def text(self, longest: int) -> bytes:
        """All of a part that is no file.

        Raises:
            InvalidInput: it has more than `longest` bytes.
        """
        held = bytearray()
        async for data in self.data():
            held += data
            if len(held) > longest:
                raise not_multipart()
        return bytes(held)

    async def _next(self) -> Part | bytes | None:
        while not self._found and not self._over:
            await self._read()
        return self._found.popleft() if self._found else None

    async def _read(self) -> None:
        try:
            data = await anext(self._stream, b"")
            if data:
                self._parser.write(data)
            elif not self._over:
                raise cut_off()
        except ClientDisconnect:
            raise cut_off() from None
        except FormParserError:
            raise not_multipart() from None

    # --- what the parser finds

    def _on_field(self, data: bytes, start: int, end: int) -> None:
        self._field += data[start:end]

    def _on_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _on_header(self) -> None:
        self._headers[self._field.lower().decode("latin-1")] = self._value.decode("latin-1")
        self._field = self._value = b""

    def _on_headers(self) -> None:
        _, options = parse_options_header(self._headers.get("content-disposition", ""))
        name, file_name = (
            options[key].decode("utf-8", "replace") if key in options else None
            for key in (b"name", b"filename")
        )
        self._found.append(Part(name or "", file_name))

    def _on_data(self, data: bytes, start: int, end: int) -> None:
        self._found.append(data[start:end])

    def _on_end(self) -> None:
        self._over = True


def not_multipart() -> InvalidInput:
    return InvalidInput(
        both(
            "请求体不是格式正确的 multipart/form-data：先 operations，再 map，然后是各个文件。",
            "The body is not well-formed multipart/form-data: operations first, then map, then the "
            "files.",
        )
    )


def cut_off() -> InvalidInput:
    return InvalidInput(
        both(
            "上传在完成前中断，没有保留任何内容；请重新上传。",
            "The upload was broken off before its end, and nothing of it was kept; send it again.",
        ),
        field="files",
    )
