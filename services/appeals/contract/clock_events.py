"""What the clocks of an appeal bring about beside the promises that they break."""

from datetime import datetime

from services.appeals.contract.event import Event
from services.appeals.contract.words import Owed
from services.membership.contract.provisional_words import NotRestoredBecause


class BreachNear(Event, frozen=True, kw_only=True):
    """What is promised by `due` is not there yet, and no more than `left_minutes` of business time
    are left. For staff; the member was promised `due`, and may still get it."""

    owed: Owed
    due: datetime
    left_minutes: int


class RestoredForNow(Event, frozen=True, kw_only=True):
    """The membership is restored until the appeal is over; its own history tells the member."""

    restoration_id: str


class NotRestoredForNow(Event, frozen=True, kw_only=True):
    """Why the membership was not restored; what the member hears of it, its own history tells."""

    restoration_id: str
    why: NotRestoredBecause


class RestorationEnded(Event, frozen=True, kw_only=True):
    """The membership knows that the appeal is over."""

    restoration_id: str
