"""What staff ask of plans: their versions, drafts and members."""

from collections.abc import Awaitable, Callable
from typing import Annotated

import strawberry

from gateway.request.context import Info
from gateway.schema.basics.connections import connect
from gateway.schema.basics.results import UNTIL_2027, AnyProblem, answers
from gateway.schema.basics.scalars import mapped
from gateway.schema.membership.catalogue import (
    PlanDifference,
    PlanDraft,
    PlanHistory,
    PlanHolder,
    PlanNotices,
    differences_of,
)
from gateway.schema.permissions import ANY_STAFF, query
from services.membership.contract import catalogue_views as views
from services.membership.contract.catalogue_queries import (
    GetPlanDifferences,
    GetPlanDraft,
    GetPlanHistory,
    GetPlanHolders,
)


@strawberry.type(description="Two versions of a plan, compared.")
class PlanComparison:
    differences: list[PlanDifference]


PlanComparisonResult = Annotated[
    PlanComparison | AnyProblem, answers("PlanComparisonResult", "Two versions, compared.")
]
PlanNoticesResult = Annotated[
    PlanNotices | AnyProblem, answers("PlanNoticesResult", "The members of a plan.")
]

_HOLDERS = (
    "The members of a plan, by id, and how each stands to a version of it. `movesTo`: of a retired "
    "plan, the one whose version is meant."
)


@strawberry.type
class CatalogueQueries:
    @query(*ANY_STAFF, description="All versions of a plan, with its end.")
    async def plan_versions(self, info: Info, code: str) -> PlanHistory | None:
        asked = GetPlanHistory(code=code)
        view = await info.context.readers.membership.find(asked, views.PlanHistoryView)
        return PlanHistory.of(view) if view else None

    @query(*ANY_STAFF, typed=True, description="What differs between any two versions of a plan.")
    async def compare_plan_versions(
        self, info: Info, code: str, before: int, after: int
    ) -> PlanComparisonResult:
        return PlanComparison(differences=await _compared(info, code, before, after))

    @query(
        *ANY_STAFF,
        description="What differs between any two versions of a plan.",
        instead=f"Ask for `comparePlanVersions`, {UNTIL_2027}",
    )
    async def plan_differences(
        self, info: Info, code: str, before: int, after: int
    ) -> list[PlanDifference]:
        return await _compared(info, code, before, after)

    @query(*ANY_STAFF, description="The draft of a plan, with what is wrong with it.")
    async def plan_draft(self, info: Info, code: str) -> PlanDraft | None:
        asked = GetPlanDraft(code=code)
        view = await info.context.readers.membership.find(asked, views.PlanDraftView)
        return PlanDraft.of(view) if view else None

    @query(*ANY_STAFF, typed=True, description=_HOLDERS)
    async def find_plan_holders(
        self,
        info: Info,
        code: str,
        version: int,
        *,
        moves_to: str | None = None,
        first: int = 20,
        after: str | None = None,
    ) -> PlanNoticesResult:
        asked = GetPlanHolders(code=code, version=version, of=moves_to or "")
        return await _notices(info, asked, first, after)

    @query(
        *ANY_STAFF,
        description=_HOLDERS,
        instead=f"Ask for `findPlanHolders`, {UNTIL_2027}",
    )
    async def plan_holders(
        self,
        info: Info,
        code: str,
        version: int,
        *,
        moves_to: str | None = None,
        first: int = 20,
        after: str | None = None,
    ) -> PlanNotices:
        asked = GetPlanHolders(code=code, version=version, of=moves_to or "")
        return await _notices(info, asked, first, after)


async def _compared(info: Info, code: str, before: int, after: int) -> list[PlanDifference]:
    asked = GetPlanDifferences(code=code, before=before, after=after)
    view = await info.context.readers.membership.ask(asked, views.PlanDifferencesView)
    return differences_of(view.differences)


async def _notices(info: Info, asked: GetPlanHolders, first: int, after: str | None) -> PlanNotices:
    pages: list[views.HoldersPage] = []
    holders = await connect(
        info.context.cursors("plan-holders"), first, after, _page(info, asked, pages),
        lambda page: [mapped(PlanHolder, one) for one in page.holders],
    )  # fmt: skip
    [page] = pages
    return PlanNotices(
        members=page.total,
        bound=page.bound,
        told=page.told,
        received=page.received,
        holders=holders,
    )


def _page(
    info: Info, asked: GetPlanHolders, pages: list[views.HoldersPage]
) -> Callable[[str, int], Awaitable[views.HoldersPage]]:
    """`pages`: also keeps the page, for its counts."""

    async def fetch(start: str, count: int) -> views.HoldersPage:
        wanted = GetPlanHolders(
            code=asked.code, version=asked.version, of=asked.of, after=start, first=count
        )
        pages.append(await info.context.readers.membership.ask(wanted, views.HoldersPage))
        return pages[-1]

    return fetch
