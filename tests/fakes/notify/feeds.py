"""The services that notification follows, in memory."""

import asyncio
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from infra.kernel.events import NEW, Draft, EventEnvelope, Head, NumberedEvent, Origin, chain
from infra.kernel.feed import FeedPage
from infra.kernel.text import LocalText
from services.membership.contract.plans import Plan, PlansView
from services.shared.callers import SYSTEM


class FakeFeed:
    """A service that notification follows: events in, numbered from 1, and the plans."""

    def __init__(self) -> None:
        self.events: list[EventEnvelope] = []
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
        self.events += sealed
        return [event.id for event in sealed]

    async def feed(self, after: int, limit: int, wait_seconds: float) -> FeedPage:
        deadline = time.monotonic() + wait_seconds
        while len(self.events) <= after and time.monotonic() < deadline:
            await asyncio.sleep(0.005)
        page = self.events[after : after + limit]
        numbered = tuple(NumberedEvent(number=after + i, event=e) for i, e in enumerate(page, 1))
        return FeedPage(events=numbered, head=len(self.events))

    async def read(self, _queries: list[Any]) -> list[Any]:
        names = {"gold": ("黄金会员", "Gold"), "diamond": ("钻石会员", "Diamond")}
        plans = tuple(_plan(code, *name) for code, name in names.items())
        return [PlansView(plans=plans, currency="CNY")]


@dataclass
class Neighbours:
    membership: Any = field(default_factory=FakeFeed)
    appeals: Any = field(default_factory=FakeFeed)


def _plan(code: str, zh: str, en: str) -> Plan:
    return Plan(
        code=code,
        name=LocalText(zh=zh, en=en),
        rank=1,
        price=1990,
        period_days=30,
        grace_hours=24,
        discount="0.80",
        falls_to=None,
        benefits=(),
    )
