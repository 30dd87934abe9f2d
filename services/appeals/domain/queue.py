"""The order in which appeals should be taken: overdue first, then the oldest."""

from collections.abc import Iterable
from datetime import datetime

from infra.kernel.paging import not_of_this_list
from services.appeals.domain.clocks import overdue
from services.appeals.domain.lifecycle import UNTAKEN
from services.appeals.domain.state import Appeal

_OVERDUE, _IN_TIME = "0", "1"


def opened_key(appeal: Appeal) -> str:
    """Sorts a member's appeals by age; also the place behind one of them."""
    return f"{appeal.submitted_at.isoformat(timespec='milliseconds')} {appeal.number}"


def place_key(appeal: Appeal, now: datetime) -> str:
    """Sorts appeals into their order; also the place behind one of them."""
    return f"{_OVERDUE if overdue(appeal, now) else _IN_TIME} {opened_key(appeal)}"


def checked_opened(place: str) -> str:
    """
    Raises:
        InvalidInput: it is not what `opened_key` gives.
    """
    time, _, number = place.partition(" ")
    try:
        at = datetime.fromisoformat(time)
    except ValueError:
        raise not_of_this_list() from None
    if not number or at.isoformat(timespec="milliseconds") != time or at.tzinfo is None:
        raise not_of_this_list()
    return place


def checked_place(place: str) -> str:
    """
    Raises:
        InvalidInput: it is not what `place_key` gives.
    """
    rank, _, opened = place.partition(" ")
    if rank not in (_OVERDUE, _IN_TIME):
        raise not_of_this_list()
    checked_opened(opened)
    return place


def in_order(appeals: Iterable[Appeal], now: datetime) -> list[Appeal]:
    return sorted(appeals, key=lambda appeal: place_key(appeal, now))


def waits(appeal: Appeal) -> bool:
    """Whether it has a place in the queue: nobody has taken it yet. Those opened again keep the
    place of their age, so that the order of all is that of `opened_key`."""
    return appeal.state in UNTAKEN
