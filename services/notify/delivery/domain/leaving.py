"""When a message may go out, asked at the moment at which it is about to.

Whatever it was planned for, phones ring in quiet hours only for what cannot wait, and for what
takes back an alarm that rang there itself or has just rung.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from services.notify.contract.words import Channel, DeliveryState
from services.notify.core.alerts.alert import Alert
from services.notify.core.alerts.fanout import rings_at
from services.notify.core.deliveries.journal import Delivery
from services.notify.core.deliveries.policy import Policy
from services.notify.core.recipients.quiet_hours import allowed_at
from services.notify.core.recipients.recipient import Recipient
from services.notify.core.recipients.urgency import TIME_TO_ACT

LOOK_AGAIN = timedelta(seconds=1)
"""An alarm that is just going out, or just not, is settled by then."""
UNSETTLED_FOR = timedelta(minutes=1)
"""No correction waits for longer than that to learn what became of its alarm."""


def leaves_at(
    alert: Alert,
    channel: Channel,
    recipient: Recipient,
    policy: Policy,
    now: datetime,
    *,
    alarms: Iterable[Delivery] = (),
) -> datetime:
    """`now`, or until when it waits. `alarms`: where those that it takes the place of stand."""
    waits_until = rings_at(alert, channel, recipient, policy, now)
    if waits_until <= now:
        return now
    by_phone = [d for d in alarms if d.channel is Channel.SMS]
    if any(_rang(one, recipient, policy, now) for one in by_phone):
        return now
    if now < alert.planned_at + UNSETTLED_FOR and any(_is_unsettled(d, now) for d in by_phone):
        return now + LOOK_AGAIN
    return waits_until


def _rang(alarm: Delivery, recipient: Recipient, policy: Policy, now: datetime) -> bool:
    """In quiet hours, or so lately that the member is still up with it."""
    unclear = alarm.planned_at if alarm.state is DeliveryState.UNKNOWN else None
    sent = alarm.sent_at or unclear
    if sent is None:
        return False
    quiet = recipient.quiet or policy.quiet_hours
    return now - sent < TIME_TO_ACT or allowed_at(sent, recipient.time_zone, quiet) != sent


def _is_unsettled(alarm: Delivery, now: datetime) -> bool:
    due = alarm.next_due or alarm.planned_at
    return alarm.state is DeliveryState.PLANNED and due <= now
