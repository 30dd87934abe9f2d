"""What the clocks of an appeal bring about beside the promises that they break."""

from datetime import datetime

from services.appeals.contract.event import Event
from services.appeals.contract.words import Owed


class BreachNear(Event, frozen=True, kw_only=True):
    """What is promised by `due` is not there yet, and no more than `left_minutes` of business time
    are left. For staff; the member was promised `due`, and may still get it."""

    owed: Owed
    due: datetime
    left_minutes: int
