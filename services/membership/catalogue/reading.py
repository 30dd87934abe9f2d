"""Answers about the catalogue of plans."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from infra.kernel.errors import InvalidInput, NotFound
from infra.kernel.paging import checked_first
from infra.kernel.sentences import both
from services.membership.catalogue.domain.draft import PlanDraft, preview_view
from services.membership.catalogue.domain.publishing import compared, earliest
from services.membership.catalogue.domain.standing import holder
from services.membership.catalogue.draft_store import DraftStore
from services.membership.catalogue.holder_store import HolderStore
from services.membership.contract.catalogue_queries import (
    GetPlanDifferences,
    GetPlanDraft,
    GetPlanHistory,
    GetPlanHolders,
)
from services.membership.contract.catalogue_views import (
    HoldersPage,
    PlanDifferencesView,
    PlanDraftView,
    PlanHistoryView,
    PlanVersionView,
    RetirementView,
)
from services.membership.contract.plans import Plan
from services.membership.contract.query import Query
from services.membership.contract.views import Answer
from services.membership.domain.aggregate.catalog import Plans
from services.membership.domain.terms.plan_differences import plan_differences
from services.membership.domain.terms.publishing import NOTICE_PERIOD
from services.membership.ports import Context


class CatalogueReading:
    def __init__(self, ctx: Context, drafts: DraftStore[PlanDraft], holders: HolderStore) -> None:
        self._ctx = ctx
        self._drafts = drafts
        self._holders = holders
        self.answers: Final[dict[type[Query], Callable[[Any], Awaitable[Answer]]]] = {
            GetPlanHistory: self._history,
            GetPlanDifferences: self._differences,
            GetPlanDraft: self._draft,
            GetPlanHolders: self._page,
        }

    async def history_if_any(self, code: str) -> PlanHistoryView | None:
        plans = (await self._ctx.catalog.current()).plans
        return history_view(code, plans) if code in plans.versions else None

    async def draft_if_any(self, code: str) -> PlanDraftView | None:
        draft = await self._drafts.load(code)
        return await self._view(draft) if draft else None

    async def _history(self, query: GetPlanHistory) -> PlanHistoryView:
        plans = (await self._ctx.catalog.current()).plans
        _version(plans, query.code, 1, "code")
        return history_view(query.code, plans)

    async def _differences(self, query: GetPlanDifferences) -> PlanDifferencesView:
        plans = (await self._ctx.catalog.current()).plans
        before = _version(plans, query.code, query.before, "before")
        after = _version(plans, query.code, query.after, "after")
        return PlanDifferencesView(differences=plan_differences(before, after))

    async def _draft(self, query: GetPlanDraft) -> PlanDraftView:
        draft = await self._drafts.load(query.code)
        if draft is None:
            raise NotFound(
                both("{code} 没有草稿。", "There is no draft of {code}.", code=query.code),
                field="code",
            )
        return await self._view(draft)

    async def _view(self, draft: PlanDraft) -> PlanDraftView:
        """Measured as it would be published at the earliest that it could be."""
        plans, now = (await self._ctx.catalog.current()).plans, self._ctx.now()
        found = compared(draft.plan, plans, now, now + NOTICE_PERIOD)
        return PlanDraftView(
            plan=draft.plan,
            revision=draft.revision,
            saved_at=draft.saved_at,
            faults=found.faults,
            differences=found.differences,
            adverse=found.adverse,
            earliest=earliest(found.adverse, now),
            preview=preview_view(draft, plans),
        )

    async def _page(self, query: GetPlanHolders) -> HoldersPage:
        first, catalog = checked_first(query.first), await self._ctx.catalog.current()
        of = query.of or query.code
        _version(catalog.plans, of, query.version, "version")
        states = await self._holders.states(query.code, query.after, first + 1)
        holders = [holder(state, catalog, of, query.version) for state in states[:first]]
        bound, told, received = await self._holders.counts(query.code, of, query.version)
        return HoldersPage(
            holders=tuple(holders),
            cursors=tuple(one.member_id for one in holders),
            total=await self._holders.count(query.code),
            bound=bound,
            told=told,
            received=received,
            has_more=len(states) > first,
        )


def history_view(code: str, plans: Plans) -> PlanHistoryView:
    retired = plans.retired.get(code)
    return PlanHistoryView(
        code=code,
        versions=tuple(
            PlanVersionView(
                plan=one.plan,
                version=one.version,
                published_at=one.published_at,
                effective_at=one.effective_at,
                adverse=one.adverse,
                differences=one.differences,
                hash=one.hash,
            )
            for one in plans.versions[code]
        ),
        retired=RetirementView(
            moves_to=retired.moves_to,
            effective_at=retired.effective_at,
            retired_at=retired.retired_at,
        )
        if retired
        else None,
    )


def _version(plans: Plans, code: str, version: int, field: str) -> Plan:
    """
    Raises:
        NotFound: no such plan.
        InvalidInput: it has no such version.
    """
    known = plans.versions.get(code)
    if known is None:
        raise NotFound(
            both("没有 {code} 这个套餐。", "There is no plan {code}.", code=code), field="code"
        )
    if not 1 <= version <= len(known):
        raise InvalidInput(
            both(
                "{code} 有第 1 至 {last} 版。",
                "{code} has the versions 1 to {last}.",
                code=code,
                last=len(known),
            ),
            field=field,
        )
    return known[version - 1].plan
