"""Files on their way: begun, taken piece by piece, given up where nobody ends them.

Pieces are written before anybody knows whether the file will be taken, so that none is held whole;
what is not kept by a commit in the end is swept, whatever died on the way.
"""

import asyncio

from infra.kernel.events import Actor
from services.appeals.context import Context
from services.appeals.contract.evidence import NewUpload, Piece
from services.appeals.domain.case.files import check_count, require_room
from services.appeals.evidence.domain.inspection import Inspection
from services.appeals.evidence.domain.upload import (
    LAST_PIECES_WITHIN,
    MOST_UNDER_WAY,
    Upload,
    UploadState,
    begun,
    check_piece,
    no_such_upload,
    too_many_under_way,
)
from services.appeals.evidence.file_store import FileStore
from services.appeals.handlers.current import current
from services.appeals.ports import DraftsWithFiles
from services.shared.callers import Caller


class Uploading:
    def __init__(self, ctx: Context, store: FileStore, drafts: DraftsWithFiles) -> None:
        self._ctx = ctx
        self._store = store
        self._drafts = drafts

    async def begin(self, new: NewUpload, by: Caller) -> None:
        Inspection(new.name)
        check_count(new.together)
        whose = await self._require_room(new, by.actor)
        upload = begun(new, whose, by.actor, self._ctx.now())
        if await self._store.under_way(upload) >= MOST_UNDER_WAY:
            raise too_many_under_way()
        await self._store.begin(upload)

    async def _require_room(self, new: NewUpload, actor: Actor) -> str:
        """Gives whose it is for."""
        if new.draft_id:
            await self._drafts.require_room(new.draft_id, actor, new.together)
            return actor.id
        appeal = (await current(self._ctx, new.number, actor)).appeal
        require_room(appeal, actor, new.together, self._ctx.now())
        return appeal.member_id

    async def add(self, piece: Piece, by: Caller) -> None:
        upload = await self.open(piece.upload_id, by.actor)
        check_piece(upload, piece)
        if piece.place == 0:
            await asyncio.to_thread(Inspection(upload.name).put, piece.data)
        await self._store.put_piece(upload, piece.place, piece.data)

    async def give_up(self, ids: list[str], by: Caller) -> None:
        for upload in (await self._store.uploads(ids)).values():
            if upload.by.id == by.actor.id and upload.under_way:
                await self._store.give_up(upload, self._ctx.now() + LAST_PIECES_WITHIN)

    async def open(self, id: str, actor: Actor) -> Upload:
        """
        Raises:
            NotFound: no such upload of this person is under way.
        """
        upload = await self._store.upload(id)
        if upload is None or not upload.under_way or _person(upload.by) != _person(actor):
            raise no_such_upload()
        return upload

    async def tick(self, id: str) -> None:
        """Its time is over, or it is kept and needs no row any more. Can be repeated."""
        upload = await self._store.upload(id)
        if upload is None:
            return
        if upload.under_way:
            await self._store.give_up(upload, self._ctx.now() + LAST_PIECES_WITHIN)
            return
        if upload.state is UploadState.GIVEN_UP:
            await self._store.drop_pieces(upload.file_id or id)
        await self._store.forget(upload)


def _person(actor: Actor) -> tuple[str, str]:
    return actor.kind, actor.id
