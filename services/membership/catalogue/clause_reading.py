"""Answers about drafts of clauses, and what differs between versions."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from infra.kernel.errors import InvalidInput, NotFound
from infra.kernel.sentences import both
from services.membership.catalogue.domain.clause_draft import (
    ClauseDraft,
    differences_between,
    draft_view,
)
from services.membership.catalogue.draft_store import DraftStore
from services.membership.contract.catalogue_queries import (
    GetClauseDifferences,
    GetClauseDraft,
    GetClauseHistories,
)
from services.membership.contract.clause_views import (
    ClauseDifferencesView,
    ClauseDraftView,
    ClauseHistories,
    ClauseVersionView,
)
from services.membership.contract.query import Query
from services.membership.contract.views import Answer
from services.membership.domain.aggregate.catalog import Catalog, ClauseVersion
from services.membership.domain.terms.standing import standings, view_of
from services.membership.ports import Context


class ClauseReading:
    def __init__(self, ctx: Context, drafts: DraftStore[ClauseDraft]) -> None:
        self._ctx = ctx
        self._drafts = drafts
        self.answers: Final[dict[type[Query], Callable[[Any], Awaitable[Answer]]]] = {
            GetClauseDraft: self._draft,
            GetClauseDifferences: self._differences,
            GetClauseHistories: self._histories,
        }

    async def draft_if_any(self, code: str) -> ClauseDraftView | None:
        draft = await self._drafts.load(code)
        catalog = await self._ctx.catalog.current()
        return draft_view(draft, catalog, self._ctx.now()) if draft else None

    async def version(self, code: str, version: int) -> ClauseVersionView:
        catalog = await self._ctx.catalog.current()
        item = catalog.versions(code)[version - 1]
        return view_of(None, catalog, item, catalog.in_force(self._ctx.now()))

    async def _draft(self, query: GetClauseDraft) -> ClauseDraftView:
        view = await self.draft_if_any(query.code)
        if view is None:
            raise NotFound(
                both("{code} 没有草稿。", "There is no draft of {code}.", code=query.code),
                field="code",
            )
        return view

    async def _histories(self, _query: GetClauseHistories) -> ClauseHistories:
        catalog = await self._ctx.catalog.current()
        in_force = catalog.in_force(self._ctx.now())
        return ClauseHistories(
            versions=tuple(standings(None, catalog, in_force)),
            drafts=tuple(await self._drafts.codes()),
        )

    async def _differences(self, query: GetClauseDifferences) -> ClauseDifferencesView:
        catalog = await self._ctx.catalog.current()
        return differences_between(
            _version(catalog, query.clause, query.before, "before"),
            _version(catalog, query.clause, query.after, "after"),
        )


def _version(catalog: Catalog, clause: str, version: int, field: str) -> ClauseVersion:
    """
    Raises:
        NotFound: no such clause.
        InvalidInput: it has no such version.
    """
    known = catalog.versions(clause)
    if not known:
        raise NotFound(
            both("没有 {code} 这个条款。", "There is no clause {code}.", code=clause),
            field="clause",
        )
    if not 1 <= version <= len(known):
        raise InvalidInput(
            both(
                "{code} 有第 1 至 {last} 版。",
                "{code} has the versions 1 to {last}.",
                code=clause,
                last=len(known),
            ),
            field=field,
        )
    return known[version - 1]
