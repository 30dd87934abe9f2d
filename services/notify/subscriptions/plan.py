"""What a batch of events or recipients is planned to: alerts, and the jobs that they need."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from infra.kernel.clock import Clock
from infra.kernel.events import EventEnvelope
from infra.kernel.ids import new_id
from infra.log import logger
from services.notify.adapters.collections import ALERTS, CATCH_UPS, JOBS
from services.notify.adapters.documents import to_document
from services.notify.adapters.jobs import new_document
from services.notify.adapters.metrics import count_planned
from services.notify.adapters.suppressions import Suppressions
from services.notify.contract.words import Channel
from services.notify.domain.campaign import Campaign
from services.notify.domain.catch_up import CatchUp, gaps_left_by
from services.notify.domain.contacts import Recipient
from services.notify.domain.facts import plans_named_in
from services.notify.domain.fanout import (
    SECOND_CHANNEL,
    Alert,
    Barred,
    Plan,
    alert_for,
    alert_of_campaign,
    member_of,
    planned,
)
from services.notify.domain.job import FollowUp, Job, JobKind, jobs_of
from services.notify.domain.policy import Policy
from services.notify.ports import Renderer, TemplateFault
from services.notify.subscriptions.catalogue import PlanNames


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """What an alert says by SMS, and the version of the template that says it."""

    version: str = ""
    sms: str = ""


class Batch:
    """Plans to be written in one commit."""

    def __init__(self, plans: Sequence[Plan], now: datetime, campaign: str = "") -> None:
        self.plans = plans
        self._now = now
        follow_ups = [one for plan in plans for one in plan.follow_ups]
        self.jobs: list[Job] = jobs_of(follow_ups, new_id(), campaign=campaign, fresh=True)

    @property
    def alerts(self) -> list[Alert]:
        return [plan.alert for plan in self.plans]

    def inserts(self) -> dict[str, list[dict[str, Any]]]:
        return {
            ALERTS: [to_document(alert) for alert in self.alerts],
            JOBS: [new_document(job, self._now) for job in self.jobs],
            CATCH_UPS: self._catch_ups(),
        }

    def without(self, alert_ids: set[str]) -> "Batch":
        rest = [plan for plan in self.plans if plan.alert.id not in alert_ids]
        return Batch(rest, self._now)

    def count(self) -> None:
        for alert in self.alerts:
            count_planned(alert)

    def _catch_ups(self) -> list[dict[str, Any]]:
        """Contacts may be on their way in while this is planned without them."""
        gaps = gaps_left_by(self.alerts)
        return [to_document(CatchUp(id=new_id(), gaps=gaps))] if gaps else []


class Planner:
    def __init__(
        self,
        *,
        plan_names: PlanNames,
        renderer: Renderer,
        policy: Policy,
        suppressions: Suppressions,
        clock: Clock,
    ) -> None:
        self._suppressions = suppressions
        self._plan_names = plan_names
        self._renderer = renderer
        self._policy = policy
        self._clock = clock

    async def plan(
        self, events: Sequence[EventEnvelope], recipients: Mapping[str, Recipient]
    ) -> Batch:
        """Each event to its member."""
        now, barred = self._clock.now(), await self._barred(recipients.values())
        plans: list[Plan] = []
        for event in events:
            recipient = recipients[member_of(event)]
            names = await self._plan_names.of(plans_named_in(event.body))
            alert = msgspec.structs.replace(alert_for(event, recipient, now), plans=names)
            plan = planned(alert, recipient, self._policy, barred)
            plans.append(_worded(plan, self._words_of(alert, event.body)))
        return Batch(plans, now)

    async def plan_campaign(self, campaign: Campaign, recipients: Sequence[Recipient]) -> Batch:
        """One event to everybody. Nothing of the text is about whom it goes to, so that it is
        made once for each language and time zone."""
        now, barred = self._clock.now(), await self._barred(recipients)
        words: dict[tuple[str, str], Words] = {}
        plans: list[Plan] = []
        for recipient in recipients:
            alert = alert_of_campaign(campaign.id, campaign.event_type, campaign.at, recipient, now)
            alike = (alert.language, alert.time_zone)
            if alike not in words:
                words[alike] = self._words_of(alert, campaign.facts)
            plans.append(_worded(planned(alert, recipient, self._policy, barred), words[alike]))
        return Batch(plans, now, campaign.id)

    async def _barred(self, recipients: Iterable[Recipient]) -> Barred:
        return await self._suppressions.suppressed(
            (channel, to)
            for r in recipients
            for channel in SECOND_CHANNEL
            if (to := r.address(channel))
        )

    def _words_of(self, alert: Alert, facts: dict[str, Any]) -> Words:
        """Empty where there are none; whoever sends it finds out again and settles it."""
        try:
            phrases = self._renderer.phrases(alert, facts, alert.language)
        except TemplateFault as fault:
            logger.error("template fault", event_type=alert.event_type, fault=str(fault))
            return Words()
        return Words(version=phrases.version, sms=self._renderer.sms(phrases, alert.language))


def _worded(plan: Plan, words: Words) -> Plan:
    """The alert keeps which template it is worded by, and an SMS its text: it is what a provider
    is asked for after an unclear send."""
    alert = msgspec.structs.replace(plan.alert, version=words.version)
    return Plan(alert, tuple(_with_text(one, words.sms) for one in plan.follow_ups))


def _with_text(one: FollowUp, text: str) -> FollowUp:
    if one.channel is not Channel.SMS or one.kind is not JobKind.SEND:
        return one
    return msgspec.structs.replace(one, item=msgspec.structs.replace(one.item, text=text))
