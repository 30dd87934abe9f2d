"""The last look at what is about to go out: is it still true, and may the phone ring now?

Asked at every sending, whatever led to it: the first attempt, a retry, a climb of the ladder, a
job that is late, a digest, staff who have it sent again.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from infra.kernel.clock import Clock
from services.notify.contract.words import Channel, Topic
from services.notify.core.alerts.alert import Alert
from services.notify.core.deliveries.delivery_update import DeliveryUpdate, dropped, held_back
from services.notify.core.deliveries.job import Item, Job
from services.notify.core.deliveries.journal import Delivery
from services.notify.core.deliveries.policy import Policy
from services.notify.core.ports.people import RecipientStore
from services.notify.core.ports.stores import AlertStore, DeliveryJournal
from services.notify.core.recipients.recipient import Recipient
from services.notify.core.recipients.urgency import RINGS, waits
from services.notify.core.still_true import Truth
from services.notify.delivery.domain.leaving import leaves_at

Deliveries = Mapping[str, Sequence[Delivery]]


class Look(NamedTuple):
    """`going`: what may go out. `holding`: by alert id, what alerts say by now. `told`: of all
    else, why not."""

    going: list[Item]
    holding: dict[str, Mapping[str, Any]]
    told: list[tuple[Topic, DeliveryUpdate]]


class LastLook:
    def __init__(
        self,
        *,
        alerts: AlertStore,
        journal: DeliveryJournal,
        recipients: RecipientStore,
        truth: Truth,
        policy: Policy,
        clock: Clock,
    ) -> None:
        self._alerts = alerts
        self._journal = journal
        self._recipients = recipients
        self._truth = truth
        self._policy = policy
        self._clock = clock

    async def at(self, job: Job, items: Sequence[Item]) -> Look:
        """Codes go in any case: somebody waits for them."""
        asked = [item.alert_id for item in items if item.topic is not Topic.CODE]
        alerts = await self._alerts.get_many(asked) if asked else {}
        held = await self._truth.of(alerts.values())
        now = self._clock.now()
        waiting = await self._waiting(job.channel, list(alerts.values()), now)
        look = Look([], {id: one.facts for id, one in held.items()}, [])
        for item in items:
            untrue = held[item.alert_id].overtaken if item.alert_id in held else None
            if untrue is not None:
                look.told.append((item.topic, dropped(item, job, untrue, now)))
            elif item.alert_id in waiting:
                news = held_back(item, job, waiting[item.alert_id], now)
                look.told.append((item.topic, news))
            else:
                look.going.append(item)
        return look

    async def _waiting(
        self, channel: Channel, alerts: Sequence[Alert], now: datetime
    ) -> dict[str, datetime]:
        """By alert id until when it waits, of what has to wait."""
        ringing = channel in RINGS
        patient = [a for a in alerts if ringing and waits(a.event_type, a.topic)]
        if not patient:
            return {}
        recipients = await self._recipients.get_many(sorted({a.member_id for a in patient}))
        alarms = await self._alarms(patient)
        leaves = {
            alert.id: self._leaves(alert, channel, recipients[alert.member_id], now, alarms)
            for alert in patient
            if alert.member_id in recipients
        }
        return {id: at for id, at in leaves.items() if at > now}

    async def _alarms(self, alerts: Sequence[Alert]) -> Deliveries:
        """Where the alarms stand whose place these take."""
        ids = [id for alert in alerts for id in alert.instead_of]
        known = await self._alerts.get_many(ids) if ids else {}
        return await self._journal.deliveries(known.values())

    def _leaves(
        self, alert: Alert, channel: Channel, to: Recipient, now: datetime, alarms: Deliveries
    ) -> datetime:
        theirs = [d for id in alert.instead_of for d in alarms.get(id, ())]
        return leaves_at(alert, channel, to, self._policy, now, alarms=theirs)
