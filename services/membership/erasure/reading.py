"""Answers what an erasure takes, what stays, and how far it is."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from services.membership.contract.erasure_views import ErasureView
from services.membership.contract.queries import GetErasure
from services.membership.contract.query import Query
from services.membership.contract.views import Answer
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.erasure.telling import KEPT, lost_by, open_in
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.tick import pass_time
from services.membership.domain.view import not_found
from services.membership.domain.wording.speech import DisplayZone, Formatter
from services.membership.ports import Context


class ErasureReading:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self.answers: Final[dict[type[Query], Callable[[Any], Awaitable[Answer]]]] = {
            GetErasure: self._one
        }

    async def _one(self, query: GetErasure) -> ErasureView:
        """
        Raises:
            NotFound: nothing is known of the member.
        """
        ctx, id = self._ctx, query.member_id
        loaded = (await ctx.store.load([id])).get(id)
        if loaded is None:
            raise not_found(id)
        catalog = await ctx.catalog.current()
        recorder = Recorder(loaded.state, catalog, ctx.now())
        pass_time(recorder)
        zone = (await ctx.zones.of([id])).get(id, ctx.zone)
        zoned = DisplayZone(zone=zone)
        formatter = Formatter(plans=catalog.plans, currency=ctx.currency, display_zone=zoned)
        return self._view(recorder.state, formatter)

    def _view(self, state: Membership, formatter: Formatter) -> ErasureView:
        asked, waits = state.erasure, self._ctx.erasure_waits
        would = self._ctx.now() + waits if waits and not state.erased_at else None
        return ErasureView(
            member_id=state.member_id,
            asked_at=asked.asked_at if asked else None,
            erase_at=asked.erase_at if asked else would,
            erased_at=state.erased_at,
            lost=lost_by(state, formatter),
            kept=KEPT,
            open_ones=open_in(state, formatter),
        )
