"""The catalogue of plans, as membership's contract would answer."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from infra.kernel.text import LocalText
from services.membership.contract import catalogue_views as views
from services.membership.contract import clause_views as clauses
from services.membership.contract import plans
from services.membership.contract.catalogue_queries import (
    GetClauseDifferences,
    GetClauseDraft,
    GetClauseHistories,
    GetPlanDifferences,
    GetPlanDraft,
    GetPlanHistory,
    GetPlanHolders,
)
from services.shared.callers import Caller

AT = datetime(2026, 11, 1, 12, tzinfo=UTC)
DEARER = plans.PlanDifference(field="price", before=2500, after=2990, worse=True)


def history(plan: plans.Plan) -> views.PlanHistoryView:
    version = views.PlanVersionView(
        plan=plan,
        version=1,
        published_at=AT,
        effective_at=AT,
        adverse=False,
        differences=(),
        hash="a" * 64,
    )
    return views.PlanHistoryView(code=plan.code, versions=(version,), retired=None)


def draft(plan: plans.Plan) -> views.PlanDraftView:
    return views.PlanDraftView(
        plan=plan,
        revision=1,
        saved_at=AT,
        faults=(
            views.PlanFault(plan=plan.code, field="price", says=LocalText(zh="太高", en="high")),
        ),
        differences=(DEARER,),
        adverse=True,
        earliest=AT,
        preview=views.PreviewView(
            started_at=AT,
            finished=True,
            total=1,
            seen=1,
            touched=1,
            worse=1,
            counts=(views.Counted(difference=DEARER, members=1),),
            sample=(
                views.Touched(member_id="m-1", plan_version=1, worse=True, differences=(DEARER,)),
            ),
        ),
    )


def holders() -> views.HoldersPage:
    holder = views.HolderView(
        member_id="m-1",
        plan_version=1,
        standing=views.TermsStanding.UNRECEIVED,
        renews_at=AT,
        received_at=None,
        binds_from=None,
    )
    return views.HoldersPage(
        holders=(holder,), cursors=("m-1",), total=1, bound=0, told=1, received=0, has_more=False
    )


SAYS = LocalText(zh="暂停最长60天。", en="A pause lasts at most 60 days.")
DIFFERENCES = clauses.ClauseDifferencesView(
    title=clauses.TextDifference(zh=(), en=()),
    text=clauses.TextDifference(
        zh=(clauses.TextPiece(kind=clauses.PieceKind.SAME, text=SAYS.zh),),
        en=(clauses.TextPiece(kind=clauses.PieceKind.SAME, text=SAYS.en),),
    ),
    parameters=(
        clauses.ParameterDifference(name="pause_days", before=90, after=60, stricter=True),
    ),
)


def clause_draft() -> clauses.ClauseDraftView:
    [difference] = DIFFERENCES.parameters
    return clauses.ClauseDraftView(
        clause="pause",
        title=SAYS,
        text=SAYS,
        parameters={"pause_days": 60},
        revision=1,
        saved_at=AT,
        differences=DIFFERENCES,
        adverse=True,
        earliest=AT,
        preview=clauses.ClausePreviewView(
            started_at=AT,
            finished=True,
            total=1,
            seen=1,
            touched=1,
            worse=1,
            counts=(clauses.ClauseCounted(difference=difference, members=1),),
            sample=(
                clauses.ClauseTouched(
                    member_id="m-1", clause_version=1, worse=True, differences=(difference,)
                ),
            ),
        ),
    )


class FakeCatalogue:
    executed: list[tuple[Any, Caller]]

    def __init__(self, plan: plans.Plan) -> None:
        self._plan = plan
        self.catalogue_answers: dict[Any, Callable[[], Any]] = {
            GetPlanHistory: lambda: history(plan),
            GetPlanDraft: lambda: draft(plan),
            GetPlanDifferences: lambda: views.PlanDifferencesView(differences=(DEARER,)),
            GetPlanHolders: holders,
            GetClauseDraft: clause_draft,
            GetClauseDifferences: lambda: DIFFERENCES,
            GetClauseHistories: lambda: clauses.ClauseHistories(versions=(), drafts=("pause",)),
        }

    async def manage_plan(self, command: Any, by: Caller) -> views.CatalogueOutcome:
        self.executed.append((command, by))
        return views.CatalogueOutcome(
            repeated=False, version=1, history=history(self._plan), draft=draft(self._plan)
        )

    async def manage_clause(self, command: Any, by: Caller) -> clauses.ClauseOutcome:
        self.executed.append((command, by))
        return clauses.ClauseOutcome(repeated=False, version=1, draft=clause_draft())
