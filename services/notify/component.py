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
from infra.mongo import Client, connect
from infra.outbox.feed import Feed
from infra.outbox.subscription import Subscription
from infra.settings import Settings, SettingsError
from infra.wakeup import Wakeup
from services.appeals.contract.api import AppealsApi
from services.membership.contract.api import MembershipApi
from services.notify.actors.attend import Attendant
from services.notify.actors.climbing import Climbing
from services.notify.actors.courier import Courier
from services.notify.actors.declare import declare_actors
from services.notify.actors.questions import Questions
from services.notify.actors.wording import Wording
from services.notify.adapters.alerts import Alerts
from services.notify.adapters.callbacks import TwilioCallbacks
from services.notify.adapters.catch_ups import CatchUps
from services.notify.adapters.channels.email import SmtpMail
from services.notify.adapters.channels.sms import TwilioSms
from services.notify.adapters.codes import Challenges
from services.notify.adapters.collections import INDEXES
from services.notify.adapters.jobs import Jobs
from services.notify.adapters.journal import Journal
from services.notify.adapters.queue import JobQueue
from services.notify.adapters.recipients import Recipients
from services.notify.adapters.settling import Settling
from services.notify.adapters.templating import Templates
from services.notify.contract.api import NotifyApi
from services.notify.contract.commands import Command, ContactRow
from services.notify.contract.queries import AnyQuery
from services.notify.contract.views import Answer, ImportResult, Outcome
from services.notify.contract.words import Channel
from services.notify.domain.job import Lane
from services.notify.domain.ladder import Ladders, ladders
from services.notify.handlers import Handlers
from services.notify.queries import Queries
from services.notify.subscriptions.campaigns import Campaigns
from services.notify.subscriptions.catalogue import PlanNames
from services.notify.subscriptions.catching_up import CatchingUp
from services.notify.subscriptions.plan import Planner
from services.notify.subscriptions.planning import EventPlanning
from services.notify.subscriptions.receipts import Receipts
from services.notify.sweeper import JobSweeper

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
    queue: JobQueue
    templates: Templates
    ladders: Ladders
    journal: Journal
    jobs: Jobs
    recipients: Recipients
    alerts: Alerts
    reachable: Wakeup

    @property
    def settling(self) -> Settling:
        return Settling(
            alerts=self.alerts,
            journal=self.journal,
            jobs=self.jobs,
            queue=self.queue,
            clock=self.clock,
        )


def build_notify(
    settings: Settings,
    mongo: Client,
    clock: Clock,
    neighbours: Neighbours,
    broker: dramatiq.Broker,
) -> Component:
    base = lay_foundation(settings, mongo, "notify")
    parts = _parts(settings, base, clock, broker)
    token = settings.twilio_auth_token.get_secret_value()
    callbacks = TwilioCallbacks(parts.settling, token, callback_base(settings), clock)

    async def prepare() -> None:
        await base.prepare(INDEXES)

    return Component(
        name="notify",
        contract=NotifyApi,
        api=_api(parts, settings),
        lease=base.lease,
        loops=[*base.loops, *_loops(parts, neighbours)],
        routes=callbacks.routes(),
        prepare=prepare,
    )


def _parts(settings: Settings, base: Foundation, clock: Clock, broker: dramatiq.Broker) -> _Parts:
    reachable = Wakeup()
    return _Parts(
        base=base,
        clock=clock,
        queue=JobQueue(broker),
        templates=_templates(settings),
        ladders=_ladders(settings),
        journal=Journal(base.db),
        jobs=Jobs(base.db, clock, REAL_TIME),
        recipients=Recipients(base.uow, reachable),
        alerts=Alerts(base.db),
        reachable=reachable,
    )


def _api(parts: _Parts, settings: Settings) -> Notify:
    handlers = Handlers(
        recipients=parts.recipients,
        alerts=parts.alerts,
        settling=parts.settling,
        challenges=Challenges(parts.base.db, parts.base.uow),
        queue=parts.queue,
        clock=parts.clock,
        code_secret=_code_secret(settings),
    )
    queries = Queries(
        recipients=parts.recipients,
        alerts=parts.alerts,
        journal=parts.journal,
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

    return [
        Loop(name="follow membership", run=follow_membership),
        Loop(name="follow appeals", run=follow_appeals),
        Loop(name="announce", run=announce),
        Loop(name="catch up", run=_catching_up(parts).run),
        Loop(name="sweep jobs", run=_sweeper(parts).run),
        Loop(name="pass receipts on", run=Receipts(parts.base.uow, parts.alerts, parts.clock).run),
    ]


def _planner(parts: _Parts, neighbours: Neighbours) -> Planner:
    return Planner(
        plan_names=PlanNames(neighbours.membership),
        renderer=parts.templates,
        ladders=parts.ladders,
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
        jobs=parts.jobs,
        recipients=parts.recipients,
        planner=_planner(parts, neighbours),
        queue=parts.queue,
        clock=parts.clock,
        started=announced,
    )


def _catching_up(parts: _Parts) -> CatchingUp:
    return CatchingUp(
        catch_ups=CatchUps(parts.base.db),
        recipients=parts.recipients,
        alerts=parts.alerts,
        journal=parts.journal,
        jobs=parts.jobs,
        queue=parts.queue,
        ladders=parts.ladders,
        clock=parts.clock,
        reachable=parts.reachable,
    )


def _sweeper(parts: _Parts) -> JobSweeper:
    return JobSweeper(
        jobs=parts.jobs,
        journal=parts.journal,
        settling=parts.settling,
        queue=parts.queue,
        clock=parts.clock,
    )


def build_worker(settings: Settings, clock: Clock, broker: dramatiq.Broker) -> None:
    """Declares the actors on `broker`. Connections are made at the first message, inside the
    worker's one event loop: a client belongs to its loop."""
    attendants: list[Attendant] = []

    async def attend(job_id: str, lane: Lane, channel: Channel) -> None:
        if not attendants:
            attendants.append(build_attendant(settings, connect(settings), clock, broker))
        await attendants[0].attend(job_id, lane, channel)

    declare_actors(broker, attend)


def build_attendant(
    settings: Settings, mongo: Client, clock: Clock, broker: dramatiq.Broker
) -> Attendant:
    parts = _parts(settings, lay_foundation(settings, mongo, "notify"), clock, broker)
    wording = Wording(parts.alerts, parts.templates, _code_secret(settings))
    sms = build_sms(settings)
    courier = Courier(
        alerts=parts.alerts,
        journal=parts.journal,
        settling=parts.settling,
        wording=wording,
        sms=sms,
        mail=build_mail(settings),
        clock=clock,
        real=REAL_TIME,
    )
    questions = Questions(
        alerts=parts.alerts,
        journal=parts.journal,
        settling=parts.settling,
        wording=wording,
        sms=sms,
        clock=clock,
    )
    climbing = Climbing(
        alerts=parts.alerts,
        journal=parts.journal,
        jobs=parts.jobs,
        queue=parts.queue,
        recipients=parts.recipients,
        ladders=parts.ladders,
        clock=clock,
    )
    return Attendant(jobs=parts.jobs, courier=courier, questions=questions, climbing=climbing)


def build_mail(settings: Settings) -> SmtpMail:
    return SmtpMail(
        host=settings.smtp_host,
        port=settings.smtp_port,
        sender=settings.smtp_from,
        username=settings.smtp_username,
        password=settings.smtp_password.get_secret_value(),
        starttls=settings.smtp_starttls,
        connections=settings.smtp_connections,
    )


def build_sms(settings: Settings) -> TwilioSms:
    return TwilioSms(
        account=settings.twilio_account_sid,
        token=settings.twilio_auth_token.get_secret_value(),
        sender=settings.twilio_from,
        base_url=settings.twilio_base_url,
        callback_base=callback_base(settings),
    )


def callback_base(settings: Settings) -> str:
    """Where the SMS provider reaches this service."""
    return settings.callback_url or settings.service_urls["notify"]


def _templates(settings: Settings) -> Templates:
    return _compiled(settings.operator_name, settings.currency)


@cache
def _compiled(operator: str, currency: str) -> Templates:
    """Half a second of work; the service and the worker of one process share it."""
    return Templates(operator, currency)


def _code_secret(settings: Settings) -> bytes:
    return settings.code_secret.get_secret_value().encode()


def _ladders(settings: Settings) -> Ladders:
    try:
        return ladders(settings.ladders)
    except ValueError as error:
        raise SettingsError(f"The settings are not usable:\n  LADDERS: {error}.") from None
