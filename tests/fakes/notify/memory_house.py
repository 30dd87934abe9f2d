"""Notification in memory: its features as the product assembles them, over stores and providers in
memory. Nothing runs by itself: a test plans, attends and moves the clock."""

from functools import cache
from typing import Any

from infra.concurrency.wakeup import Wakeup
from infra.kernel.clock import SystemClock
from infra.kernel.events import EventEnvelope
from infra.kernel.feed import BEGINNING, unpacked
from infra.outbox.record import POSITIONS
from services.notify.component.laying import policy_of
from services.notify.component.service import Notify
from services.notify.contacts.assembly import build_contact_commands, contacts_feature
from services.notify.contract.words import Channel
from services.notify.core.alerts.alert import Alert
from services.notify.core.assembly import Core
from services.notify.core.deliveries.job import Job
from services.notify.core.neighbours import feeds_of
from services.notify.core.rules.links import MessageLinks
from services.notify.core.stores import collections as names
from services.notify.core.stores.alert_writer import AlertWriter
from services.notify.core.stores.documents import from_document
from services.notify.delivery.assembly import Channels, delivery_work
from services.notify.delivery.runner import JobRunner
from services.notify.inbox.assembly import inbox_feature
from services.notify.planning.assembly import catching_up, planning_work
from services.notify.planning.digest_text import DigestTexts
from services.notify.settings import NotifySettings
from services.notify.templates.renderer import Templates
from services.notify.undelivered.assembly import undelivered_feature
from tests.fakes.clocks import SetClock
from tests.fakes.notify import stores
from tests.fakes.notify.feeds import Neighbours
from tests.fakes.notify.hash_keys import hashed_with
from tests.fakes.notify.house import AnyHouse
from tests.fakes.notify.providers import MemoryMail, MemorySinks, MemorySms, OpenGates
from tests.fakes.notify.tables import MemoryUnitOfWork, Row, Tables
from tests.unit.notify.samples import NOW


class ShippedTemplates:
    """Staff published nothing: every version there is can be rendered."""

    async def ensure(self, versions: Any) -> None: ...

    async def fresh(self) -> None: ...

    async def refresh(self) -> None: ...


class MemoryUnplanned:
    def __init__(self, tables: Tables, neighbours: Neighbours) -> None:
        self._tables = tables
        self._feeds = feeds_of(neighbours)

    async def of(self, name: str) -> list[EventEnvelope]:
        row = self._tables[POSITIONS].get(name)
        place = unpacked(row["number"]) if row else BEGINNING
        page = await self._feeds[name](place, 200, 0.0)
        return [numbered.event for numbered in page.events]


class MemoryHouse(AnyHouse):
    """`real`: the clock of leases."""

    def __init__(self, **settings: Any) -> None:
        self.settings = NotifySettings(**({"quiet_hours": "off"} | settings))
        self.clock, self.real = SetClock(NOW), SystemClock()
        self.tables, self.sinks, self.neighbours = Tables(), MemorySinks(), Neighbours()
        self.uow = MemoryUnitOfWork(self.tables)
        self.digests = stores.MemoryDigests(self.tables)
        self.core = self._core(AlertWriter(self.uow), Wakeup())
        self.api = self._api()
        self.job_runner = self._attendant()

    async def stored_alerts(self, **fields: Any) -> list[Alert]:
        rows = self.tables[names.ALERTS].find(lambda row: fields.items() <= row_fields(row, fields))
        return [from_document(row, Alert) for row in rows]

    async def jobs(self, kind: str = "") -> list[Row]:
        return self.tables[names.JOBS].find(lambda row: kind in ("", row["kind"]))

    async def forget_gates(self) -> None:
        """Its providers have none."""

    async def catch_up_contacts(self) -> None:
        """What was filtered for want of an address is planned, where there is one now."""
        while await catching_up(self.core).round():
            pass

    def _core(self, writer: AlertWriter, reachable: Wakeup) -> Core:
        tables, clock = self.tables, self.clock
        nowhere: Any = None  # no feature that is assembled here reaches for a database
        gates: Any = OpenGates()
        return Core(
            base=nowhere,
            clock=clock,
            neighbours=self.neighbours,
            queue=stores.MemoryQueue(),
            renderer=templates(self.settings.operator_name, self.settings.currency),
            versions=ShippedTemplates(),
            links=MessageLinks(self.settings.member_centre, self.settings.desk),
            policy=policy_of(self.settings),
            journal=stores.MemoryJournal(tables),
            jobs=stores.MemoryJobs(tables, clock, self.real),
            writer=writer,
            recipients=stores.MemoryRecipients(tables, writer, reachable),
            alerts=stores.MemoryAlerts(tables),
            campaigns=stores.MemoryCampaigns(tables),
            tasks=stores.MemoryStaffTasks(tables),
            dead_letters=stores.MemoryDeadLetters(tables),
            unpassed=stores.MemoryUnpassed(tables),
            catch_ups=stores.MemoryCatchUps(tables),
            stands=stores.MemoryStands(tables),
            challenges=stores.MemoryChallenges(tables, writer),
            unplanned=MemoryUnplanned(tables, self.neighbours),
            hash_key=hashed_with(b"secret"),
            suppressions=stores.MemorySuppressions(tables, clock),
            gates=gates,
            reachable=reachable,
            due=Wakeup(),
            announced=Wakeup(),
        )

    def _api(self) -> Notify:
        core = self.core
        contacting = build_contact_commands(self.settings, core)
        features = [
            contacts_feature(self.settings, core, contacting),
            undelivered_feature(core),
            inbox_feature(core),
        ]
        return Notify(core, features, contacting)

    def _attendant(self) -> JobRunner:
        channels = Channels(
            sms={"twilio": MemorySms(self.sinks)},
            mail={"smtp": MemoryMail(self.sinks)},
            gates=self.core.gates,
            slow_after={Channel.SMS: 2.0, Channel.EMAIL: 30.0},
        )
        digests = DigestTexts(self.settings.operator_name)
        sending = delivery_work(self.core, channels, digests, self.settings.code_keys[0])
        work = [sending, planning_work(self.core, self.digests)]
        return JobRunner(jobs=self.core.jobs, stops=_never, work=work)


def row_fields(row: Row, fields: dict[str, Any]) -> Any:
    return {name: row[name] for name in fields}.items()


@cache
def templates(operator: str, currency: str) -> Templates:
    """Read once: they do not change here."""
    return Templates(operator, currency)


async def _never(_job: Job) -> bool:
    return False
