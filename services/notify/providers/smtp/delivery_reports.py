"""Writes down what a mail server reports about a delivery and its address."""

import random

from pymongo.errors import PyMongoError

from infra.kernel.clock import Clock
from infra.kernel.errors import Conflict
from infra.kernel.ids import derived_id
from infra.kernel.sentences import both
from infra.tracing import spans
from infra.tracing.spans import SpanKind
from services.notify.contract.words import Channel, DeliveryState
from services.notify.core.alerts.alert import Alert
from services.notify.core.deliveries.delivery_update import DeliveryUpdate, OutcomePolicy
from services.notify.core.deliveries.job import Item
from services.notify.core.deliveries.journal import Delivery, parts_of
from services.notify.core.deliveries.results import Accepted, Result
from services.notify.core.ports.people import SuppressionStore
from services.notify.core.ports.stores import AlertStore, DeliveryJournal
from services.notify.core.stores.settling import Settling

_NEVER_SENT = (DeliveryState.WAITING, DeliveryState.FILTERED)


class MailReports:
    def __init__(
        self,
        *,
        alerts: AlertStore,
        journal: DeliveryJournal,
        settling: Settling,
        suppressions: SuppressionStore,
        clock: Clock,
    ) -> None:
        self._alerts = alerts
        self._journal = journal
        self._settling = settling
        self._suppressions = suppressions
        self._clock = clock
        self._rng = random.Random()

    async def __call__(self, delivery_id: str, provider_id: str, result: Result) -> None:
        """Nothing for what was never sent.

        Raises:
            Conflict: it could not be kept.
        """
        try:
            found = await self._sent(delivery_id)
            if found is not None:
                with spans.span("receipt of EMAIL", SpanKind.CONSUMER, found[0].trace) as going:
                    going.note("reinstate.result", type(result).__name__)
                    await self._tell(*found, provider_id, result)
        except PyMongoError as error:
            raise Conflict(
                both(
                    "此报告未能保存，请再次发送。", "This report could not be kept; send it again."
                )
            ) from error

    async def _sent(self, delivery_id: str) -> tuple[Alert, Delivery] | None:
        alert_id, channel = parts_of(delivery_id) or ("", Channel.SMS)
        if channel is not Channel.EMAIL:
            return None
        alerts = await self._alerts.get_many([alert_id])
        deliveries = await self._journal.deliveries(alerts.values())
        mails = (d for d in deliveries.get(alert_id, ()) if d.channel is channel)
        return next(((alerts[alert_id], m) for m in mails if m.state not in _NEVER_SENT), None)

    async def _tell(self, alert: Alert, mail: Delivery, provider_id: str, result: Result) -> None:
        # a report may be faster than what the worker writes down of the send
        attempt = mail.attempts + (mail.state is DeliveryState.PLANNED)
        item = Item(
            alert_id=alert.id,
            topic=alert.topic,
            member_id=alert.member_id,
            attempt=attempt,
            before=mail.before,
            to=mail.to,
            provider_id=provider_id,
            useless_at=alert.useless_at,
            trace=spans.context() or alert.trace,
        )
        teller = OutcomePolicy(mail.channel, self._clock.now(), self._rng, campaign=alert.campaign)
        told = teller.of(item, result)
        news = DeliveryUpdate(entry=told.entry) if isinstance(result, Accepted) else told
        origin = derived_id("report", mail.id, str(attempt), type(result).__name__)
        await self._settling.tell([(alert.topic, news)], origin=origin, campaign=alert.campaign)
        await self._suppressions.learn(alert.member_id, mail.channel, mail.to, result)
