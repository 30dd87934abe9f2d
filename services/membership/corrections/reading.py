"""Corrections, shown to staff."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from infra.kernel.errors import NotFound
from infra.kernel.paging import checked_first
from infra.kernel.sentences import both
from services.membership.contract import queries as q
from services.membership.contract.correction_views import (
    CorrectionsPage,
    CorrectionsState,
    CorrectionsView,
    TriedPage,
)
from services.membership.contract.query import Query
from services.membership.contract.views import Answer
from services.membership.corrections.run_store import RunStore, place_of
from services.membership.ports import Context


class CorrectionsReading:
    def __init__(self, ctx: Context, runs: RunStore) -> None:
        self._ctx = ctx
        self._runs = runs
        self.answers: Final[dict[type[Query], Callable[[Any], Awaitable[Answer]]]] = {
            q.GetCorrections: self._page,
            q.GetCorrection: self._one,
            q.GetTried: self._tried,
        }

    async def _page(self, query: q.GetCorrections) -> CorrectionsPage:
        first, now = checked_first(query.first), self._ctx.now()
        waits = {"state": CorrectionsState.REQUESTED, "expires_at": {"$gt": now}}
        asked = waits if query.waiting else {}
        found = await self._runs.page(asked, query.after, first + 1)
        return CorrectionsPage(
            corrections=tuple(run.view(now) for run in found[:first]),
            cursors=tuple(place_of(run) for run in found[:first]),
            total=await self._runs.count(asked),
            has_more=len(found) > first,
        )

    async def _one(self, query: q.GetCorrection) -> CorrectionsView:
        run = await self._runs.load(query.id)
        if run is None:
            raise NotFound(
                both("没有编号为 {id} 的更正。", "There are no corrections {id}.", id=query.id),
                field="id",
            )
        return run.view(self._ctx.now())

    async def _tried(self, query: q.GetTried) -> TriedPage:
        first = checked_first(query.first)
        read = self._runs.refused if query.refused else self._runs.members
        found = await read(query.id, query.after, first + 1)
        asked = {"run": query.id, **({"contradicts": True} if query.refused else {})}
        return TriedPage(
            tried=tuple(found[:first]),
            cursors=tuple(one.member_id for one in found[:first]),
            total=await self._runs.count_tried(asked),
            has_more=len(found) > first,
        )
