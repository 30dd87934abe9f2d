"""A file as it lies there: opened, decompressed, its encoding and form known.

Everything is found out in one pass over the bytes, before anything is sent, in constant memory.
"""

import codecs
import csv
import gzip
import hashlib
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import msgspec

from services.importing.problems import FileRefused

STDIN = "-"
LONGEST_LINE = 1 << 20
_BLOCK = 1 << 18
_GZIP = b"\x1f\x8b"
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DELIMITERS = ",;\t"


class FilePosition(msgspec.Struct, frozen=True):
    """A byte of the (decompressed) file, and the number of the line that begins there."""

    offset: int
    line: int


class SourceFile(msgspec.Struct, frozen=True, kw_only=True):
    """`delimiter` none means JSONL. `header`: for JSONL the keys of the first line.
    `start`: where the rows begin."""

    name: str
    stream: IO[bytes]
    size: int
    sha256: str
    delimiter: str | None
    header: tuple[str, ...]
    start: FilePosition

    @property
    def label(self) -> str:
        """What progress calls it."""
        return "standard input" if self.name == STDIN else Path(self.name).name


@contextmanager
def opened(name: str) -> Iterator[SourceFile]:
    """Opens a file, or standard input for `-`.

    Raises:
        FileRefused: missing, empty, not UTF-8, or without a first line that can be read.
    """
    with _seekable(name) as stream:
        size, digest = _surveyed(name, stream)
        stream.seek(len(codecs.BOM_UTF8) if _has_bom(stream) else 0)
        delimiter, header, start = _first_line(name, stream)
        yield SourceFile(
            name=name,
            stream=stream,
            size=size,
            sha256=digest,
            delimiter=delimiter,
            header=header,
            start=start,
        )


@contextmanager
def _seekable(name: str) -> Iterator[IO[bytes]]:
    """What cannot be sought in is put into a temporary file: going back must be cheap."""
    if name == STDIN:
        with tempfile.TemporaryFile() as spool:
            shutil.copyfileobj(sys.stdin.buffer, spool)
            with _decompressed(name, spool) as stream:
                yield stream
        return
    with _existing(name) as file, _decompressed(name, file) as stream:
        yield stream


def _existing(name: str) -> IO[bytes]:
    try:
        return Path(name).open("rb")
    except OSError as error:
        raise FileRefused(f"{name}: {error.strerror or 'cannot be opened'}.") from None


@contextmanager
def _decompressed(name: str, stream: IO[bytes]) -> Iterator[IO[bytes]]:
    stream.seek(0)
    compressed = stream.read(len(_GZIP)) == _GZIP
    stream.seek(0)
    if not compressed:
        yield stream
        return
    with tempfile.TemporaryFile() as spool:
        try:
            with gzip.open(stream) as plain:
                shutil.copyfileobj(plain, spool)
        except (OSError, EOFError):
            raise FileRefused(f"{name}: the compressed file is damaged or incomplete.") from None
        yield spool


def _surveyed(name: str, stream: IO[bytes]) -> tuple[int, str]:
    """Size and SHA-256 of the content, all of which is UTF-8."""
    digest, decoder = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")()
    size, line = 0, 1
    stream.seek(0)
    while block := stream.read(_BLOCK):
        if size == 0 and block.startswith(_UTF16):
            raise FileRefused(f"{name}: the file is UTF-16; save it as UTF-8.")
        _decode(name, decoder, block, line)
        digest.update(block)
        size += len(block)
        line += block.count(b"\n")
    _decode(name, decoder, b"", line, final=True)
    return size, digest.hexdigest()


def _decode(
    name: str, decoder: codecs.IncrementalDecoder, block: bytes, line: int, *, final: bool = False
) -> None:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError as error:
        # The decoder may hold up to three bytes of the block before: none of them a line feed.
        bad_line = line + error.object[: error.start].count(b"\n")
        raise FileRefused(
            f"{name}: line {bad_line} is not UTF-8 (perhaps GB18030); save the file as UTF-8."
        ) from None


def _has_bom(stream: IO[bytes]) -> bool:
    stream.seek(0)
    return stream.read(len(codecs.BOM_UTF8)) == codecs.BOM_UTF8


def _first_line(name: str, stream: IO[bytes]) -> tuple[str | None, tuple[str, ...], FilePosition]:
    """The delimiter, the column names, and where the rows begin; empty lines before are passed."""
    line = 1
    while True:
        before = FilePosition(stream.tell(), line)
        raw = stream.readline(LONGEST_LINE)
        if not raw:
            raise FileRefused(f"{name}: the file is empty.")
        line += 1
        if raw.strip():
            break
    text = raw.decode(errors="replace").strip("\r\n")
    if text.lstrip().startswith("{"):
        return None, _keys(name, text), before
    delimiter = max(_DELIMITERS, key=text.count)
    return delimiter, _names(name, text, delimiter), FilePosition(stream.tell(), line)


def _names(name: str, text: str, delimiter: str) -> tuple[str, ...]:
    try:
        cells = next(csv.reader([text], delimiter=delimiter, strict=True))
    except csv.Error:
        raise FileRefused(f"{name}: line 1 is not a line of column names.") from None
    return tuple(cell.strip() for cell in cells)


def _keys(name: str, text: str) -> tuple[str, ...]:
    try:
        first = msgspec.json.decode(text)
    except msgspec.DecodeError:
        raise FileRefused(f"{name}: the first line is not a JSON object.") from None
    return tuple(first)
