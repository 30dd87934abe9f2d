"""What the operator decided for everybody."""

from datetime import datetime
from typing import NamedTuple

from services.notify.core.deliveries.ladder import Ladders
from services.notify.core.recipients.quiet_hours import QuietHours
from services.notify.core.recipients.recipient import DEFAULT_TIME_ZONE, Recipient


class Policy(NamedTuple):
    """`quiet_hours`: of members who chose none of their own. `sms_a_day`: most that are not
    urgent, a member and day. `time_zone`: of members who never said theirs."""

    ladders: Ladders
    quiet_hours: QuietHours
    sms_a_day: int = 5
    time_zone: str = DEFAULT_TIME_ZONE

    def stranger(self, member_id: str, now: datetime) -> Recipient:
        """A member of whom no contacts are known yet; they still have an inbox."""
        return Recipient(id=member_id, created_at=now, time_zone=self.time_zone)
