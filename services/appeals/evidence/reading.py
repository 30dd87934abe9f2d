"""Evidence is shown to who may see the case, and to nobody else, each time that it is asked for."""

from collections.abc import Sequence

from infra.kernel.errors import Forbidden, NotFound
from infra.kernel.sentences import both
from services.appeals.context import Context
from services.appeals.contract.evidence import EvidenceFile, EvidenceFiles, GetEvidence
from services.appeals.domain.queues.queueing import works_in
from services.appeals.evidence.file_store import FileStore
from services.shared.callers import ActorKind, Caller, StaffKind


class EvidenceReading:
    def __init__(self, ctx: Context, store: FileStore) -> None:
        self._ctx = ctx
        self._store = store

    async def of(self, asked: Sequence[GetEvidence]) -> list[EvidenceFiles]:
        found = await self._store.of_cases({one.number for one in asked})
        return [EvidenceFiles(files=tuple(_of(one, found))) for one in asked]

    async def file(self, id: str, by: Caller) -> EvidenceFile:
        found = await self._store.file(id)
        if found is None or not may_see(found, by):
            raise _no_such_file()
        if by.staff_kind is not None:
            await self._require_works_in(found, by.staff_kind)
        return found

    async def _require_works_in(self, file: EvidenceFile, kind: StaffKind) -> None:
        """What is for specialists is opened by them alone.

        Raises:
            Forbidden
        """
        there = await self._ctx.store.load(file.number)
        if there is not None and not works_in(kind, there.place.queue):
            raise Forbidden(
                both(
                    "这件申诉由专员处理，其文件只有专员和管理员可以打开。",
                    "This appeal is for specialists: only they and administrators open its files.",
                )
            )

    async def piece(self, id: str, place: int, by: Caller) -> bytes:
        await self.file(id, by)
        data = await self._store.piece(id, place)
        if data is None:
            raise _no_such_file()
        return data


def may_see(file: EvidenceFile, by: Caller) -> bool:
    """What is kept with a draft is its member's alone."""
    if by.actor.kind == ActorKind.STAFF:
        return by.staff_kind is not None and not file.draft_id
    return by.actor.kind == ActorKind.MEMBER and by.actor.id == file.member_id


def _of(asked: GetEvidence, found: Sequence[EvidenceFile]) -> list[EvidenceFile]:
    return [
        one
        for one in found
        if one.number == asked.number and asked.member_id in ("", one.member_id)
    ]


def _no_such_file() -> NotFound:
    return NotFound(
        both("没有这个文件，或已按您的要求删除。", "There is no such file, or it was erased."),
        field="id",
    )
