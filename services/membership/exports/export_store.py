"""Exports as stored: each an aggregate, and its pieces beside it, written by the same step."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from pymongo import ASCENDING, IndexModel

from infra.kernel.events import NEW, Draft, Head, Origin, chain
from infra.storage.changes import Change, GuardedUpdate, plain
from infra.storage.mongo import Database, guarded_by
from infra.storage.unit_of_work import UnitOfWork
from services.membership.adapters.documents import EXPORT_PIECES
from services.membership.contract.export_events import EXPORT_HISTORIES
from services.membership.exports.domain.export import Export, happened, next_due
from services.membership.exports.domain.laying import ExportPiece
from services.shared.callers import Caller

EXPORTS: Final = "exports"
PIECES: Final = EXPORT_PIECES

INDEXES: dict[str, list[IndexModel]] = {
    EXPORTS: [
        IndexModel([("next_due", ASCENDING)]),
        guarded_by("version"),
        guarded_by("revision"),
    ],
    PIECES: [IndexModel([("export", ASCENDING)]), IndexModel([("member", ASCENDING)])],
}


class LoadedExport(msgspec.Struct, frozen=True, kw_only=True):
    """`head`: where its history ended when it was loaded. `revision`: counts what was written, with
    events or without."""

    head: Head
    revision: int
    export: Export


class ExportStore:
    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._pieces = uow.db[PIECES]

    async def load(self, member_id: str) -> LoadedExport:
        stored = await self._uow.load(EXPORTS, member_id)
        if stored is None:
            return LoadedExport(head=NEW, revision=0, export=Export(member_id=member_id))
        export = msgspec.convert(stored.state, Export)
        revision = stored.fields["revision"]
        return LoadedExport(head=stored.head, revision=revision, export=export)

    async def save(
        self,
        loaded: LoadedExport,
        after: Export,
        now: datetime,
        by: Caller,
        pieces: Sequence[ExportPiece] = (),
    ) -> None:
        """What it is then, what tells of it, and what was laid into it, in one commit.

        Raises:
            VersionConflict: it moved meanwhile.
        """
        written = {"state": plain(after), "next_due": next_due(after)}
        as_read = {"_id": after.member_id, "revision": loaded.revision}
        await self._uow.commit(
            _changes(loaded, after, now, by),
            inserts={PIECES: [_row(after, piece) for piece in pieces]},
            updates=[
                GuardedUpdate(
                    EXPORTS, as_read, {"$set": {**written, "revision": loaded.revision + 1}}
                )
            ],
        )

    async def piece(self, export_id: str, name: str, place: int) -> bytes | None:
        row = await self._pieces.find_one({"_id": _id(export_id, name, place)})
        return bytes((await self._uow.sealing.opened_one(PIECES, row))["data"]) if row else None

    async def drop(self, export_id: str) -> None:
        await self._pieces.delete_many({"export": export_id})


async def erase_exports(db: Database, member_id: str) -> None:
    """Of one member, ready or under way: whoever prepares one finds that it is no more. Can be
    repeated."""
    await db[EXPORTS].delete_one({"_id": member_id})
    await db[PIECES].delete_many({"member": member_id})


def _changes(loaded: LoadedExport, after: Export, now: datetime, by: Caller) -> list[Change]:
    """None where nothing happened that is told."""
    events = chain(
        loaded.head,
        EXPORT_HISTORIES + after.member_id,
        [Draft(event=event, happened_at=now) for event in happened(loaded.export, after)],
        actor=by.actor,
        origin=Origin(request_id=by.request_id, device_id=by.device_id),
        recorded_at=now,
    )
    if not events:
        return []
    return [
        Change(
            collection=EXPORTS,
            id=after.member_id,
            head=loaded.head,
            state=plain(after),
            next_due=next_due(after),
            events=events,
            fields={} if loaded.head.version else {"revision": 0},
        )
    ]


def _row(export: Export, piece: ExportPiece) -> dict[str, Any]:
    return {
        "_id": _id(export.id, piece.name, piece.place),
        "export": export.id,
        "member": export.member_id,
        "data": piece.data,
    }


def _id(export_id: str, name: str, place: int) -> str:
    return f"{export_id}/{place}/{name}"
