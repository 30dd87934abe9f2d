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
from services.notify.campaigns.assembly import campaign_gate
from services.notify.component.channels import build_channels
from services.notify.component.laying import lay
from services.notify.contract.words import Channel
from services.notify.core.assembly import Core
from services.notify.core.deliveries.job import Lane
from services.notify.core.neighbours import WorkersNeighbours
from services.notify.core.ports.providers import SmsProvider
from services.notify.core.ports.renderer import TemplateVersions
from services.notify.core.stores.sealed import SEALED
from services.notify.delivery.actors import declare_actors
from services.notify.delivery.assembly import delivery_work
from services.notify.delivery.in_flight import InFlight
from services.notify.delivery.runner import JobRunner
from services.notify.planning.assembly import planning_work
from services.notify.planning.digest_store import CollectedDigests
from services.notify.planning.digest_text import DigestTexts
from services.notify.providers.webhook.assembly import build_caller
from services.notify.settings import NotifySettings
from services.notify.webhooks.assembly import webhooks_work

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
            base = lay_foundation(settings, connect(settings), "notify", sealed=SEALED)
            there = neighbours()
            core = lay(settings, base, clock, broker, there).core
            job_runner = build_job_runner(settings, core)
            built.append(_Built(job_runner, core.versions, InFlight(), there.close))
        return built[0]

    async def open_all() -> None:
        """What the first job would wait for: somebody waits for a code."""
        try:
            async with asyncio.timeout(_OPENS_WITHIN):
                await ours().versions.fresh()
        except (PyMongoError, TimeoutError) as error:
            logger.warning("the database does not answer yet", error=type(error).__name__)
        await ours().job_runner.open()

    async def attend(job_id: str, lane: Lane, channel: Channel, trace: str) -> None:
        our = ours()
        work = our.job_runner.attend(job_id, lane, channel, trace)
        our.in_flight.take(work, lane, channel)

    async def close_all() -> None:
        for one in built:
            await one.in_flight.finish()
            await one.job_runner.close()
            await one.leave()
        built.clear()

    declare_actors(broker, attend)
    broker.add_middleware(_Life(open_all, close_all))


class _Built(NamedTuple):
    job_runner: JobRunner
    versions: TemplateVersions
    in_flight: InFlight
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


def build_job_runner(
    settings: NotifySettings, core: Core, *, sms: dict[str, SmsProvider] | None = None
) -> JobRunner:
    """`sms`: others than the settings name."""
    channels = build_channels(settings, core, sms)
    digests = DigestTexts(settings.operator_name)
    work = [
        delivery_work(core, channels, digests, settings.code_keys[0]),
        planning_work(core, CollectedDigests(core.base.db)),
        webhooks_work(settings, core, build_caller(settings)),
    ]
    return JobRunner(jobs=core.jobs, stops=campaign_gate(core).stops, work=work)
