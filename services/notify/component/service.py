"""The notification service, put together."""

from datetime import timedelta

import dramatiq

from infra.kernel.clock import Clock
from infra.kernel.feed import FeedPage
from infra.kernel.pulse import Pulse
from infra.process.component import Component, Loop
from infra.process.foundation import Foundation, lay_foundation
from infra.storage.mongo import Client
from services.notify.campaigns.audience import Audiences
from services.notify.campaigns.check import AnnouncementCheck
from services.notify.campaigns.commands import CampaignCommands
from services.notify.campaigns.queries import CampaignReading
from services.notify.campaigns.store import CampaignStore
from services.notify.component.handlers import Handlers
from services.notify.component.loops import FOLLOWED, notify_loops
from services.notify.component.neighbours import Neighbours, truth_of
from services.notify.component.parts import Parts, code_secret, lay_parts, twilio_signature
from services.notify.component.providers import build_mail, build_provider_gates, build_sms
from services.notify.contacts.challenge_store import Challenges
from services.notify.contacts.commands import Contacting
from services.notify.contacts.one_time_codes import OneTimeCodes
from services.notify.contacts.suppression_commands import Suppressing
from services.notify.contacts.unsubscribe_page import UnsubscribePage
from services.notify.contract.api import NotifyApi
from services.notify.contract.commands import Command, ContactRow
from services.notify.contract.queries import AnyQuery
from services.notify.contract.views import Answer, ImportResult, Outcome
from services.notify.core.gates.refusals import Refusals
from services.notify.core.inbox_text import Said
from services.notify.core.ports.stores import DueWork
from services.notify.core.stores.collections import INDEXES
from services.notify.inbox.queries import Queries
from services.notify.operations.due_work import StoredDueWork
from services.notify.operations.health import AlertsHealth
from services.notify.operations.incident_store import Incidents
from services.notify.operations.operator_line import OperatorLine
from services.notify.operations.pulse import notify_pulse
from services.notify.operations.watch import OperatorWatch
from services.notify.providers.smtp.delivery_reports import MailNews
from services.notify.providers.smtp.inbound_mail import InboundMail
from services.notify.providers.twilio.callbacks import TwilioCallbacks
from services.notify.providers.twilio.inbound_sms import InboundSms
from services.notify.settings import NotifySettings
from services.notify.templates.check import TemplateCheck
from services.notify.templates.commands import TemplateCommands
from services.notify.templates.queries import TemplateReading
from services.notify.templates.store import TemplateStore
from services.notify.undelivered.dead_letters import DeadLetterDesk
from services.notify.undelivered.tasks import Tasks
from services.shared.callers import Caller


class Notify:
    """Implements `NotifyApi`."""

    def __init__(self, handlers: Handlers, queries: Queries, parts: Parts) -> None:
        self._handlers = handlers
        self._queries = queries
        self._parts = parts

    async def execute(self, command: Command, by: Caller) -> Outcome:
        return await self._handlers.execute(command, by)

    async def read(self, queries: list[AnyQuery]) -> list[Answer]:
        return await self._queries.read(queries)

    async def import_contacts(self, rows: list[ContactRow]) -> ImportResult:
        return await self._handlers.import_contacts(rows)

    async def feed(self, after: int, limit: int, wait_seconds: float) -> FeedPage:
        return await self._parts.base.feed.read(after, limit, wait_seconds)

    async def pulse(self) -> Pulse:
        parts, followed = self._parts, {name: name for name in FOLLOWED}
        return await notify_pulse(parts.base.db, parts.clock, parts.due, followed)


def build_notify(
    settings: NotifySettings,
    mongo: Client,
    clock: Clock,
    neighbours: Neighbours,
    broker: dramatiq.Broker,
) -> Component:
    base = lay_foundation(settings, mongo, "notify")
    parts = lay_parts(settings, base, clock, broker)
    signature = twilio_signature(settings)
    callbacks = TwilioCallbacks(parts.settling, parts.suppressions, signature, clock)
    inbound_sms = InboundSms(signature, parts.suppressions, clock)
    inbound_mail = InboundMail(
        secret=settings.inbound_mail_secret.get_secret_value(),
        sender=settings.smtp_from,
        news=_mail_news(parts),
    )
    api = _api(parts, settings, neighbours)
    unsubscribing = UnsubscribePage(
        secret=code_secret(settings),
        operator=settings.operator_name,
        recipients=parts.recipients,
        execute=api.execute,
    )

    due, gates = StoredDueWork(base.db, clock), build_provider_gates(settings, base.db, clock)
    health = AlertsHealth(due, gates, clock, timedelta(seconds=settings.alerts_late_after))
    watch = _watch(settings, health, due, base, clock)

    async def close() -> None:
        await watch.close()
        await gates.close()

    async def prepare() -> None:
        await base.prepare(INDEXES)
        await parts.following.refresh()

    return Component(
        name="notify",
        contract=NotifyApi,
        api=api,
        lease=base.lease,
        loops=[
            *base.loops,
            *notify_loops(parts, neighbours),
            Loop(name="tell the operator", run=watch.run),
        ],
        routes=[
            *callbacks.routes(),
            *inbound_sms.routes(),
            *inbound_mail.routes(),
            *unsubscribing.routes(),
            *health.routes(),
        ],
        prepare=prepare,
        close=close,
    )


def _api(parts: Parts, settings: NotifySettings, neighbours: Neighbours) -> Notify:
    store = TemplateStore(parts.base.uow)
    reading = TemplateReading(store, parts.templates)
    editing = TemplateCommands(
        store=store,
        check=TemplateCheck(parts.templates),
        following=parts.following,
        reading=reading,
        clock=parts.clock,
    )
    suppressing = Suppressing(
        parts.recipients, parts.suppressions, parts.clock, parts.policy.quiet_hours
    )
    codes = OneTimeCodes(
        recipients=parts.recipients,
        challenges=Challenges(parts.base.db, parts.writer),
        suppressing=suppressing,
        queue=parts.queue,
        clock=parts.clock,
        secret=code_secret(settings),
    )
    contacting = Contacting(
        recipients=parts.recipients,
        codes=codes,
        suppressing=suppressing,
        renderer=parts.templates,
        queue=parts.queue,
        policy=parts.policy,
        clock=parts.clock,
    )
    said = Said(parts.alerts, parts.templates)
    tasks, dead_letters = _tasks(parts, said), _dead_letters(parts, neighbours)
    campaigns = CampaignStore(parts.base.uow)
    watching = CampaignReading(campaigns, Audiences(parts.base.db), parts.progress, parts.clock)
    announcing = CampaignCommands(
        campaigns=campaigns,
        reading=watching,
        check=AnnouncementCheck(parts.templates),
        jobs=parts.jobs,
        clock=parts.clock,
    )
    handlers = Handlers(
        recipients=parts.recipients,
        alerts=parts.alerts,
        settling=parts.settling,
        suppressing=suppressing,
        contacting=contacting,
        codes=codes,
        clock=parts.clock,
        quiet_hours=parts.policy.quiet_hours,
        templates=editing,
        tasks=tasks,
        dead_letters=dead_letters,
        campaigns=announcing,
    )
    queries = Queries(
        recipients=parts.recipients,
        alerts=parts.alerts,
        journal=parts.journal,
        suppressions=parts.suppressions,
        said=said,
        templates=reading,
        tasks=tasks,
        dead_letters=dead_letters,
        policy=parts.policy,
        clock=parts.clock,
        campaigns=watching,
    )
    return Notify(handlers, queries, parts)


def _tasks(parts: Parts, said: Said) -> Tasks:
    return Tasks(
        tasks=parts.tasks,
        alerts=parts.alerts,
        journal=parts.journal,
        said=said,
        clock=parts.clock,
    )


def _dead_letters(parts: Parts, neighbours: Neighbours) -> DeadLetterDesk:
    return DeadLetterDesk(
        letters=parts.dead_letters,
        alerts=parts.alerts,
        journal=parts.journal,
        recipients=parts.recipients,
        suppressions=parts.suppressions,
        jobs=parts.jobs,
        queue=parts.queue,
        truth=truth_of(parts, neighbours),
        policy=parts.policy,
        clock=parts.clock,
    )


def _watch(
    settings: NotifySettings, health: AlertsHealth, due: DueWork, base: Foundation, clock: Clock
) -> OperatorWatch:
    line = OperatorLine(
        email=settings.operator_email,
        phone=settings.operator_phone,
        operator=settings.operator_name,
        mail=build_mail(settings),
        sms=build_sms(settings),
        clock=clock,
    )
    return OperatorWatch(
        health=health,
        due=due,
        refusals=Refusals(base.db, clock),
        incidents=Incidents(base.db),
        line=line,
        clock=clock,
    )


def _mail_news(parts: Parts) -> MailNews:
    return MailNews(
        alerts=parts.alerts,
        journal=parts.journal,
        settling=parts.settling,
        suppressions=parts.suppressions,
        clock=parts.clock,
    )
