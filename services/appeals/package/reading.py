"""Packages, gathered from the contracts alone: what is in one, its member may read anyway."""

from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

import msgspec

from infra.kernel.clock import Clock
from infra.kernel.errors import Unavailable, from_record
from infra.kernel.paging import LARGEST_PAGE
from infra.kernel.sentences import both
from services.appeals.contract.api import AppealsApi
from services.appeals.contract.case_queries import GetCaseVersion
from services.appeals.contract.case_views import CaseFileView
from services.appeals.contract.evidence import EvidenceFile, GetEvidence, MediaType
from services.appeals.contract.package import (
    ComplaintTextsView,
    GetComplaintTexts,
    GetPackage,
    PackageView,
)
from services.appeals.contract.queries import GetAppeal
from services.appeals.contract.query import Query
from services.appeals.contract.views import Answer, AppealView
from services.appeals.contract.views import Failed as AppealsFailed
from services.appeals.package.domain.contents import complaint_texts, package_files
from services.appeals.package.domain.given import Exhibited, PackageInput, SealedFile
from services.membership.contract.api import MembershipApi
from services.membership.contract.queries import AnyQuery, GetHistory, GetStatements
from services.membership.contract.statements import StatementOfReasons, StatementsPage
from services.membership.contract.views import Failed, HistoryPage

V = TypeVar("V")

_ENDINGS: Final = {
    MediaType.PNG: "png",
    MediaType.JPEG: "jpg",
    MediaType.WEBP: "webp",
    MediaType.PDF: "pdf",
    MediaType.TEXT: "txt",
}
"""A file is packed by a name of ours; its own stands on the page."""


class PackageReading:
    """`appeals`: the own contract, as everybody else is answered by it."""

    def __init__(
        self, appeals: AppealsApi, membership: MembershipApi, clock: Clock, zone: str
    ) -> None:
        self._appeals = appeals
        self._membership = membership
        self._clock = clock
        self._zone = zone
        self.answers: Final[dict[type[Query], Callable[[Any], Awaitable[Answer]]]] = {
            GetPackage: self._package,
            GetComplaintTexts: self._complaint_texts,
        }

    async def _package(self, query: GetPackage) -> PackageView:
        """
        Raises:
            NotFound: no such appeal, or another member's.
            Unavailable: the membership does not answer at the moment.
        """
        appeal = await self._appeal(query)
        given = await self._given(appeal, query)
        return PackageView(
            number=appeal.number, member_id=appeal.member_id, files=package_files(given)
        )

    async def _complaint_texts(self, query: GetComplaintTexts) -> ComplaintTextsView:
        """Raises NotFound as above."""
        return ComplaintTextsView(texts=complaint_texts(await self._appeal(query), self._zone))

    async def _appeal(self, query: GetPackage | GetComplaintTexts) -> AppealView:
        asked = GetAppeal(number=query.number, member_id=query.member_id)
        [appeal] = await self._appeals.read([asked])
        if isinstance(appeal, AppealsFailed):
            raise from_record(appeal.error)
        if not isinstance(appeal, AppealView):
            raise TypeError(type(appeal).__name__)
        return appeal

    async def _given(self, appeal: AppealView, query: GetPackage) -> PackageInput:
        history = await self._history(appeal.member_id)
        return PackageInput(
            appeal=appeal,
            case_files=await self._case_files(query),
            statements=await self._statements(appeal.member_id),
            history=history,
            head=_hash_of(history[-1]) if history else "",
            evidence=await self._evidence(query),
            made_at=self._clock.now(),
            zone=self._zone,
        )

    async def _case_files(self, query: GetPackage) -> tuple[SealedFile, ...]:
        """All versions, oldest first; none where there is none yet."""
        newest = await self._case_file(query, None)
        if newest is None:
            return ()
        asked = (self._case_file(query, one.version) for one in newest.versions)
        views = [view for one in asked if (view := await one) is not None]
        return tuple(
            SealedFile(
                version=view.sealed.version,
                sha256=view.sealed.sha256,
                content=view.content.encode(),
            )
            for view in views
        )

    async def _case_file(self, query: GetPackage, version: int | None) -> CaseFileView | None:
        asked = GetCaseVersion(number=query.number, member_id=query.member_id, version=version)
        [answer] = await self._appeals.read([asked])
        return answer if isinstance(answer, CaseFileView) else None

    async def _evidence(self, query: GetPackage) -> tuple[Exhibited, ...]:
        asked = GetEvidence(number=query.number, member_id=query.member_id)
        [found] = await self._appeals.evidence([asked])
        return tuple(_exhibited(place, file) for place, file in enumerate(found.files, start=1))

    async def _statements(self, member_id: str) -> tuple[StatementOfReasons, ...]:
        found: list[StatementOfReasons] = []
        while True:
            after = found[-1].event_version if found else 0
            asked = GetStatements(member_id=member_id, after=after, first=LARGEST_PAGE)
            page = await self._ask(asked, StatementsPage)
            found += page.statements
            if not page.has_more:
                return tuple(found)

    async def _history(self, member_id: str) -> tuple[str, ...]:
        lines: list[str] = []
        while True:
            asked = GetHistory(member_id=member_id, after=len(lines), first=LARGEST_PAGE)
            page = await self._ask(asked, HistoryPage)
            lines += page.lines
            if not page.has_more:
                return tuple(lines)

    async def _ask(self, query: AnyQuery, kind: type[V]) -> V:
        [answer] = await self._membership.read([query])
        if isinstance(answer, kind):
            return answer
        if isinstance(answer, Failed):
            raise from_record(answer.error)
        raise Unavailable(
            both("会员服务给出了无法理解的回答。", "The membership gave an answer of another kind.")
        )


def _exhibited(place: int, file: EvidenceFile) -> Exhibited:
    return Exhibited(
        id=file.id,
        name=file.name,
        packed_as=f"files/{place:02}.{_ENDINGS[file.media_type]}",
        size=file.size,
        sha256=file.sha256,
        at=file.at,
        message_id=file.message_id,
    )


class _Hashed(msgspec.Struct):
    hash: str


def _hash_of(line: str) -> str:
    return msgspec.json.decode(line, type=_Hashed).hash
