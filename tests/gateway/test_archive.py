"""A ZIP file as a stream."""

import io
import zipfile
from collections.abc import AsyncIterator

from gateway.files.archive import Packed, zipped

TEXT = "事实与经过\n" * 20_000
NOISE = bytes(range(256)) * 2_000


async def pieces(content: bytes, size: int = 100_000) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


def entries() -> list[Packed]:
    return [
        Packed("case.zh.html", pieces(TEXT.encode())),
        Packed("files/01.png", pieces(NOISE), shrinks=False),
        Packed("空.txt", pieces(b"")),
    ]


async def test_what_is_streamed_is_a_whole_archive() -> None:
    given = [piece async for piece in zipped(entries())]
    assert len(given) > 3
    with zipfile.ZipFile(io.BytesIO(b"".join(given))) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["case.zh.html", "files/01.png", "空.txt"]
        assert archive.read("case.zh.html").decode() == TEXT
        assert archive.read("files/01.png") == NOISE


async def test_texts_get_smaller_and_files_stay_as_they_are() -> None:
    whole = b"".join([piece async for piece in zipped(entries())])
    assert NOISE in whole
    assert len(whole) < len(NOISE) + len(TEXT) / 10


async def test_the_same_files_give_the_same_bytes() -> None:
    first, second = [b"".join([piece async for piece in zipped(entries())]) for _ in range(2)]
    assert first == second
