"""Incidents, shown to staff, to members, and to everybody."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any, Final

from infra.kernel.errors import NotFound
from infra.kernel.paging import LARGEST_PAGE, checked_first
from infra.kernel.sentences import both
from services.appeals.context import Context
from services.appeals.contract import incident_queries as q
from services.appeals.contract import incident_views as v
from services.appeals.contract.incident_words import IncidentState as S
from services.appeals.contract.query import Query
from services.appeals.incidents.affected_store import places
from services.appeals.incidents.domain.affected import Affected
from services.appeals.incidents.domain.incident import OPEN, LossIncident
from services.appeals.incidents.domain.showing import (
    affected_view,
    incident_view,
    own_view,
    public_line,
)
from services.appeals.incidents.stores import IncidentStores

LISTED_AFTER = timedelta(days=7)
"""How long an incident that is over is still shown to everybody."""
_OVER = (S.SETTLED, S.CANCELLED, S.FALSE_ALARM)
_MOST_LINES = 20


class IncidentReading:
    def __init__(
        self,
        ctx: Context,
        stores: IncidentStores,
    ) -> None:
        self._ctx = ctx
        self._incidents = stores.incidents
        self._losses = stores.losses
        self._affected = stores.affected
        self.answers: Final[dict[type[Query], Callable[[Any], Awaitable[Any]]]] = {
            q.GetLossIncidents: self._page,
            q.GetLossIncident: lambda query: self.view(query.id),
            q.GetAffected: self._members,
            q.GetPublicLines: self._lines,
            q.GetOwnIncidents: self._own,
            q.GetIncidentsAbout: self._about,
        }

    async def view(self, id: str) -> v.LossIncidentView:
        """
        Raises:
            NotFound
        """
        loaded = await self._incidents.load(id)
        if loaded is None:
            raise NotFound(
                both("没有编号为 {id} 的事件。", "There is no incident {id}.", id=id), field="id"
            )
        return (await self._views([loaded.incident]))[0]

    async def own(self, row: Affected) -> v.OwnIncident | None:
        """As the member sees it; none before there is anything to see."""
        loaded = await self._incidents.load(row.incident)
        return own_view(loaded.incident, row) if loaded else None

    async def _views(self, incidents: Sequence[LossIncident]) -> list[v.LossIncidentView]:
        buckets = await self._losses.of_incidents([one.id for one in incidents])
        return [
            incident_view(
                one,
                sum(bucket.losses for bucket in buckets if bucket.incident == one.id),
                await self._incidents.progress(one.id),
            )
            for one in incidents
        ]

    async def _page(self, query: q.GetLossIncidents) -> v.LossIncidentsPage:
        first, states = checked_first(query.first), OPEN if query.only_open else frozenset[S]()
        found = await self._incidents.page(states, query.after, first + 1)
        return v.LossIncidentsPage(
            incidents=tuple(await self._views(found[:first])),
            cursors=tuple(one.id for one in found[:first]),
            total=await self._incidents.count(states),
            has_more=len(found) > first,
        )

    async def _members(self, query: q.GetAffected) -> v.AffectedPage:
        first = checked_first(query.first)
        await self.view(query.incident)
        found = await self._affected.in_state(query.incident, query.state, query.after, first + 1)
        return v.AffectedPage(
            affected=tuple(affected_view(one) for one in found[:first]),
            cursors=places(found[:first]),
            total=await self._affected.count(query.incident, query.state),
            has_more=len(found) > first,
        )

    async def _lines(self, _query: q.GetPublicLines) -> v.PublicLines:
        since = self._ctx.now() - LISTED_AFTER
        over = await self._incidents.page(_OVER, "", _MOST_LINES)
        recent = [one for one in over if one.over_at is not None and one.over_at > since]
        shown = [*await self._incidents.in_states(OPEN), *recent]
        lines = [line for one in shown if (line := public_line(one)) is not None]
        return v.PublicLines(lines=tuple(sorted(lines, key=lambda one: one.id, reverse=True)))

    async def _about(self, query: q.GetIncidentsAbout) -> v.LossIncidentsPage:
        """Also where nobody is listed yet."""
        losses = await self._losses.of_member(query.member_id)
        buckets = await self._losses.buckets([one.bucket for one in losses])
        listed = await self._affected.of_member(query.member_id)
        counted = {one.incident for one in buckets.values()}
        ids = (counted | {one.incident for one in listed}) - {""}
        newest = sorted(ids, reverse=True)[:LARGEST_PAGE]
        views = await self._views(await self._incidents.of(newest))
        return v.LossIncidentsPage(
            incidents=tuple(views),
            cursors=tuple(one.id for one in views),
            total=len(ids),
            has_more=len(ids) > len(views),
        )

    async def _own(self, query: q.GetOwnIncidents) -> v.OwnIncidents:
        rows = await self._affected.of_member(query.member_id)
        found = [await self.own(row) for row in rows]
        return v.OwnIncidents(incidents=tuple(one for one in found if one is not None))
