"""The inbox: what members are told, and what became of it."""

from collections.abc import Sequence

from infra.concurrency.single_flight import SingleFlight
from infra.kernel.clock import Clock
from infra.kernel.paging import page_size
from services.notify.contract.queries import GetAlerts, GetLink, GetTotals
from services.notify.contract.views import AlertsPage, AlertView, MessageLinkView, TotalsView
from services.notify.contract.words import DeliveryState
from services.notify.core.alerts.alert import Alert, is_adverse
from services.notify.core.alerts.views import delivery_view
from services.notify.core.deliveries.journal import JournalEntry, fold_all
from services.notify.core.deliveries.policy import Policy
from services.notify.core.inbox_text import InboxText
from services.notify.core.ports.stores import AlertStore, DeliveryJournal
from services.notify.core.rules.links import is_code
from services.notify.core.rules.pages import PAGES
from services.notify.inbox.domain.why import goes_on_at, histories


class InboxQueries:
    def __init__(
        self,
        *,
        alerts: AlertStore,
        journal: DeliveryJournal,
        said: InboxText,
        policy: Policy,
        clock: Clock,
    ) -> None:
        self._alerts = alerts
        self._journal = journal
        self._said = said
        self._policy = policy
        self._clock = clock
        self._totals = SingleFlight(self._count)

    async def totals(self, query: GetTotals) -> TotalsView:
        """As they were a while ago."""
        return await self._totals.get()

    async def page(self, query: GetAlerts) -> AlertsPage:
        first = page_size(query.first)
        found = await self._alerts.page(
            query.member_id, query.after, first, since=query.since, until=query.until
        )
        entries = await self._journal.of([alert.id for alert in found.rows])
        return AlertsPage(
            alerts=tuple(
                [await self._view(a, entries.get(a.id, []), query.for_staff) for a in found.rows]
            ),
            cursors=tuple(found.cursors),
            total=found.total,
            has_more=found.has_more,
        )

    async def linked(self, query: GetLink) -> MessageLinkView:
        code = query.code.lower()
        alert = await self._alerts.linked(query.member_id, code) if is_code(code) else None
        if alert is None:
            return MessageLinkView()
        number = str(alert.facts.get("number") or "")
        return MessageLinkView(alert_id=alert.id, page=PAGES.get(alert.event_type), number=number)

    async def _view(
        self, alert: Alert, entries: Sequence[JournalEntry], for_staff: bool
    ) -> AlertView:
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

    async def _count(self) -> TotalsView:
        """Reads everything that is stored."""
        return TotalsView(
            counted_at=self._clock.now(),
            alerts=await self._alerts.total(),
            deliveries=await self._journal.counts(),
            events_planned=await self._alerts.events(),
        )
