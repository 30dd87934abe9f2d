"""Uses of a quota that are given to another member: the same events on both histories.

`giving`: on the giver's; else on the receiver's. `other`: the member at the other end. `name`: of
the benefit, as the giver's plan then called it.
"""

from datetime import datetime

from infra.kernel.text import LocalText
from services.membership.contract.events import Event
from services.membership.contract.words import TransferEnd


class GiftEvent(Event, frozen=True, kw_only=True):
    """What all of them say."""

    gift_id: str
    giving: bool
    other: str
    benefit: str
    name: LocalText
    count: int


class GiftOffered(GiftEvent, frozen=True, kw_only=True):
    accept_until: datetime


class GiftAgreed(GiftEvent, frozen=True, kw_only=True):
    """The receiver accepted; until `effective_at` either of them undoes it in one step."""

    effective_at: datetime


class GiftEnded(GiftEvent, frozen=True, kw_only=True):
    """Nothing was given."""

    how: TransferEnd


class GiftMade(GiftEvent, frozen=True, kw_only=True):
    """It is the receiver's, for the receiver's period that ends at `resets_at`. `left`: of the
    quota, to the member of this history; `used` and `gifts`: in this period, with this."""

    used: int
    gifts: int
    left: int
    resets_at: datetime
