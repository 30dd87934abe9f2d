"""Answers queries of notification, many at a time."""

import asyncio
from collections.abc import Sequence

from infra.concurrency.kept import Kept
from infra.kernel.clock import Clock
from infra.kernel.errors import AppError, to_record
from infra.kernel.paging import page_size
from services.notify.campaigns.queries import CampaignReading
from services.notify.contract.campaigns import (
    GetAudience,
    GetCampaign,
    GetCampaigns,
)
from services.notify.contract.queries import (
    AnyQuery,
    GetAlerts,
    GetProfile,
    GetSuppressions,
    GetTotals,
)
from services.notify.contract.staff import GetDeadLetters, GetTasks, StaffQuery
from services.notify.contract.templates import TemplateQuery
from services.notify.contract.views import (
    AlertsPage,
    AlertView,
    Answer,
    Failed,
    ProfileView,
    SuppressionsView,
    TotalsView,
)
from services.notify.contract.words import Channel, DeliveryState
from services.notify.core.alerts.alert import Alert, is_adverse
from services.notify.core.alerts.views import delivery_view, profile_of, suppression_views
from services.notify.core.deliveries.journal import Entry, fold_all
from services.notify.core.deliveries.policy import Policy
from services.notify.core.inbox_text import Said
from services.notify.core.ports.stores import (
    AlertStore,
    DeliveryJournal,
    RecipientStore,
    SuppressionStore,
)
from services.notify.core.recipients.recipient import Recipient, masked, unknown_contacts
from services.notify.inbox.domain.why import goes_on_at, histories
from services.notify.templates.queries import TemplateReading
from services.notify.undelivered.dead_letters import DeadLetterDesk
from services.notify.undelivered.tasks import Tasks


class Queries:
    def __init__(
        self,
        *,
        recipients: RecipientStore,
        alerts: AlertStore,
        journal: DeliveryJournal,
        suppressions: SuppressionStore,
        said: Said,
        templates: TemplateReading,
        tasks: Tasks,
        dead_letters: DeadLetterDesk,
        policy: Policy,
        clock: Clock,
        campaigns: CampaignReading,
    ) -> None:
        self._recipients = recipients
        self._alerts = alerts
        self._journal = journal
        self._suppressions = suppressions
        self._said = said
        self._templates = templates
        self._tasks = tasks
        self._dead_letters = dead_letters
        self._policy = policy
        self._clock = clock
        self._campaigns = campaigns
        self._totals = Kept(self._count)

    async def read(self, queries: list[AnyQuery]) -> list[Answer]:
        ids = list({query.member_id for query in queries if isinstance(query, GetProfile)})
        profiles = await self._recipients.get_many(ids) if ids else {}
        return await asyncio.gather(*(self._answer(query, profiles) for query in queries))

    async def _answer(self, query: AnyQuery, profiles: dict[str, Recipient]) -> Answer:
        try:
            return await self._found(query, profiles)
        except AppError as error:
            return Failed(error=to_record(error))

    async def _found(self, query: AnyQuery, profiles: dict[str, Recipient]) -> Answer:
        match query:
            case GetProfile():
                return self._profile(profiles.get(query.member_id))
            case GetAlerts():
                return await self._page(query)
            case GetCampaign() | GetCampaigns() | GetAudience():
                return await self._campaigns.read(query)
            case GetTotals():
                return await self._totals.get()
            case GetSuppressions():
                return await self._suppressed(query.member_id)
            case _:
                return await self._for_staff(query)

    def _profile(self, recipient: Recipient | None) -> ProfileView | Failed:
        if recipient is None:
            return Failed(error=to_record(unknown_contacts()))
        return profile_of(recipient, self._policy.quiet_hours)

    async def _page(self, query: GetAlerts) -> AlertsPage:
        first = page_size(query.first)
        found = await self._alerts.page(query.member_id, query.after, first)
        entries = await self._journal.of([alert.id for alert in found.rows])
        return AlertsPage(
            alerts=tuple(
                [await self._view(a, entries.get(a.id, []), query.for_staff) for a in found.rows]
            ),
            places=tuple(found.places),
            total=found.total,
            has_more=found.has_more,
        )

    async def _view(self, alert: Alert, entries: Sequence[Entry], for_staff: bool) -> AlertView:
        deliveries = fold_all(alert.id, alert.deliveries, entries)
        ladder = self._policy.ladders.of(alert.topic, adverse=is_adverse(alert))
        goes_on = goes_on_at(alert, ladder, deliveries, self._clock.now())
        steps = histories(alert, deliveries, entries, goes_on, for_staff=for_staff)
        title, text = await self._said.of(alert, self._clock.now())
        return AlertView(
            id=alert.id,
            member_id=alert.member_id,
            event_id=alert.event_id,
            event_type=alert.event_type,
            topic=alert.topic,
            at=alert.at,
            title=title,
            text=text,
            received=any(d.state is DeliveryState.DELIVERED for d in deliveries),
            deliveries=tuple(
                delivery_view(one, alert.time_zone, steps[one.channel]) for one in deliveries
            ),
        )

    async def _suppressed(self, member_id: str) -> SuppressionsView:
        recipient = await self._recipients.get(member_id)
        outside = (Channel.SMS, Channel.EMAIL)
        own = [(c, recipient.address(c)) for c in outside] if recipient else []
        found = await self._suppressions.of_member(member_id, own)
        addresses = {self._suppressions.id_of(c, to): masked(to) for c, to in own if to}
        return SuppressionsView(suppressions=suppression_views(found, addresses))

    async def _count(self) -> TotalsView:
        """Reads everything that is stored."""
        return TotalsView(
            counted_at=self._clock.now(),
            alerts=await self._alerts.total(),
            deliveries=await self._journal.counts(),
            events_planned=await self._alerts.events(),
        )

    async def _for_staff(self, query: TemplateQuery | StaffQuery) -> Answer:
        match query:
            case GetTasks():
                return await self._tasks.page(query)
            case GetDeadLetters():
                return await self._dead_letters.page(query)
            case _:
                return await self._templates.read(query)
