"""What a batch of events or recipients is planned to: alerts, deliveries and their first words."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from infra.kernel.clock import Clock
from infra.kernel.events import EventEnvelope
from infra.kernel.ids import new_id
from infra.log import logger
from services.notify.adapters.collections import ALERTS, CATCH_UPS, DELIVERIES
from services.notify.adapters.deliveries import new_document
from services.notify.adapters.documents import to_document
from services.notify.adapters.metrics import count_planned
from services.notify.contract.words import Channel, DeliveryState
from services.notify.domain.campaign import Campaign
from services.notify.domain.catch_up import CatchUp, after_all, gaps_left_by
from services.notify.domain.contacts import Recipient
from services.notify.domain.delivery import Delivery
from services.notify.domain.facts import plans_named_in
from services.notify.domain.fanout import (
    Alert,
    alert_for,
    alert_of_campaign,
    deliveries_for,
    member_of,
)
from services.notify.ports import Renderer, TemplateFault
from services.notify.subscriptions.catalogue import PlanNames


class Plan:
    """Alerts and their deliveries, to be inserted in one commit."""

    def __init__(self) -> None:
        self.alerts: list[Alert] = []
        self.deliveries: list[Delivery] = []

    def inserts(self) -> dict[str, list[dict[str, Any]]]:
        return {
            ALERTS: [to_document(alert) for alert in self.alerts],
            DELIVERIES: [new_document(delivery) for delivery in self.deliveries],
            CATCH_UPS: self._catch_ups(),
        }

    def _catch_ups(self) -> list[dict[str, Any]]:
        """Contacts may be on their way in while this is planned without them."""
        gaps = gaps_left_by(self.deliveries)
        return [to_document(CatchUp(id=new_id(), gaps=gaps))] if gaps else []

    def without(self, alert_ids: set[str]) -> "Plan":
        rest = Plan()
        rest.alerts = [alert for alert in self.alerts if alert.id not in alert_ids]
        rest.deliveries = [d for d in self.deliveries if d.alert_id not in alert_ids]
        return rest

    def count(self) -> None:
        for delivery in self.deliveries:
            count_planned(delivery)


class Planner:
    def __init__(self, *, plan_names: PlanNames, renderer: Renderer, clock: Clock) -> None:
        self._plan_names = plan_names
        self._renderer = renderer
        self._clock = clock

    async def plan(
        self, events: Sequence[EventEnvelope], recipients: Mapping[str, Recipient]
    ) -> Plan:
        """Each event to its member."""
        plan = Plan()
        for event in events:
            recipient = recipients[member_of(event)]
            names = await self._plan_names.of(plans_named_in(event.body))
            alert = msgspec.structs.replace(alert_for(event, recipient), plans=names)
            self._add(plan, alert, event.body, recipient)
        return plan

    def plan_campaign(self, campaign: Campaign, recipients: Iterable[Recipient]) -> Plan:
        """One event to everybody."""
        plan = Plan()
        for recipient in recipients:
            alert = alert_of_campaign(campaign.id, campaign.event_type, campaign.at, recipient)
            self._add(plan, alert, campaign.facts, recipient)
        return plan

    def after_all(
        self, delivery: Delivery, alert: Alert, facts: dict[str, Any], recipient: Recipient
    ) -> Delivery:
        """What becomes of a filtered one now that these contacts are known; often the same."""
        planned = after_all(delivery, alert, recipient, self._clock.now())
        return delivery if planned is delivery else self._worded(planned, alert, facts)

    def _add(self, plan: Plan, alert: Alert, facts: dict[str, Any], recipient: Recipient) -> None:
        plan.alerts.append(alert)
        for delivery in deliveries_for(alert, recipient, self._clock.now()):
            plan.deliveries.append(self._worded(delivery, alert, facts))

    def _worded(self, delivery: Delivery, alert: Alert, facts: dict[str, Any]) -> Delivery:
        """An SMS keeps its text: it is what a provider is asked for after an unclear send."""
        if delivery.channel is not Channel.SMS or delivery.state is not DeliveryState.PLANNED:
            return delivery
        try:
            phrases = self._renderer.phrases(alert, facts, alert.language)
        except TemplateFault as fault:
            logger.error("template fault", event_type=alert.event_type, fault=str(fault))
            return msgspec.structs.replace(
                delivery,
                state=DeliveryState.FAILED,
                next_due=None,
                reason="the template and the event do not fit together",
            )
        text = self._renderer.sms(phrases, alert.language)
        return msgspec.structs.replace(delivery, text=text)
