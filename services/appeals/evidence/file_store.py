"""Files and uploads in MongoDB. Files lie as GridFS lays them out (the GridFS specification), each
piece sealed; but a file's row is written by the commit that adds it to its case, which no bucket of
a driver would do: what has no row is no file, and is swept."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from pymongo import ASCENDING, IndexModel
from pymongo.errors import DuplicateKeyError

from infra.sealing.fields import SealedFields, owned_by, shared
from infra.sealing.sealing import RowSealing
from infra.storage.changes import GuardedUpdate, plain
from infra.storage.mongo import Database, guarded_by
from services.appeals.contract.evidence import PIECE, EvidenceFile
from services.appeals.evidence.domain.upload import Upload, UploadState

FILES = "evidence.files"
"""{_id, length, chunkSize, uploadDate, filename, metadata}: as GridFS has them."""
PIECES = "evidence.chunks"
"""{_id: upload:place, files_id, n, data, whose}: as GridFS has them, the data sealed."""
_WHOSE = "whose"
UPLOADS = "uploads"
"""{_id, next_due, person, …}: what is on its way, and what was until a moment ago."""

INDEXES: Mapping[str, Sequence[IndexModel]] = {
    FILES: [
        IndexModel([("metadata.number", ASCENDING)]),
        IndexModel([("metadata.member_id", ASCENDING)]),
        IndexModel([("metadata.draft_id", ASCENDING)], sparse=True),
    ],
    PIECES: [IndexModel([("files_id", ASCENDING), ("n", ASCENDING)], unique=True)],
    UPLOADS: [
        guarded_by("state"),
        IndexModel([("next_due", ASCENDING)]),
        IndexModel([("person", ASCENDING)]),
    ],
}

SEALED = SealedFields(PIECES, {"data": b""}, owned_by(_WHOSE, otherwise=shared("evidence")))


class FileStore:
    def __init__(self, db: Database, sealing: RowSealing) -> None:
        self._sealing = sealing
        self._files = db[FILES]
        self._pieces = db[PIECES]
        self._uploads = db[UPLOADS]

    # --- on the way

    async def begin(self, upload: Upload) -> None:
        """The same upload again changes nothing."""
        try:
            await self._uploads.insert_one(upload_row(upload))
        except DuplicateKeyError:
            return

    async def under_way(self, upload: Upload) -> int:
        """How many others of the same person are."""
        rows = self._uploads.find({"person": _person(upload)}, {"state": 1})
        others = [row for row in await rows.to_list(None) if row["_id"] != upload.id]
        return sum(row["state"] == UploadState.UNDER_WAY for row in others)

    async def upload(self, id: str) -> Upload | None:
        return (await self.uploads([id])).get(id)

    async def uploads(self, ids: Collection[str]) -> dict[str, Upload]:
        rows = await self._uploads.find({"_id": {"$in": list(ids)}}).to_list(None)
        return {row["_id"]: msgspec.convert({**row, "id": row["_id"]}, Upload) for row in rows}

    async def put_piece(self, upload: Upload, place: int, data: bytes) -> None:
        """The same piece again is the same piece."""
        id = f"{upload.id}:{place}"
        clear = {"_id": id, "files_id": upload.id, "n": place, "data": data}
        [row] = await self._sealing.sealed(PIECES, [clear | {_WHOSE: upload.member_id}])
        try:
            await self._pieces.insert_one(row)
        except DuplicateKeyError:
            await self._pieces.replace_one({"_id": id}, row)

    async def piece(self, file_id: str, place: int) -> bytes | None:
        row = await self._pieces.find_one({"_id": f"{file_id}:{place}"})
        return bytes((await self._sealing.opened_one(PIECES, row))["data"]) if row else None

    async def give_up(self, upload: Upload, look_again_at: datetime) -> None:
        """Its pieces go now, and once more later: one may be on its way still."""
        change = _to(UploadState.GIVEN_UP, look_again_at)
        result = await self._uploads.update_one(_under_way(upload), change)
        if result.matched_count:
            await self.drop_pieces(upload.id)

    async def drop_pieces(self, file_id: str) -> None:
        await self._pieces.delete_many({"files_id": file_id})

    async def forget(self, upload: Upload) -> None:
        await self._uploads.delete_one({"_id": upload.id})

    # --- files

    async def of_cases(self, numbers: Collection[str]) -> list[EvidenceFile]:
        """In the order in which they came."""
        rows = await self._files.find({"metadata.number": {"$in": list(numbers)}}).to_list(None)
        return [_file(row) for row in sorted(rows, key=_came)]

    async def of_drafts(self, ids: Collection[str]) -> list[EvidenceFile]:
        """In the order in which they came."""
        rows = await self._files.find({"metadata.draft_id": {"$in": list(ids)}}).to_list(None)
        return [_file(row) for row in sorted(rows, key=_came)]

    async def file(self, id: str) -> EvidenceFile | None:
        row = await self._files.find_one({"_id": id})
        return _file(row) if row else None


def upload_row(upload: Upload) -> dict[str, Any]:
    row = plain(upload)
    return {"_id": row.pop("id"), **row, "person": _person(upload)}


def kept(upload: Upload, now: datetime) -> GuardedUpdate:
    """In the commit that adds it to its case; it must not have been given up meanwhile."""
    return GuardedUpdate(UPLOADS, _under_way(upload), _to(UploadState.KEPT, now))


def _under_way(upload: Upload) -> dict[str, Any]:
    return {"_id": upload.id, "state": UploadState.UNDER_WAY.value}


def _to(state: UploadState, next_due: datetime) -> dict[str, Any]:
    return {"$set": {"state": state.value, "next_due": next_due}}


def file_row(file: EvidenceFile) -> dict[str, Any]:
    """One of an appeal has no draft, so that those that have are found."""
    metadata = plain(file)
    if not file.draft_id:
        del metadata["draft_id"]
    id, name, size, at = (metadata.pop(key) for key in ("id", "name", "size", "at"))
    return {
        "_id": id,
        "length": size,
        "chunkSize": PIECE,
        "uploadDate": at,
        "filename": name,
        "metadata": metadata,
    }


def _file(row: Mapping[str, Any]) -> EvidenceFile:
    given = {"id": row["_id"], "name": row["filename"], "size": row["length"]}
    return msgspec.convert({**row["metadata"], **given, "at": row["uploadDate"]}, EvidenceFile)


def _came(row: Mapping[str, Any]) -> tuple[datetime, str]:
    return row["uploadDate"], row["_id"]


def _person(upload: Upload) -> str:
    return f"{upload.by.kind}:{upload.by.id}"
