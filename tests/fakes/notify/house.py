"""Notification, stepped by hand: what tests do with it, on servers or in memory."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from services.notify.contract.commands import SetContacts
from services.notify.contract.queries import GetAlerts
from services.notify.contract.views import AlertsPage, AlertView
from services.notify.contract.words import Channel
from services.notify.core.alerts.alert import Alert
from services.notify.core.assembly import Core
from services.notify.core.deliveries.job import Lane
from services.notify.core.deliveries.journal import Delivery
from services.notify.core.stores.jobs import ENQUEUED_FOR
from services.notify.delivery.assembly import sweeper
from services.notify.delivery.runner import JobRunner
from tests.fakes.callers import HOST


class AnyHouse(ABC):
    """`core`: of what works in this loop. `uow`: commits what it plans."""

    settings: Any
    clock: Any
    core: Core
    uow: Any
    api: Any
    neighbours: Any
    sinks: Any
    job_runner: JobRunner
    digests: Any

    @abstractmethod
    async def stored_alerts(self, **fields: Any) -> list[Alert]:
        """As they were written."""

    @abstractmethod
    async def jobs(self, kind: str = "") -> list[dict[str, Any]]:
        """As rows."""

    @abstractmethod
    async def forget_gates(self) -> None:
        """What tests before found out about providers."""

    async def know(self, member_id: str, **contacts: str) -> None:
        given: dict[str, Any] = {
            "name": "王小明",
            "phone": "+8613800138000",
            "email": f"{member_id}@mail.example.com",
        }
        await self.api.execute(SetContacts(member_id=member_id, **(given | contacts)), HOST)

    async def alerts(self, member_id: str) -> tuple[AlertView, ...]:
        [page] = await self.api.read([GetAlerts(member_id=member_id)])
        assert isinstance(page, AlertsPage)
        return page.alerts

    async def deliveries(self, member_id: str) -> dict[str, Delivery]:
        """Of the member's first alert, by channel; empty while there is none."""
        first = (await self.stored_alerts(member_id=member_id))[:1]
        return {d.channel: d for d in await self._deliveries_of(first)}

    async def states(self, member_id: str) -> dict[str, str]:
        return {c: str(d.state) for c, d in (await self.deliveries(member_id)).items()}

    async def all_deliveries(self) -> list[Delivery]:
        return await self._deliveries_of(await self.stored_alerts())

    async def sent(self, to: str = "") -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await self.sinks.messages(to)
        return found

    async def sweep(self) -> int:
        return await sweeper(self.core).sweep()

    async def attend(self, *, later: timedelta = timedelta(0)) -> None:
        """Time passes, then every job that is due is done once, in this loop."""
        self.clock.advance(later)
        if later:
            await self.forget_gates()  # they run on real time
        await self.sweep()
        soon = self.clock.now() + ENQUEUED_FOR  # those that a queue holds
        for job in await self.jobs():
            if job["next_due"] <= soon and not job["lease"]:
                await self.job_runner.attend(job["_id"], Lane.CODES, Channel(job["channel"]))

    async def _deliveries_of(self, alerts: Iterable[Alert]) -> list[Delivery]:
        found = (await self.core.journal.deliveries(alerts)).values()
        return [delivery for deliveries in found for delivery in deliveries]


def bodies(messages: Iterable[dict[str, Any]], channel: str) -> list[str]:
    return [message["body"] for message in messages if message["channel"] == channel]
