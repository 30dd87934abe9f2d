"""Receipts that members give themselves: the inbox showed it, or they came by a link."""

from collections.abc import Sequence

from infra.kernel.clock import Clock
from services.notify.contract.commands import MarkOpened, MarkShown
from services.notify.contract.views import Outcome
from services.notify.contract.words import Channel
from services.notify.core.alerts.alert import Alert, seen_by_member
from services.notify.core.deliveries.delivery_update import DeliveryUpdate
from services.notify.core.ports.stores import AlertStore, DeliveryJournal
from services.notify.core.stores.settling import Settling
from services.shared.callers import Caller

_MOST_SHOWN = 200


class InboxCommands:
    def __init__(
        self, alerts: AlertStore, journal: DeliveryJournal, settling: Settling, clock: Clock
    ) -> None:
        self._alerts = alerts
        self._journal = journal
        self._settling = settling
        self._clock = clock

    async def mark_shown(self, command: MarkShown, by: Caller) -> Outcome:
        alerts = (await self._alerts.get_many(command.alert_ids[:_MOST_SHOWN])).values()
        own = [alert for alert in alerts if alert.member_id == command.member_id]
        for campaign in {alert.campaign for alert in own}:
            shown = [alert for alert in own if alert.campaign == campaign]
            await self._received(shown, Channel.IN_APP, campaign)
        return Outcome()

    async def mark_opened(self, command: MarkOpened, by: Caller) -> Outcome:
        """Nothing where no message of this alert went by the channel: its link was made up."""
        alert = (await self._alerts.get_many([command.alert_id])).get(command.alert_id)
        if alert and alert.member_id == command.member_id and await self._went(alert, command):
            await self._received([alert], command.channel, alert.campaign)
        return Outcome()

    async def _went(self, alert: Alert, command: MarkOpened) -> bool:
        deliveries = (await self._journal.deliveries([alert]))[alert.id]
        return any(one.channel is command.channel and one.attempts for one in deliveries)

    async def _received(self, alerts: Sequence[Alert], channel: Channel, campaign: str) -> None:
        now = self._clock.now()
        entries = [(one.topic, seen_by_member(one, channel, now)) for one in alerts]
        news = [(topic, DeliveryUpdate(entry=entry)) for topic, entry in entries]
        await self._settling.tell(news, origin="", campaign=campaign)
