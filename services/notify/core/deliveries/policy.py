"""What the operator decided for everybody."""

from typing import NamedTuple

from services.notify.core.deliveries.ladder import Ladders
from services.notify.core.recipients.quiet_hours import QuietHours


class Policy(NamedTuple):
    """`quiet_hours`: of members who chose none of their own. `sms_a_day`: most that are not
    urgent, a member and day."""

    ladders: Ladders
    quiet_hours: QuietHours
    sms_a_day: int = 5
