"""Uploads become evidence: looked at from end to end, then added to the case in one commit."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from typing import TypeVar

import msgspec

from infra.kernel.errors import InvalidInput
from infra.kernel.idempotency import done_before, fingerprint, under
from infra.kernel.ids import derived_id, new_id
from infra.kernel.sentences import both
from infra.storage.once import once
from services.appeals.context import Context
from services.appeals.contract.drafts import AddDraftFiles
from services.appeals.contract.evidence import PIECE, AddEvidence, EvidenceFile
from services.appeals.contract.evidence_events import KeptFile
from services.appeals.domain.case.files import add_files, check_count, said_with_it
from services.appeals.domain.recording.recorder import NewMessage, Recorder
from services.appeals.evidence.domain.inspection import Inspected, Inspection
from services.appeals.evidence.domain.upload import Upload
from services.appeals.evidence.file_store import FILES, FileStore, file_row, kept
from services.appeals.evidence.uploading import Uploading
from services.appeals.handlers.current import current
from services.appeals.ports import DraftsWithFiles
from services.appeals.rows import Done, ExtraRows
from services.shared.callers import Caller, keys_of

C = TypeVar("C", AddEvidence, AddDraftFiles)
Keep = Callable[[C, "Sequence[Looked]"], Awaitable[Done]]


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """An upload, and what it turned out to be."""

    upload: Upload
    found: Inspected

    @property
    def kept_file(self) -> KeptFile:
        return KeptFile(
            id=self.upload.id,
            media_type=self.found.media_type,
            size=self.found.size,
            sha256=self.found.sha256,
        )


class Adding:
    def __init__(
        self, ctx: Context, store: FileStore, uploading: Uploading, drafts: DraftsWithFiles
    ) -> None:
        self._ctx = ctx
        self._store = store
        self._uploading = uploading
        self._drafts = drafts

    async def add(self, command: AddEvidence, by: Caller) -> bool:
        """Whether it had been done before under the same key. Uploads that the case does not need
        are given up either way."""
        text = said_with_it(command.text)
        return await self._once(
            command, by, lambda same, looked: self._keep(same, looked, text, by)
        )

    async def add_to_draft(self, command: AddDraftFiles, by: Caller) -> bool:
        """As `add`; a draft has no messages."""
        return await self._once(
            command, by, lambda same, looked: self._keep_with_draft(same, looked, by)
        )

    async def _once(self, command: C, by: Caller, keep: Keep[C]) -> bool:
        check_count(len(command.uploads))
        if await self._ctx.store.done(_call(command.uploads)) is not None:
            return True  # repeated on the way: its uploads are kept by now
        looked = [await self._look(id, place, by) for place, id in enumerate(command.uploads)]
        same = _by_content(command, looked)
        keys = [*keys_of(by), _call(command.uploads)]
        _, repeated = await once(
            lambda: done_before(same, keys, self._ctx.store.done), lambda: keep(same, looked)
        )
        await self._uploading.give_up(list(command.uploads), by)
        return repeated

    async def _look(self, id: str, place: int, by: Caller) -> Looked:
        """Piece by piece, as it is stored: what is looked at is what will be handed out."""
        upload = await self._uploading.open(id, by.actor)
        inspection, number, size = Inspection(upload.name, f"files.{place}"), 0, PIECE
        while (data := await self._store.piece(id, number)) is not None:
            if size != PIECE:
                raise _in_pieces()
            await asyncio.to_thread(inspection.put, data)  # unpacking takes a while
            number, size = number + 1, len(data)
        return Looked(upload=upload, found=inspection.end())

    async def _keep(
        self, command: AddEvidence, looked: Sequence[Looked], text: str, by: Caller
    ) -> Done:
        there, now = await current(self._ctx, command.number, by.actor), self._ctx.now()
        message = NewMessage(text=text, id=new_id())
        files = [one.kept_file for one in looked]
        recorder, fresh = add_files(there.appeal, files, message, by.actor, now)
        done = Done(fingerprint=fingerprint(command), number=command.number)
        extra = await self._written(
            looked, fresh, done, by, lambda one: _file(one, recorder, message.id)
        )
        await self._ctx.store.save(there, recorder, by, extra)
        return done

    async def _keep_with_draft(
        self, command: AddDraftFiles, looked: Sequence[Looked], by: Caller
    ) -> Done:
        done = Done(fingerprint=fingerprint(command), number=command.draft_id)
        now = self._ctx.now()

        async def written(fresh: Sequence[KeptFile]) -> ExtraRows:
            return await self._written(
                looked, fresh, done, by, lambda one: _drafted(one, command, by, now)
            )

        files = [one.kept_file for one in looked]
        await self._drafts.keep(command.draft_id, files, by.actor, written)
        return done

    async def _written(
        self,
        looked: Sequence[Looked],
        fresh: Sequence[KeptFile],
        done: Done,
        by: Caller,
        file: Callable[[Looked], EvidenceFile],
    ) -> ExtraRows:
        """With the commit that keeps those that are `fresh`."""
        ids, now = {one.id for one in fresh}, self._ctx.now()
        needed = [one for one in looked if one.upload.id in ids]
        for one in needed:
            await self._uploading.open(one.upload.id, by.actor)  # it may have taken too long
        return ExtraRows(
            done=under([*keys_of(by), _call(one.upload.id for one in looked)], done),
            guards=[kept(one.upload, now) for one in needed],
            rows={FILES: [file_row(file(one)) for one in needed]},
        )


def _call(uploads: Iterable[str]) -> str:
    """The key of a call: nobody else has its uploads."""
    return derived_id("uploads", *uploads)


def _by_content(command: C, looked: Sequence[Looked]) -> C:
    """The same files again are the same command, though they are uploaded anew."""
    digests = tuple(one.found.sha256 for one in looked)
    return msgspec.structs.replace(command, uploads=digests)


def _file(one: Looked, recorder: Recorder, message_id: str) -> EvidenceFile:
    return EvidenceFile(
        id=one.upload.id,
        number=recorder.appeal.number,
        member_id=recorder.appeal.member_id,
        name=one.found.name,
        media_type=one.found.media_type,
        size=one.found.size,
        sha256=one.found.sha256,
        by=recorder.actor,
        at=recorder.now,
        message_id=message_id,
    )


def _drafted(one: Looked, command: AddDraftFiles, by: Caller, now: datetime) -> EvidenceFile:
    return EvidenceFile(
        id=one.upload.id,
        number="",
        member_id=command.member_id,
        name=one.found.name,
        media_type=one.found.media_type,
        size=one.found.size,
        sha256=one.found.sha256,
        by=by.actor,
        at=now,
        message_id="",
        draft_id=command.draft_id,
    )


def _in_pieces() -> InvalidInput:
    return InvalidInput(
        both(
            "除最后一段外，每一段为 {size} 字节。",
            "Each piece but the last has {size} bytes.",
            size=PIECE,
        ),
        field="files",
    )
