"""The order in which appeals should be taken: what is due first comes first."""

from datetime import datetime

from infra.kernel.paging import not_of_this_list
from services.appeals.contract.words import AppealState
from services.appeals.domain.aggregate.lifecycle import UNTAKEN
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.clocks.clocks import deadline

STAFFS_TURN = UNTAKEN | {AppealState.IN_REVIEW}


def opened_key(appeal: Appeal) -> str:
    """Sorts a member's appeals by age; also the place behind one of them."""
    return _key(appeal.submitted_at, appeal)


def order_key(appeal: Appeal) -> str:
    """Sorts appeals into the order of work, what is overdue at its head; also the place behind one
    of them. Those that do not wait for staff: by when they go on, else by when they ended."""
    at = deadline(appeal) or appeal.answer_until or appeal.promised_at or appeal.ended_at
    return _key(at or appeal.submitted_at, appeal)


def checked_key(place: str) -> str:
    """
    Raises:
        InvalidInput: it is not what `opened_key` or `order_key` gives.
    """
    time, _, number = place.partition(" ")
    try:
        at = datetime.fromisoformat(time)
    except ValueError:
        raise not_of_this_list() from None
    if not number or at.isoformat(timespec="milliseconds") != time or at.tzinfo is None:
        raise not_of_this_list()
    return place


def key_at(instant: datetime) -> str:
    """Before it are the keys of what is due before the instant."""
    return instant.isoformat(timespec="milliseconds")


def due_of(key: str) -> datetime:
    return datetime.fromisoformat(key.partition(" ")[0])


def waits(appeal: Appeal) -> bool:
    """Whether it has a place in its queue: it is the staff's turn, and nobody has it."""
    return appeal.state in STAFFS_TURN and appeal.reviewer is None


def _key(at: datetime, appeal: Appeal) -> str:
    return f"{key_at(at)} {appeal.number}"
