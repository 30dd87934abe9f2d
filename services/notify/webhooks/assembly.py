"""Webhooks, put together."""

from dataclasses import dataclass

from infra.outbox.subscription import Subscription
from infra.process.component import Loop
from infra.storage.sweeper import Sweeper
from services.notify.contract.webhooks import GetWebhookDeliveries, GetWebhooks
from services.notify.core.assembly import REAL_TIME, Core
from services.notify.core.deliveries.job import JobKind
from services.notify.core.feature import Feature, Work, one_by_one
from services.notify.core.gates.refusals import Refusals
from services.notify.core.neighbours import feeds_of
from services.notify.core.ports.calls import WebhookChannel
from services.notify.settings import NotifySettings
from services.notify.webhooks.attempts import Attempts
from services.notify.webhooks.calling import Calling
from services.notify.webhooks.commands import WebhookCommands
from services.notify.webhooks.cutting_off import CuttingOff
from services.notify.webhooks.endpoint_store import Endpoints, endpoint_sweeper
from services.notify.webhooks.following import FollowedPlace, SharedFollowing
from services.notify.webhooks.news import EndpointNews
from services.notify.webhooks.queries import WebhookQueries
from services.notify.webhooks.queue import WebhookQueues
from services.notify.webhooks.replaying import Replaying, Replays
from services.notify.webhooks.retention import Retention
from services.notify.webhooks.sealing import Sealing
from services.notify.webhooks.sealing_anew import SealingAnew
from services.notify.webhooks.waking import Waking

FOLLOWING = "webhooks"
"""The name of the subscription that hears of partners who are cut off."""


@dataclass(frozen=True)
class Rooms:
    """What both processes need of it."""

    endpoints: Endpoints
    queues: WebhookQueues
    attempts: Attempts
    replays: Replays
    waking: Waking
    news: EndpointNews
    sealing: Sealing
    retention: Retention


def lay_rooms(settings: NotifySettings, core: Core) -> Rooms:
    endpoints, queues = Endpoints(core.base.uow), WebhookQueues(core.base.db)
    attempts, waking = Attempts(core.base.db), Waking(core.jobs, core.queue, core.clock)
    news = EndpointNews(
        endpoints=endpoints,
        writer=core.writer,
        stands=core.stands,
        suppressions=core.suppressions,
        neighbours=core.neighbours,
        waking=waking,
        renderer=core.renderer,
        queue=core.queue,
        policy=core.policy,
        clock=core.clock,
    )
    return Rooms(
        endpoints=endpoints,
        queues=queues,
        attempts=attempts,
        replays=Replays(core.base.db),
        waking=waking,
        news=news,
        sealing=Sealing(settings.webhook_keys),
        retention=Retention(endpoints, queues, attempts, core.clock),
    )


def webhooks_feature(settings: NotifySettings, core: Core, channel: WebhookChannel) -> Feature:
    rooms = lay_rooms(settings, core)
    following = shared_following(rooms, core)
    queries = WebhookQueries(
        endpoints=rooms.endpoints,
        queues=rooms.queues,
        attempts=rooms.attempts,
        replays=rooms.replays,
        sealing=rooms.sealing,
        clock=core.clock,
    )
    commands = WebhookCommands(
        endpoints=rooms.endpoints,
        queues=rooms.queues,
        replays=rooms.replays,
        news=rooms.news,
        waking=rooms.waking,
        sealing=rooms.sealing,
        channel=channel,
        neighbours=core.neighbours,
        clock=core.clock,
    )
    return Feature(
        commands=commands.handlers(),
        queries={
            GetWebhooks: one_by_one(queries.endpoints),
            GetWebhookDeliveries: one_by_one(queries.deliveries),
        },
        loops=[
            Loop(name="follow what partners are told", run=following.run),
            Loop(name="follow partners", run=cutting_off(rooms, core).run),
            Loop(name="watch endpoints", run=endpoint_health(rooms, core).run),
            Loop(name="forget old webhooks", run=rooms.retention.run),
            Loop(name="seal secrets anew", run=SealingAnew(rooms.endpoints, rooms.sealing).run),
        ],
        is_behind=following.is_behind,
        close=channel.close,
    )


def webhooks_work(settings: NotifySettings, core: Core, channel: WebhookChannel) -> Work:
    rooms = lay_rooms(settings, core)
    replaying = Replaying(
        replays=rooms.replays,
        endpoints=rooms.endpoints,
        queues=rooms.queues,
        neighbours=core.neighbours,
        clock=core.clock,
    )
    calling = Calling(
        jobs=core.jobs,
        endpoints=rooms.endpoints,
        queues=rooms.queues,
        attempts=rooms.attempts,
        news=rooms.news,
        retention=rooms.retention,
        replaying=replaying,
        replays=rooms.replays,
        refusals=Refusals(core.base.db, core.clock),
        waking=rooms.waking,
        sealing=rooms.sealing,
        channel=channel,
        clock=core.clock,
        real=REAL_TIME,
        at_once=settings.webhooks_at_once,
    )
    return Work(
        jobs={JobKind.CALL: calling.call, JobKind.REPLAY: calling.replay}, close=calling.close
    )


def shared_following(rooms: Rooms, core: Core) -> SharedFollowing:
    return SharedFollowing(
        neighbours=core.neighbours,
        places=FollowedPlace(core.base.db),
        endpoints=rooms.endpoints,
        queues=rooms.queues,
        waking=rooms.waking,
        clock=core.clock,
    )


def endpoint_health(rooms: Rooms, core: Core) -> Sweeper:
    return endpoint_sweeper(core.base.db, core.clock, rooms.news.tick, core.due)


def cutting_off(rooms: Rooms, core: Core) -> Subscription:
    handle = CuttingOff(core.base.uow, rooms.endpoints, rooms.waking).handle
    return Subscription(FOLLOWING, core.base.db, feeds_of(core.neighbours)["membership"], handle)
