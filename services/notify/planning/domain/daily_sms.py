"""Counts the SMS that a member gets in a day, see `throttle`.

Counted is what was planned as SMS. What climbs to SMS later, because another channel brought no
receipt, is not: it is what the member did not hear otherwise.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from services.notify.contract.words import Channel, DeliveryState
from services.notify.core.alerts.alert import Alert
from services.notify.core.recipients.recipient import Recipient
from services.notify.planning.domain.throttle import Way, counts, day_of, way_of

LONGEST_HELD = timedelta(days=1)
"""Quiet hours move an SMS at most to the next day."""


def counted_from(now: datetime) -> datetime:
    """When the oldest alert was planned that may still count: wherever the member's day began."""
    return now - timedelta(days=1) - LONGEST_HELD


class DailySms:
    """`most`: a member and day."""

    def __init__(self, most: int, told: Iterable[Alert]) -> None:
        self._most = most
        self._times: dict[str, list[datetime]] = defaultdict(list)
        for alert in told:
            self.add(alert)

    def add(self, alert: Alert) -> None:
        if counts(alert.event_type, alert.topic):
            self._times[alert.member_id] += [
                d.at
                for d in alert.deliveries
                if d.channel is Channel.SMS and d.state is DeliveryState.PLANNED
            ]

    def over(self, alert: Alert, recipient: Recipient, at: datetime) -> bool:
        """Whether an SMS at that time would be more than enough."""
        if len(self._times[recipient.id]) < self._most:
            return False
        day = day_of(at, recipient.time_zone)
        sent = sum(day.start <= time < day.end for time in self._times[recipient.id])
        way = way_of(alert.event_type, alert.topic, recipient, sent_today=sent, most=self._most)
        return way is not Way.SMS
