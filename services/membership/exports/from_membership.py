"""What membership knows, by its own contract: the history, and all that lies beside it."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

import msgspec

from infra.kernel.events import Actor
from infra.kernel.paging import LARGEST_PAGE
from services.membership.contract import queries as q
from services.membership.contract import views as v
from services.membership.contract.api import MembershipApi
from services.membership.contract.consent_views import ConsentsView
from services.membership.contract.explanations import Explanation
from services.membership.contract.partner_queries import GetFollows
from services.membership.contract.partner_views import FollowsView
from services.membership.contract.rectification_views import RectificationsView
from services.membership.contract.reports import GetReports, ReportKind, ReportsPage
from services.membership.contract.risk_views import LapseRiskView
from services.membership.contract.staff_reads import KeptRead, StaffReadsPage
from services.membership.contract.statements import StatementsPage
from services.membership.exports.asking import Step, found
from services.membership.exports.domain import tables as t
from services.membership.exports.domain.columns import ExportTable
from services.membership.exports.domain.export import Export, HistoryEnd
from services.membership.exports.domain.gathered import NOTHING, FoundPage
from services.shared.callers import ActorKind
from services.shared.packing.manifest import HISTORY

_REPORTS: Final = {
    ReportKind.PAYMENT: t.PAYMENTS,
    ReportKind.REFUND: t.REFUNDS,
    ReportKind.ORDER: t.ORDERS,
    ReportKind.LOGIN: t.LOGINS,
}


class FromMembership:
    def __init__(self, membership: Callable[[], MembershipApi]) -> None:
        self._membership = membership
        self.steps: tuple[Step, ...] = (
            self._held,
            self._explanation,
            self._risk,
            self._history,
            self._timeline,
            self._balance,
            *(partial(self._reports, kind, table) for kind, table in _REPORTS.items()),
            self._clauses,
            self._consents,
            self._partners,
            self._statements,
            self._rectifications,
            self._staff_reads,
        )

    async def _held(self, export: Export) -> FoundPage:
        view = await self._found(q.GetMembership(member_id=export.member_id), v.MembershipView)
        if view is None:
            return NOTHING
        return FoundPage(
            {
                t.MEMBERSHIP.name: [view],
                t.BENEFITS.name: view.benefits,
                t.HOLDS.name: view.holds,
            }
        )

    async def _explanation(self, export: Export) -> FoundPage:
        view = await self._found(q.GetExplanation(member_id=export.member_id), Explanation)
        return FoundPage({t.EXPLANATION.name: [view] if view else []})

    async def _risk(self, export: Export) -> FoundPage:
        view = await self._found(q.GetLapseRisk(member_id=export.member_id), LapseRiskView)
        return FoundPage({t.RISKS.name: view.reasons if view else ()})

    async def _history(self, export: Export) -> FoundPage:
        """To the byte as it is hashed."""
        after = int(export.cursor or 0)
        asked = q.GetHistory(member_id=export.member_id, after=after, first=LARGEST_PAGE)
        page = await self._found(asked, v.HistoryPage)
        if page is None or not page.lines:
            return NOTHING
        last = page.versions[-1]
        return FoundPage(
            raw={HISTORY: "".join(f"{line}\n" for line in page.lines).encode()},
            history=HistoryEnd(events=last, head=_hash_of(page.lines[-1])),
            cursor=str(last) if page.has_more else "",
            done=last / page.total,
        )

    async def _timeline(self, export: Export) -> FoundPage:
        after = int(export.cursor or 0)
        asked = q.GetTimeline(member_id=export.member_id, after=after, first=LARGEST_PAGE)
        page = await self._found(asked, v.TimelinePage)
        if page is None or not page.entries:
            return NOTHING
        last = page.entries[-1].version
        return FoundPage(
            {t.TIMELINE.name: [_unnamed(entry) for entry in page.entries]},
            cursor=str(last) if page.has_more else "",
            done=last / page.total,
        )

    async def _balance(self, export: Export) -> FoundPage:
        asked = q.GetLedger(member_id=export.member_id, after=export.cursor, first=LARGEST_PAGE)
        view = await self._found(asked, v.LedgerView)
        if view is None or not view.lines:
            return NOTHING
        more = len(view.lines) == LARGEST_PAGE
        cursor = view.lines[-1].entry_id if more else ""
        return FoundPage({t.BALANCE.name: view.lines}, cursor=cursor, done=0.5)

    async def _reports(self, kind: ReportKind, table: ExportTable, export: Export) -> FoundPage:
        asked = GetReports(
            member_id=export.member_id, kind=kind, after=export.cursor, first=LARGEST_PAGE
        )
        return await self._page(asked, ReportsPage, table, lambda page: page.reports)

    async def _clauses(self, export: Export) -> FoundPage:
        view = await self._found(q.GetClauses(member_id=export.member_id), v.ClausesView)
        return FoundPage({t.CLAUSES.name: view.versions if view else ()})

    async def _consents(self, export: Export) -> FoundPage:
        view = await self._found(q.GetConsents(member_id=export.member_id), ConsentsView)
        return FoundPage({t.CONSENTS.name: view.consents if view else ()})

    async def _partners(self, export: Export) -> FoundPage:
        view = await self._found(GetFollows(member_id=export.member_id), FollowsView)
        return FoundPage({t.PARTNERS.name: view.follows if view else ()})

    async def _statements(self, export: Export) -> FoundPage:
        after = int(export.cursor or 0)
        asked = q.GetStatements(member_id=export.member_id, after=after, first=LARGEST_PAGE)
        page = await self._found(asked, StatementsPage)
        if page is None or not page.statements:
            return NOTHING
        cursor = str(page.statements[-1].event_version) if page.has_more else ""
        return FoundPage({t.STATEMENTS.name: page.statements}, cursor=cursor, done=0.5)

    async def _rectifications(self, export: Export) -> FoundPage:
        asked = q.GetRectifications(member_id=export.member_id)
        view = await self._found(asked, RectificationsView)
        return FoundPage({t.RECTIFICATIONS.name: view.rectifications if view else ()})

    async def _staff_reads(self, export: Export) -> FoundPage:
        asked = q.GetStaffReads(member_id=export.member_id, after=export.cursor, first=LARGEST_PAGE)
        return await self._page(
            asked,
            StaffReadsPage,
            t.STAFF_READS,
            lambda page: [_nameless(one) for one in page.reads],
        )

    async def _page(
        self, asked: object, kind: type[Any], table: ExportTable, of: Callable[[Any], Sequence[Any]]
    ) -> FoundPage:
        page = await self._found(asked, kind)
        if page is None:
            return NOTHING
        cursor = page.cursors[-1] if page.has_more else ""
        return FoundPage({table.name: of(page)}, cursor=cursor, done=0.5)

    async def _found(self, query: object, kind: type[Any]) -> Any:
        return await found(self._membership(), query, kind)


def _unnamed(entry: v.TimelineEntry) -> v.TimelineEntry:
    """Members are not told which of the staff it was."""
    if entry.actor.kind != ActorKind.STAFF:
        return entry
    return msgspec.structs.replace(entry, actor=Actor(kind=entry.actor.kind))


def _nameless(read: KeptRead) -> KeptRead:
    return msgspec.structs.replace(read, staff_id="", name="")


class _Hashed(msgspec.Struct):
    hash: str


def _hash_of(line: str) -> str:
    return msgspec.json.decode(line, type=_Hashed).hash
