"""What a batch of queries needs, read in a few round trips however many queries there are."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from infra.kernel.events import EventEnvelope
from services.membership.contract import queries as q
from services.membership.domain.aggregate.catalog import Catalog
from services.membership.domain.aggregate.evidence import (
    Login,
    Order,
    Payment,
    ReportedRefund,
)
from services.membership.domain.view import not_found
from services.membership.domain.wording.speech import DisplayZone, Formatter
from services.membership.ports import AsOf, Context, Loaded, OriginDetails, Told, clause_aggregate

T = TypeVar("T")

_HISTORY = (
    q.GetTimeline,
    q.GetLedger,
    q.GetRecord,
    q.GetHistory,
    q.GetCaseFile,
    q.PreviewRemedy,
    q.GetStatements,
)
_EVIDENCE = (q.GetExplanation, q.GetCaseFile, q.GetStatements)
_TOLD = (q.GetTimeline, q.GetExplanation, q.GetCaseFile, q.GetStatements)
_PLACES = (q.GetTimeline, q.GetCaseFile)


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """Per member id, except `places`, which are per origin id; among the histories are those of
    clauses. `zone`: the operator's; `zones`: the members', as far as they are known.
    `earlier`: what is asked as of an instant."""

    now: datetime
    currency: str
    zone: str
    catalog: Catalog
    loaded: dict[str, Loaded]
    histories: dict[str, list[EventEnvelope]]
    payments: dict[str, list[Payment]]
    orders: dict[str, list[Order]]
    logins: dict[str, list[Login]]
    places: dict[str, OriginDetails]
    refunds: dict[str, list[ReportedRefund]] = field(default_factory=dict)
    zones: dict[str, str] = field(default_factory=dict)
    earlier: dict[q.GetMembership, AsOf | None] = field(default_factory=dict)
    telling: dict[q.GetExplanation, Told | None] = field(default_factory=dict)

    def display_zone(self, member_id: str, *, for_staff: bool) -> DisplayZone:
        """The member's own clock, with the operator's beside it for staff."""
        zone = self.zones.get(member_id)
        return DisplayZone(
            zone=zone or self.zone, named=zone is None, beside=self.zone if for_staff else ""
        )

    def formatter(self, member_id: str, *, for_staff: bool) -> Formatter:
        display_zone = self.display_zone(member_id, for_staff=for_staff)
        return Formatter(
            plans=self.catalog.plans, currency=self.currency, display_zone=display_zone
        )

    def membership(self, member_id: str) -> Loaded:
        """Raises NotFound."""
        if member_id not in self.loaded:
            raise not_found(member_id)
        return self.loaded[member_id]

    def history(self, member_id: str) -> list[EventEnvelope]:
        """Raises NotFound for a member without events."""
        found = self.histories.get(member_id)
        if not found:
            raise not_found(member_id)
        return found

    def as_of(self, query: q.GetMembership) -> AsOf:
        """Raises NotFound for a member without events."""
        found = self.earlier[query]
        if found is None:
            raise not_found(query.member_id)
        return found

    def told(self, query: q.GetExplanation) -> Told:
        """Raises NotFound for a member without events."""
        found = self.telling[query]
        if found is None:
            raise not_found(query.member_id)
        return found


async def gather(ctx: Context, queries: list[q.AnyQuery]) -> Gathered:
    store = ctx.store
    everybody = _members(queries)
    of_history = _members(one for one in queries if _needs_history(one))
    announced = {one.clause for one in queries if isinstance(one, q.GetAnnouncement)}
    of_evidence = _members(one for one in queries if isinstance(one, _EVIDENCE))
    of_orders = _members(one for one in queries if isinstance(one, (*_EVIDENCE, q.PreviewRemedy)))
    # states before histories: a history read later holds at least the events of its state
    loaded = await _if_any(store.load, everybody)
    catalog, zones, histories, payments, orders, logins = await asyncio.gather(
        ctx.catalog.current(),
        _if_any(ctx.zones.of, _members(one for one in queries if isinstance(one, _TOLD))),
        _if_any(store.histories, [*of_history, *map(clause_aggregate, announced)]),
        _if_any(store.payments_of, of_evidence),
        _if_any(store.orders_of, of_orders),
        _if_any(store.logins_of, of_evidence),
    )
    of_old = [one for one in queries if isinstance(one, q.GetMembership) and _is_of_old(one)]
    of_why = [one for one in queries if isinstance(one, q.GetExplanation)]
    of_refunds = _members(one for one in queries if isinstance(one, q.GetCaseFile))
    of_places = _members(one for one in queries if isinstance(one, _PLACES))
    return Gathered(
        now=ctx.now(),
        currency=ctx.currency,
        zone=ctx.zone,
        catalog=catalog,
        loaded=loaded,
        histories=histories,
        payments=payments,
        orders=orders,
        logins=logins,
        refunds=await _if_any(store.refunds_of, of_refunds),
        zones=zones,
        places=await store.places(_origins(histories, of_places)),
        telling={one: await store.told(one.member_id, one.at, one.known_at) for one in of_why},
        earlier={one: await store.as_of(one.member_id, one.at, one.known_at) for one in of_old},
    )


async def _if_any(
    load: Callable[[Sequence[str]], Awaitable[dict[str, T]]], ids: list[str]
) -> dict[str, T]:
    return await load(ids) if ids else {}


def _members(queries: Iterable[q.AnyQuery]) -> list[str]:
    return sorted({id for query in queries if (id := getattr(query, "member_id", ""))})


def _needs_history(query: q.AnyQuery) -> bool:
    return isinstance(query, _HISTORY)


def _is_of_old(query: q.GetMembership) -> bool:
    return query.at is not None or query.known_at is not None


def _origins(histories: dict[str, list[EventEnvelope]], member_ids: list[str]) -> list[str]:
    events = (event for id in member_ids for event in histories.get(id, []))
    return sorted({event.origin.origin_id for event in events if event.origin.origin_id})
