"""At most so many SMS a day that are not urgent.

A day is the member's own, from midnight to midnight by the clock on the wall. What is urgent (see
`urgency`), and what was decided of an appeal, is neither stopped nor counted. What is over goes:

| the topic     | an e-mail address is known | none is known       |
|---------------|----------------------------|---------------------|
| mandatory     | by e-mail                  | by SMS all the same |
| not mandatory | by e-mail                  | to the inbox alone  |

With a digest on, what is not mandatory is in the digest already; what cannot wait for it is counted
like any other.

The inbox has everything always. By e-mail it goes once: where it goes there anyway, the SMS is
only left out.
"""

from datetime import datetime
from enum import StrEnum

from services.notify.contract.words import MANDATORY, Channel, DigestEvery, Topic
from services.notify.core.recipients.digest_times import Digest, Window, window_of
from services.notify.core.recipients.recipient import Recipient
from services.notify.core.recipients.urgency import waits

DECISIONS = frozenset({"AppealDecided", "RemedyConfirmed", "AppealClosed", "IncidentRemedied"})
"""What a member has waited for is not lost behind what came of it on the way."""
_A_DAY = Digest(every=DigestEvery.DAILY, hour=0)


class Way(StrEnum):
    """Where an alert goes that was planned as SMS."""

    SMS = "SMS"
    EMAIL = "EMAIL"
    INBOX_ONLY = "INBOX_ONLY"


def day_of(at: datetime, zone: str) -> Window:
    """The member's day, over which SMS are counted."""
    return window_of(at, _A_DAY, zone)


def counts(event_type: str, topic: Topic) -> bool:
    """Whether an SMS about it counts towards the day's limit."""
    return waits(event_type, topic) and event_type not in DECISIONS


def way_of(
    event_type: str, topic: Topic, recipient: Recipient, *, sent_today: int, most: int
) -> Way:
    """Where an SMS planned for the day goes. `sent_today`: those that `counts` in `day_of` the
    instant at which it is to go out; `most`: the operator's limit."""
    if not counts(event_type, topic) or sent_today < most:
        return Way.SMS
    if recipient.address(Channel.EMAIL):
        return Way.EMAIL
    return Way.SMS if topic in MANDATORY else Way.INBOX_ONLY
