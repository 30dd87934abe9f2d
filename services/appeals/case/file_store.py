"""The versions of case files, as they are kept."""

from collections.abc import Iterable
from typing import Any

import msgspec

from infra.sealing.sealing import RowSealing
from infra.storage.mongo import Database, find_by_ids
from services.appeals.adapters.documents import CASE_FILES, case_file_id, to_case_file
from services.appeals.contract.case_views import AppealCaseFile, CaseFileVersion
from services.appeals.domain.case.case_seal import erased
from services.shared.callers import SYSTEM


class KeptCaseFile(msgspec.Struct, frozen=True, kw_only=True):
    file: AppealCaseFile
    content: str
    sealed: CaseFileVersion
    of_others: tuple[str, ...]


class CaseFileStore:
    def __init__(self, db: Database, sealing: RowSealing) -> None:
        self._sealing = sealing
        self._rows = db[CASE_FILES]

    async def get(self, number: str, versions: Iterable[int]) -> dict[int, KeptCaseFile]:
        """By version; those that there are."""
        ids = {case_file_id(number, one): one for one in versions}
        found = await find_by_ids(self._rows, list(ids))
        opened = await self._sealing.opened_by(CASE_FILES, found)
        return {ids[id]: _kept(row) for id, row in opened.items()}

    async def versions(self, number: str, count: int) -> list[CaseFileVersion]:
        """Of the first `count`, without their contents; oldest first."""
        ids = [case_file_id(number, one) for one in range(1, count + 1)]
        found = await find_by_ids(self._rows, ids, {"version": 1, "erased": 1})
        known = (found.get(id) for id in ids)
        return [_version(row) for row in known if row is not None and "version" in row]


def _kept(row: dict[str, Any]) -> KeptCaseFile:
    file = to_case_file(row)
    sealed = _version(row) if "version" in row else _of_an_older(row, file)
    return KeptCaseFile(
        file=file,
        content=row["content"].decode(),
        sealed=sealed,
        of_others=tuple(row.get("of_others", ())),
    )


def _version(row: dict[str, Any]) -> CaseFileVersion:
    version = msgspec.convert(row["version"], CaseFileVersion)
    return msgspec.structs.replace(version, erased=row.get("erased", 0))


def _of_an_older(row: dict[str, Any], file: AppealCaseFile) -> CaseFileVersion:
    """What was kept of a file before there were versions."""
    return CaseFileVersion(
        version=1,
        sealed_at=file.gathered_at,
        by=SYSTEM,
        sha256=row["sha256"],
        erased=erased(row["content"]),
    )
