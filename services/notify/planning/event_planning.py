"""Turns events into alerts and deliveries, in one commit with the position in the feed."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from infra.concurrency.wakeup import Wakeup
from infra.kernel.clock import Clock
from infra.kernel.events import EventEnvelope, NumberedEvent
from infra.kernel.ids import derived_id
from infra.kernel.upcasting import Upcasters, lifted
from infra.outbox.record import Position
from infra.storage.changes import DuplicateInsert
from services.appeals.contract import event_types as appeal_events
from services.membership.contract import event_types
from services.membership.contract.accounts import event_types as account_events
from services.notify.core.deliveries.policy import Policy
from services.notify.core.ports.people import RecipientStore
from services.notify.core.ports.stores import AlertStore, CampaignRows, Queue
from services.notify.core.recipients.recipient import Recipient
from services.notify.core.rules.alert_rules import TO_EVERYBODY, member_of
from services.notify.core.rules.campaign import Campaign
from services.notify.core.stores.alert_writer import AlertWriter
from services.notify.core.stores.campaigns import new_campaigns
from services.notify.core.truth.clause_notices import coming_to_newcomers, is_of, own_notice
from services.notify.planning.announcements import Announcements
from services.notify.planning.planner import Batch, Planner
from services.notify.planning.stand_updates import Hearing, StandUpdates

UPCASTERS: Upcasters = {
    **event_types.UPCASTERS,
    **account_events.UPCASTERS,
    **appeal_events.UPCASTERS,
}


class EventPlanning:
    """Handles a page of a feed. `campaign_started` wakes the loop that tells everybody."""

    def __init__(
        self,
        *,
        writer: AlertWriter,
        recipients: RecipientStore,
        alerts: AlertStore,
        campaigns: CampaignRows,
        announcements: Announcements,
        planner: Planner,
        listening: StandUpdates,
        queue: Queue,
        policy: Policy,
        clock: Clock,
        campaign_started: Wakeup,
    ) -> None:
        self._writer = writer
        self._recipients = recipients
        self._alerts = alerts
        self._campaigns = campaigns
        self._announcements = announcements
        self._planner = planner
        self._listening = listening
        self._queue = queue
        self._policy = policy
        self._clock = clock
        self._campaign_started = campaign_started

    async def handle(self, events: list[NumberedEvent], position: Position) -> None:
        """Raises what the commit raises; nothing was written then."""
        heard = [lifted(numbered.event, UPCASTERS) for numbered in events]
        traces = {one.event.id: one.trace for one in events if one.trace}
        hearing = await self._listening.hear(heard)
        campaigns = [event for event in hearing.told if event.type in TO_EVERYBODY]
        personal = [event for event in hearing.told if event.type not in TO_EVERYBODY]
        personal += await self._own_notices(heard, campaigns)
        batch = await self._plan(personal, hearing, traces)
        try:
            await self._commit(batch, campaigns, hearing, position)
        except DuplicateInsert:
            batch = await self._plan(await self._unplanned(personal), hearing, traces)
            await self._commit(batch, await self._new(campaigns), hearing, position)
        await self._queue.put(batch.jobs, self._clock.now())
        if campaigns:
            self._campaign_started.kick()

    async def _plan(
        self, events: Sequence[EventEnvelope], hearing: Hearing, traces: Mapping[str, str]
    ) -> Batch:
        recipients = await self._recipients_of(events)
        return await self._planner.plan(events, recipients, hearing.instead_of, traces)

    async def _commit(
        self,
        batch: Batch,
        campaigns: Sequence[EventEnvelope],
        hearing: Hearing,
        position: Position,
    ) -> None:
        started = [campaign_of(event, self._clock.now()) for event in campaigns]
        await self._writer.commit(
            batch.planned(),
            inserts={**batch.inserts(), **new_campaigns(started), **hearing.inserts()},
            updates=[*batch.updates(), *hearing.updates()],
            position=position,
        )

    async def _recipients_of(self, events: Sequence[EventEnvelope]) -> dict[str, Recipient]:
        """A member without contacts still has an inbox."""
        ids = {member_of(event) for event in events}
        known = await self._recipients.get_many(list(ids)) if ids else {}
        now = self._clock.now()
        return {id: known.get(id) or self._policy.stranger(id, now) for id in ids}

    async def _own_notices(
        self, events: Sequence[EventEnvelope], published: Sequence[EventEnvelope]
    ) -> list[EventEnvelope]:
        """What was announced before somebody joined; it may be in the same page, or come later."""
        found: list[EventEnvelope] = []
        for joined, clause, version in coming_to_newcomers(events):
            here = (event.body for event in published if is_of(event.body, clause, version))
            facts = next(here, None) or await self._announcements.facts(clause, version)
            if facts is not None:
                found.append(own_notice(joined, facts))
        return found

    async def _unplanned(self, events: Sequence[EventEnvelope]) -> list[EventEnvelope]:
        by_id = {derived_id(event.id, member_of(event)): event for event in events}
        known = await self._alerts.known(list(by_id))
        return [event for id, event in by_id.items() if id not in known]

    async def _new(self, campaigns: Sequence[EventEnvelope]) -> list[EventEnvelope]:
        return [e for e in campaigns if await self._campaigns.get(e.id) is None]


def campaign_of(event: EventEnvelope, now: datetime) -> Campaign:
    return Campaign(
        id=event.id,
        event_type=event.type,
        at=event.recorded_at,
        started_at=now,
        facts=event.body,
    )
