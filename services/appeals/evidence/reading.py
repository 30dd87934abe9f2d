"""Evidence is shown to who may see the case, and to nobody else, each time that it is asked for."""

from collections.abc import Sequence

from infra.kernel.errors import NotFound
from infra.kernel.sentences import both
from services.appeals.contract.evidence import EvidenceFile, EvidenceFiles, GetEvidence
from services.appeals.evidence.file_store import FileStore
from services.shared.callers import ActorKind, Caller


class EvidenceReading:
    def __init__(self, store: FileStore) -> None:
        self._store = store

    async def of(self, asked: Sequence[GetEvidence]) -> list[EvidenceFiles]:
        found = await self._store.of_cases({one.number for one in asked})
        return [EvidenceFiles(files=tuple(_of(one, found))) for one in asked]

    async def file(self, id: str, by: Caller) -> EvidenceFile:
        found = await self._store.file(id)
        if found is None or not may_see(found, by):
            raise _no_such_file()
        return found

    async def piece(self, id: str, place: int, by: Caller) -> bytes:
        await self.file(id, by)
        data = await self._store.piece(id, place)
        if data is None:
            raise _no_such_file()
        return data


def may_see(file: EvidenceFile, by: Caller) -> bool:
    if by.actor.kind == ActorKind.STAFF:
        return by.staff_kind is not None
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
