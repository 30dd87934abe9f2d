"""Copies collections to files and back, byte for byte. A file holds the documents one behind the
other, as `mongodump` writes them."""

import hashlib
import os
import struct
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import msgspec
from bson import decode_file_iter
from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument
from pymongo import IndexModel

from infra.storage.mongo import OPTIONS, Collection, Session

RAW: CodecOptions[RawBSONDocument] = CodecOptions(document_class=RawBSONDocument)
_MOST_DOCUMENTS = 1_000
_MOST_BYTES = 8 << 20
_LENGTH = struct.Struct("<i")
"""What a document of BSON begins with: how many bytes it has, these among them."""
EVERYTHING: Mapping[str, Any] = {}
_OF_THE_SERVER = ("v", "ns", "key")


class CopiedCollection(msgspec.Struct, frozen=True, kw_only=True):
    """`file`: below the folder of the copy. `sha256`: of its bytes."""

    name: str
    file: str
    documents: int
    bytes: int
    sha256: str
    indexes: dict[str, dict[str, Any]] = {}


async def copy_out(
    rows: Collection,
    folder: Path,
    file: str,
    *,
    session: Session | None = None,
    only: Mapping[str, Any] = EVERYTHING,
) -> CopiedCollection:
    """All documents, as the transaction of `session` sees them. Ends once they are on the disk."""
    path, digest, documents = folder / file, hashlib.sha256(), 0
    path.parent.mkdir(parents=True, exist_ok=True)
    indexes = await rows.index_information()
    with path.open("wb") as out:
        async for batch in rows.find_raw_batches(dict(only), session=session):
            out.write(batch)
            digest.update(batch)
            documents += sum(1 for _ in _lengths(batch))
        on_disk(out)
        size = out.tell()
    return CopiedCollection(
        name=rows.name, file=file, documents=documents, bytes=size, sha256=digest.hexdigest(),
        indexes={name: dict(one) for name, one in indexes.items() if name != "_id_"},
    )  # fmt: skip


def on_disk(out: IO[Any]) -> None:
    """What was written survives the end of the machine."""
    out.flush()
    os.fsync(out.fileno())


def _lengths(batch: bytes) -> Iterator[int]:
    at = 0
    while at < len(batch):
        (length,) = _LENGTH.unpack_from(batch, at)
        yield length
        at += length


def is_as_copied(copied: CopiedCollection, folder: Path) -> bool:
    """Whether the file is there with the very bytes that were written."""
    path, digest = folder / copied.file, hashlib.sha256()
    if not path.is_file() or path.stat().st_size != copied.bytes:
        return False
    with path.open("rb") as file:
        while part := file.read(1 << 20):
            digest.update(part)
    return digest.hexdigest() == copied.sha256


async def copy_in(rows: Collection, copied: CopiedCollection, folder: Path) -> None:
    """Into a collection that is empty, with its indexes."""
    into = rows.with_options(codec_options=RAW)
    for batch in batches_in(folder / copied.file):
        await into.insert_many(batch)
    if models := [_index(name, one) for name, one in copied.indexes.items()]:
        await rows.create_indexes(models)


def batches_in(path: Path) -> Iterator[list[Any]]:
    """What goes into one message to the database."""
    batch, size = list[Any](), 0
    with path.open("rb") as file:
        for document in decode_file_iter(file, RAW):
            batch.append(document)
            size += len(document.raw)
            if len(batch) >= _MOST_DOCUMENTS or size >= _MOST_BYTES:
                yield batch
                batch, size = [], 0
    if batch:
        yield batch


def _index(name: str, one: Mapping[str, Any]) -> IndexModel:
    keys: Sequence[Sequence[Any]] = one["key"]
    options = {k: v for k, v in one.items() if k not in _OF_THE_SERVER}
    return IndexModel([(field, direction) for field, direction in keys], name=name, **options)


def documents_in(path: Path) -> Iterator[dict[str, Any]]:
    """Of a file, as the product reads them; none where there is no file."""
    if path.exists():
        with path.open("rb") as file:
            yield from decode_file_iter(file, OPTIONS)
