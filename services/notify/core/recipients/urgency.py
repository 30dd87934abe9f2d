"""What rings at once, and what waits for the morning.

| topic                        | SMS                                | e-mail, inbox |
|------------------------------|------------------------------------|---------------|
| CODE, SECURITY               | at once                            | at once       |
| STATUS: a loss, or the clock | at once                            | at once       |
|   to one is running          |                                    |               |
| STATUS: all others, and a    | waits for the end of quiet hours,  | at once       |
|   clock with hours to spare  | or until an hour before it is late |               |
| RENEWAL, APPEAL, LEGAL       | waits for the end of quiet hours   | at once       |

What the table does not know does not wait: a new kind of bad news must not be late by default.
"""

from datetime import datetime, timedelta

from services.notify.contract.words import Channel, Topic
from services.notify.core.recipients.quiet_hours import QuietHours, allowed_at
from services.notify.core.recipients.recipient import Recipient

RINGS = frozenset({Channel.SMS})
WAITING_TOPICS = frozenset({Topic.RENEWAL, Topic.APPEAL, Topic.LEGAL})
WAITING_STATUS = frozenset(
    {
        "MembershipEnrolled",
        "MembershipRenewed",
        "MembershipUpgraded",
        "MembershipReceived",
        "GiftEnded",
        "GiftMade",
        "ChangeUndone",
        "RemedyApplied",
        "IncidentRemedied",
        "DiscountCredited",
        "RenewalOffered",
        "RenewalOfferEnded",
        "DaysGranted",
        "PlanGranted",
        "MergedFrom",
        "InactivityWarned",
        "LinkEnded",
        "CoverBegan",
        "CoverChanged",
        "PointsWarned",
        "PointsMet",
        "DeferredChangeDiscarded",
        "PaymentRefunded",
        "PaymentClaimed",
        "ClaimOverdue",
        "ProvisionalGranted",
        "ProvisionalWithheld",
        "PeriodTakenBack",
        "ChargebackWon",
        "PartnerAllowed",
        "PartnerWithdrawn",
        "RecordRestored",
        "AutoRenewFailed",
    }
)
"""Good news, an attempt that failed while the membership goes on, what the member did that takes
nothing away, a warning of days ahead, and what may go to very many at once."""

TIME_TO_ACT = timedelta(hours=1)
"""What a member needs to do something about a reminder."""


def waits(event_type: str, topic: Topic) -> bool:
    """Whether it is not so urgent that it rings at night."""
    return topic in WAITING_TOPICS or (topic is Topic.STATUS and event_type in WAITING_STATUS)


def not_before(
    event_type: str,
    topic: Topic,
    channel: Channel,
    recipient: Recipient,
    now: datetime,
    *,
    useless_at: datetime | None = None,
    default: QuietHours,
) -> datetime:
    """When it may go out: `now`, or the end of quiet hours for what rings and can wait.

    A reminder that leaves no time to act then (`useless_at`: when its advice is over) rings in
    quiet hours after all, `TIME_TO_ACT` before it is useless, or now if that has passed.
    `default`: the operator's quiet hours, for who chose none.
    """
    if channel not in RINGS or not waits(event_type, topic):
        return now
    end = allowed_at(now, recipient.time_zone, recipient.quiet or default)
    if useless_at is None:
        return end
    return min(end, max(now, useless_at - TIME_TO_ACT))
