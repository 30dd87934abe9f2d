"""What a batch of events or recipients is planned to: alerts, and the jobs that they need."""

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from infra.kernel.clock import Clock
from infra.kernel.events import EventEnvelope
from infra.kernel.ids import new_id
from infra.log import logger
from infra.storage.changes import GuardedUpdate, Inserts
from services.notify.contract.words import Channel
from services.notify.core.alerts.alert import Alert, alert_for, alert_of_campaign
from services.notify.core.alerts.fanout import AlertPlan, Suppressed, goes_at, planned
from services.notify.core.deliveries.job import FollowUp, Job, JobKind, jobs_of
from services.notify.core.deliveries.policy import Policy
from services.notify.core.ports.people import SuppressionStore
from services.notify.core.ports.renderer import Renderer, TemplateFault
from services.notify.core.ports.stores import AlertStore
from services.notify.core.recipients.recipient import Recipient
from services.notify.core.rules.alert_rules import SECOND_CHANNEL, member_of
from services.notify.core.rules.campaign import Campaign
from services.notify.core.rules.facts import plans_named_in
from services.notify.core.rules.links import MessageLinks
from services.notify.core.stores.alert_writer import PlannedAlerts, planned_alerts
from services.notify.planning.digest_collector import DigestCollector
from services.notify.planning.digest_store import changed_digests, new_digests
from services.notify.planning.domain.collected_digest import CollectedDigest, growths, to_be_made
from services.notify.planning.domain.daily_sms import DailySms, counted_from
from services.notify.planning.domain.throttle import counts
from services.notify.planning.plan_names import PlanNames

NOTHING_COLLECTED: Mapping[str, CollectedDigest] = {}
NO_ALARMS: Mapping[str, tuple[str, ...]] = {}
NO_TRACES: Mapping[str, str] = {}


class PlannedText(msgspec.Struct, frozen=True, kw_only=True):
    """What an alert says by SMS, up to its link, and the version of the template that says it."""

    version: str = ""
    sms: str = ""


class Batch:
    """Plans to be written in one commit."""

    def __init__(
        self,
        plans: Sequence[AlertPlan],
        campaign: str = "",
        digests: Mapping[str, CollectedDigest] = NOTHING_COLLECTED,
    ) -> None:
        """`digests`: those that are there already of what the plans are collected for, by id."""
        self.plans = plans
        self._growths = growths(plans, digests)
        follow_ups = [one for plan in plans for one in plan.follow_ups]
        follow_ups += [one for growth in self._growths if (one := to_be_made(growth))]
        self.jobs: list[Job] = jobs_of(follow_ups, new_id(), campaign=campaign, fresh=True)

    @property
    def alerts(self) -> list[Alert]:
        return [plan.alert for plan in self.plans]

    def planned(self) -> PlannedAlerts:
        return planned_alerts(self.alerts, self.jobs)

    def inserts(self) -> Inserts:
        return new_digests(self._growths)

    def updates(self) -> list[GuardedUpdate]:
        """Hold only if no digest was made meanwhile of what this collects for it."""
        return changed_digests(self._growths)


class Planner:
    def __init__(
        self,
        *,
        plan_names: PlanNames,
        renderer: Renderer,
        links: MessageLinks,
        policy: Policy,
        suppressions: SuppressionStore,
        alerts: AlertStore,
        collecting: DigestCollector,
        clock: Clock,
    ) -> None:
        self._suppressions = suppressions
        self._alerts = alerts
        self._collecting = collecting
        self._plan_names = plan_names
        self._renderer = renderer
        self._links = links
        self._policy = policy
        self._clock = clock

    async def plan(
        self,
        events: Sequence[EventEnvelope],
        recipients: Mapping[str, Recipient],
        instead_of: Mapping[str, tuple[str, ...]] = NO_ALARMS,
        traces: Mapping[str, str] = NO_TRACES,
    ) -> Batch:
        """Each event to its member. `instead_of`: by event, the alarms whose place it takes;
        `traces`: by event, what it came from."""
        now, suppressed = self._clock.now(), await self._suppressed(recipients.values())
        told: list[tuple[Alert, Recipient]] = []
        for event in events:
            recipient = recipients[member_of(event)]
            names = await self._plan_names.of(plans_named_in(event.body))
            alarms = instead_of.get(event.id, ())
            alert = alert_for(event, recipient, now)
            trace = traces.get(event.id, "")
            alert = msgspec.structs.replace(alert, plans=names, instead_of=alarms, trace=trace)
            told.append((alert, recipient))
        windows, digests = await self._collecting.of(told)
        tally = await self._tally(told, windows, now)
        plans: list[AlertPlan] = []
        for alert, recipient in told:
            at = goes_at(alert, Channel.SMS, recipient, self._policy, now)
            over = not alert.instead_of and tally.over(alert, recipient, at)
            window = windows.get(alert.id)
            plan = planned(alert, recipient, self._policy, suppressed, window=window, over=over)
            tally.add(plan.alert)
            plans.append(self._worded(plan, self._words_of(alert, alert.facts)))
        return Batch(plans, digests=digests)

    async def _tally(
        self, told: Sequence[tuple[Alert, Recipient]], windows: Container[str], now: datetime
    ) -> DailySms:
        """Of those who might get too many. Two who plan at the same moment do not see each other:
        a member may then get one more."""
        members = {
            recipient.id
            for alert, recipient in told
            if recipient.phone and alert.id not in windows and counts(alert.event_type, alert.topic)
        }
        since = counted_from(now)
        known = await self._alerts.planned_since(sorted(members), since) if members else []
        return DailySms(self._policy.sms_a_day, known)

    async def plan_campaign(
        self, campaign: Campaign, recipients: Sequence[Recipient]
    ) -> PlannedAlerts:
        """One event to everybody. Nothing of the text is about whom it goes to, so that it is
        made once for each language and time zone. It is neither collected nor held back: what is
        said to everybody is mandatory, and rare."""
        now, suppressed = self._clock.now(), await self._suppressed(recipients)
        words: dict[tuple[str, str], PlannedText] = {}
        plans: list[AlertPlan] = []
        for recipient in recipients:
            alert = alert_of_campaign(campaign.id, campaign.event_type, campaign.at, recipient, now)
            alike = (alert.language, alert.time_zone)
            if alike not in words:
                words[alike] = self._words_of(alert, campaign.facts)
            plan = planned(alert, recipient, self._policy, suppressed)
            plans.append(self._worded(plan, words[alike]))
        return Batch(plans, campaign.id).planned()

    async def _suppressed(self, recipients: Iterable[Recipient]) -> Suppressed:
        return await self._suppressions.suppressed(
            (channel, to)
            for r in recipients
            for channel in SECOND_CHANNEL
            if (to := r.address(channel))
        )

    def _words_of(self, alert: Alert, facts: dict[str, Any]) -> PlannedText:
        """Empty where there are none; whoever sends it finds out again and settles it."""
        try:
            phrases = self._renderer.phrases(alert, facts, alert.language)
        except TemplateFault as fault:
            logger.error("template fault", event_type=alert.event_type, fault=str(fault))
            return PlannedText()
        link = self._links.sample(alert.event_type, Channel.SMS)
        sms = self._renderer.sms(phrases, alert.language, link)
        return PlannedText(version=phrases.version, sms=sms.removesuffix(link))

    def _worded(self, plan: AlertPlan, words: PlannedText) -> AlertPlan:
        """The alert keeps which template it is worded by, and an SMS its text: it is what a
        provider is asked for after an unclear send."""
        alert = msgspec.structs.replace(plan.alert, version=words.version)
        link = self._links.of(alert, Channel.SMS)
        sms = words.sms and words.sms + link
        follow_ups = tuple(_with_text(one, sms, alert.planned_at) for one in plan.follow_ups)
        return AlertPlan(alert, follow_ups, plan.window)


def _with_text(one: FollowUp, text: str, now: datetime) -> FollowUp:
    if one.channel is not Channel.SMS or one.kind is not JobKind.SEND:
        return one
    said = msgspec.structs.replace(one.item, text=text, said_at=now)
    return msgspec.structs.replace(one, item=said)
