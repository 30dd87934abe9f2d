"""When the operator's people work: what the times that members are promised are counted by."""

from datetime import date

import msgspec


class SpecialDay(msgspec.Struct, frozen=True, kw_only=True):
    """A day that is not like others of its weekday: a holiday (no hours), a short day, a make-up
    workday."""

    day: date
    hours: tuple[str, ...] = ()


class BusinessCalendar(msgspec.Struct, frozen=True, kw_only=True):
    """`zone`: IANA name. `week`: the hours of Monday to Sunday. Hours are written "09:00-18:00", by
    the clock of the zone, from 00:00 to 24:00."""

    zone: str
    week: tuple[tuple[str, ...], ...]
    days: tuple[SpecialDay, ...] = ()
