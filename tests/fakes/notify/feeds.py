"""The services that notification follows, in memory."""

import asyncio
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from infra.kernel.events import NEW, Draft, Head, Origin, chain
from infra.kernel.feed import FeedPage, Place
from infra.kernel.text import LocalText
from services.membership.contract.partner_queries import GetPartner
from services.membership.contract.partner_views import SharedPage
from services.membership.contract.periods import Period
from services.membership.contract.plans import Plan, PlansView
from services.membership.contract.queries import GetAnnouncement
from services.membership.contract.views import AnnouncementView
from services.shared.callers import SYSTEM
from tests.fakes.feeds import MemoryFeed
from tests.fakes.shared_items import SharedItems


class FakeFeed:
    """A service that notification follows: events in, numbered, and the plans."""

    def __init__(self) -> None:
        self.stored = MemoryFeed()
        self.announced: dict[tuple[str, int], dict[str, Any]] = {}
        """Of clauses; before the feed tells it, too."""
        self.partners = SharedItems()
        self._heads: dict[str, Head] = {}

    def publish(self, aggregate: str, *events: Any, at: datetime | None = None) -> list[str]:
        """One commit of these events; gives their ids."""
        now = at or datetime.now(UTC)
        sealed = chain(
            self._heads.get(aggregate, NEW),
            aggregate,
            [Draft(event=event, happened_at=now) for event in events],
            actor=SYSTEM,
            origin=Origin(),
            recorded_at=now,
        )
        last = sealed[-1]
        self._heads[aggregate] = Head(version=last.version, hash=last.hash, commit=None)
        for event in sealed:
            self.stored.append(event)
        return [event.id for event in sealed]

    @property
    def head(self) -> Place:
        return self.stored.head

    async def feed(self, after: Place | None, limit: int, wait_seconds: float) -> FeedPage:
        deadline = time.monotonic() + wait_seconds
        while after == self.head and time.monotonic() < deadline:
            await asyncio.sleep(0.005)
        return self.stored.read(after, limit)

    async def shared(
        self, after: int, limit: int, wait_seconds: float, partner_ids: list[str] | None
    ) -> SharedPage:
        return await self.partners.shared(after, limit, wait_seconds, partner_ids)

    async def shared_with(self, partner_id: str, after: int, limit: int) -> SharedPage:
        return await self.partners.shared_with(partner_id, after, limit)

    async def read(self, queries: list[Any]) -> list[Any]:
        return [self._answer(query) for query in queries]

    def _answer(self, query: Any) -> Any:
        if isinstance(query, GetPartner):
            return self.partners.view(query.partner_id)
        if isinstance(query, GetAnnouncement):
            return AnnouncementView(facts=self.announced[query.clause, query.clause_version])
        names = {"gold": ("黄金会员", "Gold"), "diamond": ("钻石会员", "Diamond")}
        plans = tuple(_plan(code, *name) for code, name in names.items())
        return PlansView(plans=plans, currency="CNY")


@dataclass
class Neighbours:
    membership: Any = field(default_factory=FakeFeed)
    accounts: Any = field(default_factory=FakeFeed)
    appeals: Any = field(default_factory=FakeFeed)


def _plan(code: str, zh: str, en: str) -> Plan:
    return Plan(
        code=code,
        name=LocalText(zh=zh, en=en),
        rank=1,
        price=1990,
        period=Period(days=30),
        grace_hours=24,
        discount="0.80",
        falls_to=None,
        benefits=(),
    )
