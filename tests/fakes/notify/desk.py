"""Planning and making digests by hand, at instants that a test names."""

import dataclasses
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from infra.kernel.clock import FixedClock
from infra.kernel.feed import BEGINNING
from infra.outbox.record import Position
from services.notify.contract.commands import SetDigest
from services.notify.contract.words import DigestEvery
from services.notify.core.alerts.alert import Alert
from services.notify.core.deliveries.job import Job
from services.notify.core.recipients.digest_times import Digest, Window, window_of
from services.notify.core.recipients.recipient import DEFAULT_TIME_ZONE
from services.notify.core.rules.alert_rules import DIGEST_EVENT
from services.notify.core.stores.alert_writer import AlertWriter
from services.notify.core.stores.jobs import job_of
from services.notify.planning.assembly import digest_maker, event_planning
from services.notify.planning.digest_maker import DigestMaker
from tests.fakes.callers import MEMBER
from tests.fakes.notify.house import AnyHouse
from tests.unit.notify.samples import SAMPLES, other

DAILY = Digest(every=DigestEvery.DAILY, hour=9)
TOPPED_UP = SAMPLES["BalanceToppedUp"]
"""Goes by e-mail and into the inbox, and can wait as long as it likes."""


def coming(now: datetime, **fields: Any) -> Any:
    """A renewal that is far away."""
    return other("RenewalComing", period_end=now + timedelta(days=60), **fields)


class Meddled:
    """A unit of work in which something else happens just before its first commit."""

    def __init__(self, uow: Any, first: Callable[[], Awaitable[object]]) -> None:
        self._uow, self._first = uow, first
        self._meddled = False

    async def commit(self, *changes: Any, **rest: Any) -> None:
        if not self._meddled:
            self._meddled = True
            await self._first()
        await self._uow.commit(*changes, **rest)


class Desk:
    """Plans what it is given, at the instant that it is told. `start`: the next edge of a window
    of `DAILY`, which is where the house's clock stands, too."""

    def __init__(self, house: AnyHouse, name: str = "desk") -> None:
        self.house, self.name, self.place = house, name, BEGINNING
        self.start = window_of(house.clock.now(), DAILY, DEFAULT_TIME_ZONE).end

    @property
    def window(self) -> Window:
        return window_of(self.start, DAILY, DEFAULT_TIME_ZONE)

    async def open(self, digest: Digest = DAILY, **contacts: str) -> None:
        """A member with a digest, at the beginning of a window."""
        self.move_to(self.start)
        await self.house.know("m-1", **({"language": "en"} | contacts))
        command = SetDigest(member_id="m-1", every=digest.every, hour=digest.hour)
        await self.house.api.execute(command, MEMBER)

    def move_to(self, at: datetime) -> None:
        if (by := at - self.house.clock.now()) > timedelta(0):
            self.house.clock.advance(by)

    async def tell(
        self, event: Any, at: datetime, meddle: Callable[[], Awaitable[object]] | None = None
    ) -> None:
        """Publishes and plans it. `meddle` comes between planning and its commit."""
        self.house.neighbours.membership.publish("m-1", event, at=at)
        await self.catch_up(at, meddle)

    async def tell_all(self, events: Sequence[Any], at: datetime) -> None:
        """In one batch."""
        for event in events:
            self.house.neighbours.membership.publish("m-1", event, at=at)
        await self.catch_up(at)

    async def catch_up(
        self, at: datetime, meddle: Callable[[], Awaitable[object]] | None = None
    ) -> None:
        """Plans what was published since. What another planned meanwhile is in our feed, too."""
        page = await self.house.neighbours.membership.feed(self.place, 1000, 0)
        position = Position(name=self.name, before=self.place, after=page.upto)
        writer = self._writer(meddle)
        core = dataclasses.replace(self.house.core, writer=writer, clock=FixedClock(at))
        await event_planning(core, self.house.digests).handle(list(page.events), position)
        self.place = page.upto

    def digesting(self, meddle: Callable[[], Awaitable[object]] | None = None) -> DigestMaker:
        core = dataclasses.replace(self.house.core, writer=self._writer(meddle))
        return digest_maker(core, self.house.digests)

    async def job(self) -> Job:
        [row] = await self.house.jobs("DIGEST")
        return job_of(row)

    async def end(self, at: datetime | None = None) -> None:
        """The window's time is over, and everything that is due then is done."""
        self.move_to(at or self.window.due)
        for _ in range(2):  # the digest, then its messages
            await self.house.attend()

    async def digests(self) -> list[Alert]:
        """The oldest first."""
        found = await self.house.stored_alerts(event_type=DIGEST_EVENT)
        return sorted(found, key=lambda digest: digest.at)

    async def told(self) -> list[int]:
        """How many alerts each digest lists."""
        return [len(digest.facts["entries"]) for digest in await self.digests()]

    def _writer(self, meddle: Callable[[], Awaitable[object]] | None) -> AlertWriter:
        uow = self.house.uow
        return AlertWriter(Meddled(uow, meddle) if meddle else uow)
