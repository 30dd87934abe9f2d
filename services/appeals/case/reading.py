"""Case files, as their member and staff read them: each version, and what is different in it."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from infra.kernel.errors import NotFound
from infra.kernel.sentences import both
from services.appeals.case.domain.difference import difference
from services.appeals.case.file_store import CaseFileStore, KeptCaseFile
from services.appeals.contract.case_queries import GetCaseDifference, GetCaseVersion
from services.appeals.contract.case_views import CaseDifference, CaseFileVersion, CaseFileView
from services.appeals.contract.query import Query
from services.appeals.contract.views import Answer
from services.appeals.domain.aggregate.people import no_such_appeal
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.ports import AppealStore


class CaseReading:
    def __init__(self, appeals: AppealStore, files: CaseFileStore) -> None:
        self._appeals = appeals
        self._files = files
        self.answers: Final[dict[type[Query], Callable[[Any], Awaitable[Answer]]]] = {
            GetCaseVersion: self._version,
            GetCaseDifference: self._difference,
        }

    async def _version(self, query: GetCaseVersion) -> CaseFileView:
        appeal = await self._appeal(query.number, query.member_id)
        wanted = _newest(appeal) if query.version is None else query.version
        [kept] = await self._kept(appeal, wanted)
        return CaseFileView(
            number=appeal.number,
            member_id=appeal.member_id,
            file=kept.file,
            content=kept.content,
            sealed=kept.sealed,
            versions=await self._versions(appeal, kept),
            of_others=kept.of_others if query.for_staff else (),
        )

    async def _difference(self, query: GetCaseDifference) -> CaseDifference:
        appeal = await self._appeal(query.number, query.member_id)
        before, after = await self._kept(appeal, query.before, query.after)
        return difference(before.file, after.file)

    async def _appeal(self, number: str, member_id: str) -> Appeal:
        found = await self._appeals.load(number, member_id)
        if found is None:
            raise no_such_appeal(number)
        return found.appeal

    async def _kept(self, appeal: Appeal, *versions: int) -> list[KeptCaseFile]:
        """
        Raises:
            NotFound: there is none yet, or not so many.
        """
        there = [one for one in versions if 1 <= one <= _newest(appeal)]
        found = await self._files.get(appeal.number, there)
        if len(there) < len(versions):
            raise _no_such_version(appeal)
        return [found[one] for one in versions]

    async def _versions(self, appeal: Appeal, read: KeptCaseFile) -> tuple[CaseFileVersion, ...]:
        """All there are; one from before they were listed says of itself when it was sealed."""
        found = await self._files.versions(appeal.number, _newest(appeal))
        if found and found[0].version == 1:
            return tuple(found)
        first = read if read.sealed.version == 1 else (await self._kept(appeal, 1))[0]
        return (first.sealed, *found)


def _newest(appeal: Appeal) -> int:
    """0 where there is none yet."""
    return max(appeal.case_version, 1) if appeal.case_file_sha256 else 0


def _no_such_version(appeal: Appeal) -> NotFound:
    if not _newest(appeal):
        return NotFound(
            both(
                "申诉 {number} 的案卷尚未取得：会员服务一有回答就会附上。",
                "The appeal {number} has no case file yet: it follows as soon as the membership "
                "answers.",
                number=appeal.number,
            ),
            field="version",
        )
    return NotFound(
        both(
            "申诉 {number} 的案卷没有这个版本；现有第 1 至 {newest} 版。",
            "The case file of {number} has no such version; there are 1 to {newest}.",
            number=appeal.number,
            newest=_newest(appeal),
        ),
        field="version",
    )
