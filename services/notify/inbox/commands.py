"""Carries out the command of the inbox: its alerts were shown."""

from infra.kernel.clock import Clock
from services.notify.contract.commands import MarkShown
from services.notify.contract.views import Outcome
from services.notify.core.alerts.alert import seen_in_inbox
from services.notify.core.deliveries.delivery_update import DeliveryUpdate
from services.notify.core.ports.stores import AlertStore
from services.notify.core.stores.settling import Settling
from services.shared.callers import Caller

_MOST_SHOWN = 200


class InboxCommands:
    def __init__(self, alerts: AlertStore, settling: Settling, clock: Clock) -> None:
        self._alerts = alerts
        self._settling = settling
        self._clock = clock

    async def mark_shown(self, command: MarkShown, by: Caller) -> Outcome:
        alerts = (await self._alerts.get_many(command.alert_ids[:_MOST_SHOWN])).values()
        own = [alert for alert in alerts if alert.member_id == command.member_id]
        now = self._clock.now()
        for campaign in {alert.campaign for alert in own}:
            shown = [alert for alert in own if alert.campaign == campaign]
            news = [
                (alert.topic, DeliveryUpdate(entry=seen_in_inbox(alert, now))) for alert in shown
            ]
            await self._settling.tell(news, origin="", campaign=campaign)
        return Outcome()
