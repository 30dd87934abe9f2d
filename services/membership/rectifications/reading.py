"""Answers what members asked to be rectified, and what became of it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

from infra.kernel.paging import checked_first
from services.membership.contract import rectification_views as v
from services.membership.contract.queries import GetOpenRectifications, GetRectifications
from services.membership.contract.query import Query
from services.membership.contract.rectification_words import RectificationState
from services.membership.contract.views import Answer
from services.membership.domain.rectification.course import rectifications_in
from services.membership.domain.view import not_found
from services.membership.ports import Context
from services.membership.rectifications.open_store import OpenPlace, OpenStore


class RectificationReading:
    def __init__(self, ctx: Context, store: OpenStore) -> None:
        self._ctx = ctx
        self._store = store
        self.answers: Final[dict[type[Query], Callable[[Any], Awaitable[Answer]]]] = {
            GetRectifications: self._of,
            GetOpenRectifications: self._open,
        }

    async def _of(self, query: GetRectifications) -> v.RectificationsView:
        """
        Raises:
            NotFound: nothing is known of the member.
        """
        id = query.member_id
        history = (await self._ctx.store.histories([id])).get(id)
        if not history:
            raise not_found(id)
        found = rectifications_in(history, self._ctx.now())
        return v.RectificationsView(rectifications=tuple(found))

    async def _open(self, query: GetOpenRectifications) -> v.OpenRectificationsPage:
        first = checked_first(query.first)
        after = OpenPlace.read(query.after) if query.after else None
        places, total = await asyncio.gather(
            self._store.page(after, first + 1), self._store.count()
        )
        shown = places[:first]
        histories = await self._ctx.store.histories([place.member_id for place in shown])
        return v.OpenRectificationsPage(
            members=tuple(self._member(place, histories[place.member_id]) for place in shown),
            cursors=tuple(map(str, shown)),
            total=total,
            has_more=len(places) > first,
        )

    def _member(self, place: OpenPlace, history: Any) -> v.OpenRectifications:
        found = rectifications_in(history, self._ctx.now())
        still = (one for one in found if one.state is RectificationState.OPEN)
        return v.OpenRectifications(
            member_id=place.member_id,
            answer_by=place.answer_by,
            rectifications=tuple(sorted(still, key=lambda one: one.answer_by)),
        )
