"""What the desk does with an appeal."""

from services.appeals.contract.desk_words import GivenBackBecause
from services.appeals.contract.event import Event


class AppealGivenBack(Event, frozen=True, kw_only=True):
    """Nobody has it. No news for the member: the clocks go on, and whoever takes it is told."""

    given_back_by: str
    because: GivenBackBecause
