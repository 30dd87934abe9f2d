"""Answers about lapse risk."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from infra.kernel.paging import checked_first
from services.membership.contract.queries import GetLapseRisk, GetLapseRisks
from services.membership.contract.query import Query
from services.membership.contract.risk_views import LapseRiskView, RisksPage
from services.membership.contract.views import Answer
from services.membership.domain.aggregate.catalog import Catalog
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.risk.assessing import risk_of
from services.membership.domain.tick import pass_time
from services.membership.domain.view import not_found
from services.membership.domain.wording.speech import DisplayZone, Formatter
from services.membership.ports import Context
from services.membership.risk.risk_store import RiskPlace, RiskStore
from services.membership.risk.wording import points_said


class RiskReading:
    def __init__(self, ctx: Context, risks: RiskStore) -> None:
        self._ctx = ctx
        self._risks = risks
        self.answers: Final[dict[type[Query], Callable[[Any], Awaitable[Answer]]]] = {
            GetLapseRisk: self._one,
            GetLapseRisks: self._page,
        }

    async def _one(self, query: GetLapseRisk) -> LapseRiskView:
        """
        Raises:
            NotFound: nothing is known of the member.
        """
        found = await self._views([query.member_id], for_staff=query.for_staff)
        if not found:
            raise not_found(query.member_id)
        return found[0]

    async def _page(self, query: GetLapseRisks) -> RisksPage:
        first, least = checked_first(query.first), max(query.least, 1)
        after = RiskPlace.read(query.after) if query.after else None
        places, total = await asyncio.gather(
            self._risks.page(after, least, first + 1), self._risks.count(least)
        )
        shown = places[:first]
        views = await self._views([place.member_id for place in shown], for_staff=True)
        return RisksPage(
            risks=tuple(views),
            cursors=tuple(map(str, shown)),
            total=total,
            has_more=len(places) > first,
        )

    async def _views(self, ids: Sequence[str], *, for_staff: bool) -> list[LapseRiskView]:
        """As it is now: what is due counts, whether or not it was recorded yet."""
        loaded, catalog, zones = await asyncio.gather(
            self._ctx.store.load(ids), self._ctx.catalog.current(), self._ctx.zones.of(ids)
        )
        return [
            self._view(loaded[id].state, catalog, self._zone(zones.get(id), for_staff))
            for id in ids
            if id in loaded
        ]

    def _view(self, stored: Membership, catalog: Catalog, zone: DisplayZone) -> LapseRiskView:
        recorder = Recorder(stored, catalog, self._ctx.now())
        pass_time(recorder)
        state, risk = recorder.state, risk_of(recorder.state, catalog, recorder.now)
        formatter = Formatter(plans=catalog.plans, currency=self._ctx.currency, display_zone=zone)
        warned = state.risk_warned
        return LapseRiskView(
            member_id=state.member_id,
            at=recorder.now,
            level=risk.level,
            points=risk.points,
            act_by=risk.act_by,
            reasons=points_said(state, risk, formatter),
            warned_at=warned.at if warned and warned.period_end == state.period_end else None,
        )

    def _zone(self, zone: str | None, for_staff: bool) -> DisplayZone:
        beside = self._ctx.zone if for_staff else ""
        return DisplayZone(zone=zone or self._ctx.zone, named=zone is None, beside=beside)
