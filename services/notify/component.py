"""Notification, put together: the service with its loops, and what the worker runs."""

from dataclasses import dataclass
from functools import cache
from typing import Protocol

import dramatiq

from infra.component import Component, Loop
from infra.foundation import Foundation, lay_foundation
from infra.kernel.caller import Caller
from infra.kernel.clock import Clock, SystemClock
from infra.kernel.feed import FeedPage
from infra.mongo import Client, Database, connect, database
from infra.outbox.feed import Feed
from infra.outbox.subscription import Subscription
from infra.private_key import read_private_key
from infra.settings import Settings
from infra.wakeup import Wakeup
from services.appeals.contract.api import AppealsApi
from services.membership.contract.api import MembershipApi
from services.notify.actors.courier import Courier
from services.notify.actors.declare import declare_actors
from services.notify.actors.questions import Questions
from services.notify.actors.wording import Wording
from services.notify.adapters.alerts import Alerts
from services.notify.adapters.callbacks import TwilioCallbacks
from services.notify.adapters.catch_ups import CatchUps
from services.notify.adapters.channels.dkim_signing import DkimSigner
from services.notify.adapters.channels.email import SmtpMail
from services.notify.adapters.channels.sms import TwilioSms
from services.notify.adapters.codes import Challenges
from services.notify.adapters.collections import INDEXES
from services.notify.adapters.deliveries import Deliveries
from services.notify.adapters.inbound_mail import InboundMail
from services.notify.adapters.inbound_sms import InboundSms
from services.notify.adapters.mail_news import DeliveryNews
from services.notify.adapters.queue import DeliveryQueue
from services.notify.adapters.recipients import Recipients
from services.notify.adapters.suppressions import Suppressions
from services.notify.adapters.templating import Templates
from services.notify.adapters.twilio_signature import TwilioSignature
from services.notify.adapters.unsubscribe_page import UnsubscribeLinks, UnsubscribePage
from services.notify.contract.api import NotifyApi
from services.notify.contract.commands import Command, ContactRow
from services.notify.contract.queries import AnyQuery
from services.notify.contract.views import Answer, ImportResult, Outcome
from services.notify.handlers import Handlers
from services.notify.queries import Queries
from services.notify.subscriptions.campaigns import Campaigns
from services.notify.subscriptions.catalogue import PlanNames
from services.notify.subscriptions.catching_up import CatchingUp
from services.notify.subscriptions.plan import Planner
from services.notify.subscriptions.planning import EventPlanning
from services.notify.subscriptions.receipts import Receipts
from services.notify.suppressing import Suppressing
from services.notify.sweeper import DeliverySweeper

REAL_TIME = SystemClock()
"""Leases run by it, so that moving the domain's clock takes no claim away."""


class Neighbours(Protocol):
    """The contracts that notification follows."""

    @property
    def membership(self) -> MembershipApi: ...

    @property
    def appeals(self) -> AppealsApi: ...


class Notify:
    """Implements `NotifyApi`."""

    def __init__(self, handlers: Handlers, queries: Queries, feed: Feed) -> None:
        self._handlers = handlers
        self._queries = queries
        self._feed = feed

    async def execute(self, command: Command, by: Caller) -> Outcome:
        return await self._handlers.execute(command, by)

    async def read(self, queries: list[AnyQuery]) -> list[Answer]:
        return await self._queries.read(queries)

    async def import_contacts(self, rows: list[ContactRow]) -> ImportResult:
        return await self._handlers.import_contacts(rows)

    async def feed(self, after: int, limit: int, wait_seconds: float) -> FeedPage:
        return await self._feed.read(after, limit, wait_seconds)


@dataclass(frozen=True)
class _Parts:
    """What the service's edges share. `reachable` is kicked when an address was written."""

    base: Foundation
    clock: Clock
    queue: DeliveryQueue
    templates: Templates
    deliveries: Deliveries
    recipients: Recipients
    alerts: Alerts
    suppressions: Suppressions
    reachable: Wakeup


def build_notify(
    settings: Settings,
    mongo: Client,
    clock: Clock,
    neighbours: Neighbours,
    broker: dramatiq.Broker,
) -> Component:
    base, reachable = lay_foundation(settings, mongo, "notify"), Wakeup()
    parts = _Parts(
        base=base,
        clock=clock,
        queue=DeliveryQueue(broker),
        templates=_templates(settings),
        deliveries=Deliveries(base.db, clock, REAL_TIME),
        recipients=Recipients(base.uow, reachable),
        alerts=Alerts(base.db),
        suppressions=Suppressions(base.db, _code_secret(settings), clock),
        reachable=reachable,
    )
    token = settings.twilio_auth_token.get_secret_value()
    callbacks = TwilioCallbacks(parts.deliveries, token, callback_base(settings), clock)
    inbound_sms = InboundSms(twilio_signature(settings), parts.suppressions, clock)
    inbound_mail = InboundMail(
        secret=settings.inbound_mail_secret.get_secret_value(),
        sender=settings.smtp_from,
        news=DeliveryNews(parts.deliveries, parts.suppressions, clock),
    )
    api = _api(parts, settings)
    unsubscribing = UnsubscribePage(
        secret=_code_secret(settings),
        operator=settings.operator_name,
        recipients=parts.recipients,
        execute=api.execute,
    )

    async def prepare() -> None:
        await base.prepare(INDEXES)

    return Component(
        name="notify",
        contract=NotifyApi,
        api=api,
        lease=base.lease,
        loops=[*base.loops, *_loops(parts, neighbours)],
        routes=[
            *callbacks.routes(),
            *inbound_sms.routes(),
            *inbound_mail.routes(),
            *unsubscribing.routes(),
        ],
        prepare=prepare,
    )


def _api(parts: _Parts, settings: Settings) -> Notify:
    handlers = Handlers(
        recipients=parts.recipients,
        alerts=parts.alerts,
        deliveries=parts.deliveries,
        challenges=Challenges(parts.base.db, parts.base.uow),
        suppressing=Suppressing(parts.recipients, parts.suppressions, parts.clock),
        queue=parts.queue,
        clock=parts.clock,
        code_secret=_code_secret(settings),
    )
    queries = Queries(
        recipients=parts.recipients,
        alerts=parts.alerts,
        deliveries=parts.deliveries,
        suppressions=parts.suppressions,
        renderer=parts.templates,
    )
    return Notify(handlers, queries, parts.base.feed)


def _loops(parts: _Parts, neighbours: Neighbours) -> list[Loop]:
    """The neighbours are looked up when a loop starts: which contract answers, the local one or
    a remote one, is settled only after all components are built."""
    announced = Wakeup()

    async def follow_membership(epoch: int) -> None:
        handle = _planning(parts, neighbours, announced).handle
        feed = neighbours.membership.feed
        await Subscription("membership", parts.base.db, feed, handle).run(epoch)

    async def follow_appeals(epoch: int) -> None:
        handle = _planning(parts, neighbours, announced).handle
        feed = neighbours.appeals.feed
        await Subscription("appeals", parts.base.db, feed, handle).run(epoch)

    async def announce(epoch: int) -> None:
        await _campaigns(parts, neighbours, announced).run(epoch)

    async def catch_up(epoch: int) -> None:
        await _catching_up(parts, neighbours).run(epoch)

    sweeper = DeliverySweeper(parts.deliveries, parts.queue, parts.clock, Wakeup())
    receipts = Receipts(parts.base.uow, parts.alerts, parts.deliveries, parts.clock)
    return [
        Loop(name="follow membership", run=follow_membership),
        Loop(name="follow appeals", run=follow_appeals),
        Loop(name="announce", run=announce),
        Loop(name="catch up", run=catch_up),
        Loop(name="sweep deliveries", run=sweeper.run),
        Loop(name="pass receipts on", run=receipts.run),
    ]


def _planner(parts: _Parts, neighbours: Neighbours) -> Planner:
    return Planner(
        plan_names=PlanNames(neighbours.membership),
        renderer=parts.templates,
        clock=parts.clock,
    )


def _planning(parts: _Parts, neighbours: Neighbours, announced: Wakeup) -> EventPlanning:
    return EventPlanning(
        uow=parts.base.uow,
        recipients=parts.recipients,
        alerts=parts.alerts,
        planner=_planner(parts, neighbours),
        queue=parts.queue,
        clock=parts.clock,
        campaign_started=announced,
    )


def _campaigns(parts: _Parts, neighbours: Neighbours, announced: Wakeup) -> Campaigns:
    return Campaigns(
        uow=parts.base.uow,
        alerts=parts.alerts,
        deliveries=parts.deliveries,
        recipients=parts.recipients,
        planner=_planner(parts, neighbours),
        queue=parts.queue,
        started=announced,
    )


def _catching_up(parts: _Parts, neighbours: Neighbours) -> CatchingUp:
    return CatchingUp(
        catch_ups=CatchUps(parts.base.db),
        recipients=parts.recipients,
        alerts=parts.alerts,
        deliveries=parts.deliveries,
        planner=_planner(parts, neighbours),
        reachable=parts.reachable,
    )


def build_worker(settings: Settings, clock: Clock, broker: dramatiq.Broker) -> None:
    """Declares the actors on `broker`. Connections are made at the first message, inside the
    worker's one event loop: a client belongs to its loop."""
    couriers: list[Courier] = []

    async def attend(delivery_ids: list[str]) -> None:
        if not couriers:
            db = database(connect(settings), settings.database("notify"))
            couriers.append(build_courier(settings, db, clock))
        await couriers[0].attend(delivery_ids)

    declare_actors(broker, attend)


def build_courier(settings: Settings, db: Database, clock: Clock) -> Courier:
    deliveries, alerts = Deliveries(db, clock, REAL_TIME), Alerts(db)
    wording = Wording(alerts, _templates(settings), _code_secret(settings))
    sms = build_sms(settings)
    return Courier(
        deliveries=deliveries,
        wording=wording,
        questions=Questions(deliveries, wording, sms, clock),
        sms=sms,
        mail=build_mail(settings),
        clock=clock,
    )


def build_mail(settings: Settings) -> SmtpMail:
    return SmtpMail(
        host=settings.smtp_host,
        port=settings.smtp_port,
        sender=settings.smtp_from,
        return_path=settings.smtp_return_path,
        username=settings.smtp_username,
        password=settings.smtp_password.get_secret_value(),
        starttls=settings.smtp_starttls,
        connections=settings.smtp_connections,
        unsubscribe=UnsubscribeLinks(public_base(settings), _code_secret(settings)),
        dkim=_dkim(settings),
    )


def _dkim(settings: Settings) -> DkimSigner | None:
    if settings.dkim_key_file is None:
        return None
    key = read_private_key(settings.dkim_key_file)
    return DkimSigner(key, settings.dkim_selector, settings.dkim_domain)


def build_sms(settings: Settings) -> TwilioSms:
    return TwilioSms(
        account=settings.twilio_account_sid,
        token=settings.twilio_auth_token.get_secret_value(),
        sender=settings.twilio_from,
        base_url=settings.twilio_base_url,
        callback_base=callback_base(settings),
    )


def twilio_signature(settings: Settings) -> TwilioSignature:
    """Both tokens count while the account's is being rotated."""
    tokens = [settings.twilio_auth_token, settings.twilio_auth_token_old]
    return TwilioSignature(callback_base(settings), [token.get_secret_value() for token in tokens])


def callback_base(settings: Settings) -> str:
    """Where the SMS provider reaches this service."""
    return settings.callback_url or settings.service_urls["notify"]


def public_base(settings: Settings) -> str:
    """Where members reach this service, for the links in mails."""
    return settings.notify_public_url or callback_base(settings)


def _templates(settings: Settings) -> Templates:
    return _compiled(settings.operator_name, settings.currency)


@cache
def _compiled(operator: str, currency: str) -> Templates:
    """Half a second of work; the service and the worker of one process share it."""
    return Templates(operator, currency)


def _code_secret(settings: Settings) -> bytes:
    return settings.code_secret.get_secret_value().encode()
