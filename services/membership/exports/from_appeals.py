"""What appeals know: each of the member's with its package, whole, so that its folder stands alone
as it would for a regulator, and what was begun and not handed in."""

from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec

from services.appeals.contract.api import AppealsApi
from services.appeals.contract.draft_views import DraftsView, GetDrafts
from services.appeals.contract.package import GetPackage, PackageFile, PackageView
from services.appeals.contract.queries import GetAppealsOf
from services.appeals.contract.views import AppealsPage, AppealView
from services.appeals.contract.words import AppealState, Verdict
from services.membership.contract.words import Cause
from services.membership.exports.asking import Step, found
from services.membership.exports.domain import tables as t
from services.membership.exports.domain.export import Export, FileSoFar
from services.membership.exports.domain.gathered import NOTHING, FoundPage


class AppealLine(msgspec.Struct, frozen=True, kw_only=True):
    """`folder`: where in the export all of it is."""

    number: str
    state: AppealState
    submitted_at: datetime
    lost_at: datetime | None
    verdict: Verdict | None
    cause: Cause | None
    reason: str
    folder: str


class FromAppeals:
    def __init__(self, appeals: Callable[[], AppealsApi]) -> None:
        self._appeals = appeals
        self.steps: tuple[Step, ...] = (self._one_appeal, self._drafts)

    async def _one_appeal(self, export: Export) -> FoundPage:
        """One at a time: a package is the largest thing that is ever held."""
        asked = GetAppealsOf(member_id=export.member_id, after=export.cursor, first=1)
        page = await found(self._appeals(), asked, AppealsPage)
        if page is None or not page.appeals:
            return NOTHING
        [appeal] = page.appeals
        files = await self._package(appeal)
        folder = f"appeals/{appeal.number}"
        return FoundPage(
            {t.APPEALS.name: [_line(appeal, folder)]},
            raw={f"{folder}/{one.name}": one.content for one in files if not one.evidence_id},
            evidence=[_evidence(folder, one) for one in files if one.evidence_id],
            cursor=page.cursors[-1] if page.has_more else "",
            done=0.5,
        )

    async def _package(self, appeal: AppealView) -> Sequence[PackageFile]:
        asked = GetPackage(number=appeal.number, member_id=appeal.member_id)
        package = await found(self._appeals(), asked, PackageView)
        return package.files if package else ()

    async def _drafts(self, export: Export) -> FoundPage:
        view = await found(self._appeals(), GetDrafts(member_id=export.member_id), DraftsView)
        return FoundPage({t.DRAFTS.name: view.drafts if view else ()})


def _line(appeal: AppealView, folder: str) -> AppealLine:
    decision = appeal.decision
    return AppealLine(
        number=appeal.number,
        state=appeal.state,
        submitted_at=appeal.submitted_at,
        lost_at=appeal.lost_at,
        verdict=decision.verdict if decision else None,
        cause=decision.cause if decision else None,
        reason=decision.reason if decision else "",
        folder=folder,
    )


def _evidence(folder: str, file: PackageFile) -> FileSoFar:
    return FileSoFar(
        name=f"{folder}/{file.name}",
        size=file.size,
        sha256=file.sha256,
        evidence_id=file.evidence_id,
    )
