"""Time that is given to whoever waits for a person's word."""

from datetime import datetime

from services.membership.contract.breaker_words import LossKind
from services.membership.domain.aggregate.state import Membership


def grows_from(state: Membership, now: datetime) -> datetime:
    """Where a period grows by what is given: at its end. Where grace is over but for a person's
    word the member was entitled until now, and what is given begins now: added to an end long past
    it would be over already, and the gift would end the membership."""
    return max(state.period_end, now) if state.defers(LossKind.LAPSE) else state.period_end
