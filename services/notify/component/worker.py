"""What the worker runs."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import NamedTuple

import dramatiq
from dramatiq.asyncio import get_event_loop_thread
from pymongo.errors import PyMongoError

from infra.kernel.clock import Clock
from infra.log import logger
from infra.process.foundation import lay_foundation
from infra.storage.mongo import connect
from services.notify.campaigns.gate import CampaignGate
from services.notify.campaigns.store import CampaignStates
from services.notify.component.neighbours import Neighbours, WorkersNeighbours, truth_of
from services.notify.component.parts import REAL_TIME, Parts, code_secret, lay_parts
from services.notify.component.providers import build_mail, build_provider_gates, build_sms
from services.notify.contract.words import Channel
from services.notify.core.deliveries.job import Lane
from services.notify.core.ports.channels import SmsChannel
from services.notify.delivery.actors import declare_actors
from services.notify.delivery.in_flight import InHand
from services.notify.delivery.last_look import LastLook
from services.notify.delivery.runner import Attendant
from services.notify.delivery.sender import Courier
from services.notify.delivery.status_poller import Questions
from services.notify.delivery.wording import Wording
from services.notify.planning.digest_store import Trays
from services.notify.planning.digest_text import DigestTexts
from services.notify.planning.digesting import Digesting
from services.notify.planning.escalation import Climbing
from services.notify.settings import NotifySettings
from services.notify.templates.following import TemplateFollower

_OPENS_WITHIN = 3.0
"""Seconds."""


def build_worker(
    settings: NotifySettings,
    clock: Clock,
    broker: dramatiq.Broker,
    neighbours: Callable[[], WorkersNeighbours],
) -> None:
    """Declares the actors on `broker`. Connections are made inside the worker's one event loop, to
    which a client belongs; so are those to the `neighbours`."""
    built: list[_Built] = []

    def ours() -> _Built:
        if not built:
            base = lay_foundation(settings, connect(settings), "notify")
            parts = lay_parts(settings, base, clock, broker)
            there = neighbours()
            attendant = build_attendant(settings, parts, there)
            built.append(_Built(attendant, parts.following, InHand(), there.close))
        return built[0]

    async def open_all() -> None:
        """What the first job would wait for: somebody waits for a code."""
        try:
            async with asyncio.timeout(_OPENS_WITHIN):
                await ours().following.fresh()
        except (PyMongoError, TimeoutError) as error:
            logger.warning("the database does not answer yet", error=type(error).__name__)
        await ours().attendant.open()

    async def attend(job_id: str, lane: Lane, channel: Channel) -> None:
        our = ours()
        work = our.attendant.attend(job_id, lane, channel)
        our.in_hand.take(work, channel, urgent=lane is Lane.CODES)

    async def close_all() -> None:
        for one in built:
            await one.in_hand.finish()
            await one.attendant.close()
            await one.leave()
        built.clear()

    declare_actors(broker, attend)
    broker.add_middleware(_Life(open_all, close_all))


class _Built(NamedTuple):
    attendant: Attendant
    following: TemplateFollower
    in_hand: InHand
    leave: Callable[[], Awaitable[None]]


class _Life(dramatiq.Middleware):
    """Opens before the worker's threads take anything, and closes what was open once they have
    stopped, and before their loop does."""

    def __init__(
        self, open_all: Callable[[], Awaitable[None]], close_all: Callable[[], Awaitable[None]]
    ) -> None:
        self._open = open_all
        self._close = close_all

    def before_worker_boot(self, broker: dramatiq.Broker, worker: dramatiq.Worker) -> None:
        _in_loop(self._open)

    def after_worker_shutdown(self, broker: dramatiq.Broker, worker: dramatiq.Worker) -> None:
        _in_loop(self._close)


def _in_loop(work: Callable[[], Awaitable[None]]) -> None:
    loop = get_event_loop_thread()
    if loop is not None:
        loop.run_coroutine(work())


def build_attendant(
    settings: NotifySettings, parts: Parts, neighbours: Neighbours, *, sms: SmsChannel | None = None
) -> Attendant:
    """`sms`: another channel than the settings name."""
    clock, truth = parts.clock, truth_of(parts, neighbours)
    digests = DigestTexts(settings.operator_name)
    wording = Wording(
        parts.alerts, parts.templates, parts.following, digests, code_secret(settings)
    )
    sms = sms or build_sms(settings)
    last_look = LastLook(
        alerts=parts.alerts,
        journal=parts.journal,
        recipients=parts.recipients,
        truth=truth,
        policy=parts.policy,
        clock=clock,
    )
    courier = Courier(
        jobs=parts.jobs,
        alerts=parts.alerts,
        journal=parts.journal,
        settling=parts.settling,
        last_look=last_look,
        wording=wording,
        sms=sms,
        mail=build_mail(settings),
        gates=build_provider_gates(settings, parts.base.db, clock),
        suppressions=parts.suppressions,
        clock=clock,
        real=REAL_TIME,
    )
    questions = Questions(
        alerts=parts.alerts,
        journal=parts.journal,
        settling=parts.settling,
        wording=wording,
        sms=sms,
        suppressions=parts.suppressions,
        clock=clock,
    )
    climbing = Climbing(
        alerts=parts.alerts,
        campaigns=parts.campaigns,
        tasks=parts.tasks,
        journal=parts.journal,
        jobs=parts.jobs,
        queue=parts.queue,
        recipients=parts.recipients,
        suppressions=parts.suppressions,
        truth=truth,
        policy=parts.policy,
        clock=clock,
    )
    digesting = Digesting(
        writer=parts.writer,
        trays=Trays(parts.base.db),
        alerts=parts.alerts,
        jobs=parts.jobs,
        queue=parts.queue,
        recipients=parts.recipients,
        suppressions=parts.suppressions,
        renderer=parts.templates,
        following=parts.following,
        truth=truth,
        policy=parts.policy,
        clock=clock,
    )
    campaigns = CampaignGate(CampaignStates(parts.base.db), parts.jobs, parts.settling, clock)
    return Attendant(
        jobs=parts.jobs,
        campaigns=campaigns,
        courier=courier,
        questions=questions,
        climbing=climbing,
        digesting=digesting,
    )
