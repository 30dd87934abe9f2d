"""What the operator decided for everybody."""

from datetime import datetime
from typing import NamedTuple

from services.notify.contract.words import Channel
from services.notify.core.deliveries.ladder import Ladders
from services.notify.core.deliveries.provider_order import ProviderOrder
from services.notify.core.recipients.quiet_hours import QuietHours
from services.notify.core.recipients.recipient import DEFAULT_TIME_ZONE, Recipient


class Policy(NamedTuple):
    """`quiet_hours`: of members who chose none of their own. `sms_a_day`: most that are not
    urgent, a member and day. `time_zone`: of members who never said theirs. `sms`, `mail`:
    whose turn it is to send them."""

    ladders: Ladders
    quiet_hours: QuietHours
    sms_a_day: int = 5
    time_zone: str = DEFAULT_TIME_ZONE
    sms: ProviderOrder = ProviderOrder()
    mail: ProviderOrder = ProviderOrder()

    def order(self, channel: Channel) -> ProviderOrder:
        return self.sms if channel is Channel.SMS else self.mail

    def stranger(self, member_id: str, now: datetime) -> Recipient:
        """A member of whom no contacts are known yet; they still have an inbox."""
        return Recipient(id=member_id, created_at=now, time_zone=self.time_zone)
