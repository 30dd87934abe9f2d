"""Answers queries of notification, many at a time."""

import asyncio
from collections.abc import Sequence
from typing import Any

from infra.kernel.errors import AppError
from infra.kernel.text import LocalText
from services.notify.campaigning.reading import CampaignReading
from services.notify.contract.campaigns import (
    CampaignQuery,
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
from services.notify.contract.templates import (
    GetTemplate,
    GetTemplates,
    PreviewTemplate,
    TemplateQuery,
)
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
from services.notify.domain.contacts import Recipient, masked
from services.notify.domain.fanout import Alert
from services.notify.domain.journal import Delivery
from services.notify.domain.quiet_hours import QuietHours
from services.notify.domain.views import delivery_view, profile_of, suppression_views
from services.notify.editing.reading import TemplateReading
from services.notify.ports import (
    AlertStore,
    DeliveryJournal,
    RecipientStore,
    Renderer,
    SuppressionStore,
    TemplateFault,
)

MOST_ALERTS = 100


class Queries:
    def __init__(
        self,
        *,
        recipients: RecipientStore,
        alerts: AlertStore,
        journal: DeliveryJournal,
        suppressions: SuppressionStore,
        renderer: Renderer,
        templates: TemplateReading,
        campaigns: CampaignReading,
        quiet_hours: QuietHours,
    ) -> None:
        self._recipients = recipients
        self._alerts = alerts
        self._journal = journal
        self._suppressions = suppressions
        self._renderer = renderer
        self._templates = templates
        self._campaigns = campaigns
        self._quiet_hours = quiet_hours

    async def read(self, queries: list[AnyQuery]) -> list[Answer]:
        ids = list({query.member_id for query in queries if isinstance(query, GetProfile)})
        profiles = await self._recipients.get_many(ids) if ids else {}
        return await asyncio.gather(*(self._answer(query, profiles) for query in queries))

    async def _answer(self, query: AnyQuery, profiles: dict[str, Recipient]) -> Answer:
        match query:
            case GetProfile():
                return self._profile(profiles.get(query.member_id))
            case GetAlerts():
                return await self._page(query)
            case GetCampaign() | GetCampaigns() | GetAudience():
                return await self._campaign(query)
            case GetTotals():
                return await self._totals()
            case GetSuppressions():
                return await self._suppressed(query.member_id)
            case GetTemplates() | GetTemplate() | PreviewTemplate():
                return await self._template(query)

    def _profile(self, recipient: Recipient | None) -> ProfileView | Failed:
        if recipient is None:
            return Failed(code="NOT_FOUND", message="No contacts of this member are known.")
        return profile_of(recipient, self._quiet_hours)

    async def _page(self, query: GetAlerts) -> AlertsPage:
        first = max(1, min(query.first, MOST_ALERTS))
        found = await self._alerts.page(query.member_id, query.after, first)
        alerts = found[:first]
        deliveries = await self._journal.deliveries(alerts)
        return AlertsPage(
            alerts=tuple([await self._view(alert, deliveries[alert.id]) for alert in alerts]),
            total=await self._alerts.count(query.member_id),
            end=alerts[-1].id if alerts else query.after,
            has_more=len(found) > first,
        )

    async def _view(self, alert: Alert, deliveries: Sequence[Delivery]) -> AlertView:
        facts = await self._alerts.facts_of(alert)
        zh, en = self._said(alert, facts, "zh-CN"), self._said(alert, facts, "en")
        return AlertView(
            id=alert.id,
            member_id=alert.member_id,
            event_id=alert.event_id,
            event_type=alert.event_type,
            topic=alert.topic,
            at=alert.at,
            title=LocalText(zh=zh[0], en=en[0]),
            text=LocalText(zh=zh[1], en=en[1]),
            received=any(d.state is DeliveryState.DELIVERED for d in deliveries),
            deliveries=tuple(delivery_view(delivery) for delivery in deliveries),
        )

    def _said(self, alert: Alert, facts: dict[str, Any], language: str) -> tuple[str, str]:
        """Title and text, as they were sent in the member's language; the bare name of the event
        where it cannot be put into words."""
        version = alert.version if language == alert.language else ""
        try:
            phrases = self._renderer.phrases(alert, facts, language, version=version)
        except TemplateFault:
            return alert.event_type, alert.event_type
        return phrases.title, self._renderer.inbox(phrases, language)

    async def _campaign(self, query: CampaignQuery) -> Answer:
        try:
            return await self._campaigns.read(query)
        except AppError as error:
            return Failed(code=error.code, message=error.message, field=error.field)

    async def _suppressed(self, member_id: str) -> SuppressionsView:
        recipient = await self._recipients.get(member_id)
        outside = (Channel.SMS, Channel.EMAIL)
        own = [(c, recipient.address(c)) for c in outside] if recipient else []
        found = await self._suppressions.of_member(member_id, own)
        addresses = {self._suppressions.id_of(c, to): masked(to) for c, to in own if to}
        return SuppressionsView(suppressions=suppression_views(found, addresses))

    async def _totals(self) -> TotalsView:
        return TotalsView(
            alerts=await self._alerts.total(),
            deliveries=await self._journal.counts(),
            events_planned=await self._alerts.events(),
        )

    async def _template(self, query: TemplateQuery) -> Answer:
        try:
            return await self._templates.read(query)
        except AppError as error:
            return Failed(code=error.code, message=error.message, field=error.field)
