"""The notification service, put together of its features."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

import dramatiq

from infra.kernel.clock import Clock
from infra.kernel.feed import FeedPage, Place
from infra.kernel.pulse import Backlog, Pulse
from infra.process.component import Component
from infra.process.foundation import lay_foundation
from infra.retention.sweeping import RETENTION
from infra.storage.mongo import Client
from infra.storage.pulse import PulseReader
from services.notify.campaigns.assembly import campaigns_feature
from services.notify.component.channels import build_mail
from services.notify.component.laying import lay
from services.notify.contacts.assembly import (
    build_contact_commands,
    contacts_feature,
    finding_feature,
)
from services.notify.contacts.commands import ContactCommands
from services.notify.contract.api import NotifyApi
from services.notify.contract.commands import Command, ContactRow
from services.notify.contract.permissions import MAY
from services.notify.contract.queries import AnyQuery
from services.notify.contract.views import Answer, ImportResult, Outcome
from services.notify.core.assembly import Core
from services.notify.core.feature import Feature
from services.notify.core.neighbours import FOLLOWED, Neighbours
from services.notify.core.stores.collections import INDEXES
from services.notify.core.stores.sealed import SEALED
from services.notify.delivery.assembly import delivery_feature
from services.notify.inbox.assembly import inbox_feature
from services.notify.operations.assembly import operations_feature
from services.notify.operations.pulse import notify_pulse
from services.notify.planning.assembly import planner, planning_feature
from services.notify.planning.digest_store import CollectedDigests
from services.notify.providers.registry import provider_features, sms_providers
from services.notify.providers.webhook.assembly import build_caller
from services.notify.recovery.assembly import erasing_feature
from services.notify.retention.assembly import retention_feature
from services.notify.settings import NotifySettings
from services.notify.staff_mail.assembly import staff_mail_feature
from services.notify.templates.assembly import TemplateServices, templates_feature
from services.notify.undelivered.assembly import undelivered_feature
from services.notify.webhooks.assembly import webhooks_feature
from services.shared.callers import Caller
from services.shared.permissions import require


class Notify:
    """Implements `NotifyApi`: each command and query is of one feature."""

    def __init__(
        self, core: Core, features: Sequence[Feature], contacting: ContactCommands
    ) -> None:
        self._core = core
        self._contacting = contacting
        self.features = features
        self._commands = {type: do for one in features for type, do in one.commands.items()}
        self._queries = {type: answer for one in features for type, answer in one.queries.items()}

    async def execute(self, command: Command, by: Caller) -> Outcome:
        require(MAY, command, by)
        return await self._commands[type(command)](command, by)

    async def read(self, queries: list[AnyQuery]) -> list[Answer]:
        """Those of one type are answered together."""
        places: dict[type, list[int]] = defaultdict(list)
        for place, query in enumerate(queries):
            places[type(query)].append(place)
        asked = {kind: [queries[place] for place in some] for kind, some in places.items()}
        found = await asyncio.gather(*(self._queries[kind](some) for kind, some in asked.items()))
        answers = dict(zip(places, found, strict=True))
        by_place = {
            place: answer
            for kind, some in places.items()
            for place, answer in zip(some, answers[kind], strict=True)
        }
        return [by_place[place] for place in range(len(queries))]

    async def import_contacts(self, rows: list[ContactRow]) -> ImportResult:
        return await self._contacting.import_contacts(rows)

    async def feed(self, after: Place | None, limit: int, wait_seconds: float) -> FeedPage:
        return await self._core.base.feed.read(after, limit, wait_seconds)

    @cached_property
    def _pulse(self) -> PulseReader:
        """Kept: it asks first for what it found the last time."""
        return notify_pulse(self._core, {name: name for name in FOLLOWED})

    async def pulse(self) -> Pulse:
        pulse = await self._pulse.read()
        behind = not pulse.busy and any([await one.is_behind() for one in self.features])
        return Pulse(busy=True) if behind else pulse

    async def backlog(self) -> Backlog:
        return await self._pulse.backlog()


def build_notify(
    settings: NotifySettings,
    mongo: Client,
    clock: Clock,
    neighbours: Neighbours,
    broker: dramatiq.Broker,
) -> Component:
    base = lay_foundation(settings, mongo, "notify", sealed=SEALED)
    core, wording = lay(settings, base, clock, broker, neighbours)
    contacting = build_contact_commands(settings, core)
    features = _features(settings, core, wording, contacting)

    async def prepare() -> None:
        await base.prepare({**INDEXES, RETENTION: []})
        await core.hash_key()  # a secret that does not open it is said before anything is served
        await wording.following.refresh()

    async def close() -> None:
        for feature in features:
            await feature.close()

    return Component(
        name="notify",
        contract=NotifyApi,
        api=Notify(core, features, contacting),
        lease=base.lease,
        indexes=base.laid({**INDEXES, RETENTION: []}),
        loops=[*base.loops, *(loop for feature in features for loop in feature.loops)],
        routes=[route for feature in features for route in feature.routes],
        prepare=prepare,
        close=close,
    )


def _features(
    settings: NotifySettings, core: Core, wording: TemplateServices, contacting: ContactCommands
) -> list[Feature]:
    digests = CollectedDigests(core.base.db)
    return [
        planning_feature(core, digests),
        delivery_feature(core),
        *provider_features(settings, core),
        templates_feature(core, wording),
        campaigns_feature(core, planner(core, digests)),
        contacts_feature(settings, core, contacting),
        finding_feature(core),
        undelivered_feature(core),
        inbox_feature(core),
        staff_mail_feature(core),
        webhooks_feature(settings, core, build_caller(settings)),
        erasing_feature(core),
        retention_feature(settings, core),
        operations_feature(
            settings,
            core,
            sms=[*sms_providers(settings).values()],
            mail=[*build_mail(settings).values()],
        ),
    ]
