"""What administrators do with the business calendar."""

import msgspec

from services.appeals.contract.calendar import BusinessCalendar


class SetCalendar(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The calendar by which appeals submitted from now on are counted; none: round the clock.
    `based_on`: the version that it replaces. Saying the same again changes nothing."""

    calendar: BusinessCalendar | None
    based_on: int
