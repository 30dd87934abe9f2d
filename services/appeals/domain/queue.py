"""The order in which appeals should be taken: overdue first, then the oldest."""

from collections.abc import Iterable
from datetime import datetime

from services.appeals.contract.words import AppealState
from services.appeals.domain.clocks import overdue
from services.appeals.domain.state import Appeal


def place_key(appeal: Appeal, now: datetime) -> str:
    """Sorts appeals into their order; also the cursor behind one of them."""
    rank = 0 if overdue(appeal, now) else 1
    return f"{rank} {appeal.submitted_at.isoformat(timespec='milliseconds')} {appeal.number}"


def in_order(appeals: Iterable[Appeal], now: datetime) -> list[Appeal]:
    return sorted(appeals, key=lambda appeal: place_key(appeal, now))


def places(appeals: Iterable[Appeal], now: datetime) -> dict[str, int]:
    """By number, for those that nobody has taken: 1 is next."""
    untaken = [appeal for appeal in appeals if appeal.state is AppealState.SUBMITTED]
    return {appeal.number: place for place, appeal in enumerate(in_order(untaken, now), start=1)}
