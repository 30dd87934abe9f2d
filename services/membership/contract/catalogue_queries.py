"""What is asked about plans and clauses, their drafts, versions and differences."""

from services.membership.contract.query import Query


class GetClauseDraft(Query, frozen=True, kw_only=True):
    """-> ClauseDraftView, or Failed where there is none."""

    code: str


class GetClauseHistories(Query, frozen=True, kw_only=True):
    """-> ClauseHistories."""


class GetClauseDifferences(Query, frozen=True, kw_only=True):
    """-> ClauseDifferencesView, from one version of a clause to another."""

    clause: str
    before: int
    after: int


class GetPlanHistory(Query, frozen=True, kw_only=True):
    """-> PlanHistoryView: all versions of a plan, with its end."""

    code: str


class GetPlanDifferences(Query, frozen=True, kw_only=True):
    """-> PlanDifferencesView, from one version of a plan to another."""

    code: str
    before: int
    after: int


class GetPlanDraft(Query, frozen=True, kw_only=True):
    """-> PlanDraftView, or Failed where there is none."""

    code: str


class GetPlanHolders(Query, frozen=True, kw_only=True):
    """-> HoldersPage: the members of a plan, and how they stand to a version of it, or of the one
    that replaces it where it is retired (`of`)."""

    code: str
    version: int
    of: str = ""
    after: str = ""
    first: int = 50
