"""How long a plan's period is, and what the periods of a membership are counted from."""

from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

_LONGEST = {"days": 3660, "months": 120, "years": 10}


class PeriodUnit(StrEnum):
    """What a series counts; a year is twelve months."""

    DAYS = "DAYS"
    MONTHS = "MONTHS"


class Period(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """The length of a period on the calendar, in one of the three; at most ten years.

    Raises:
        ValueError: none of them, several, or one out of range.
    """

    days: int = 0
    months: int = 0
    years: int = 0

    def __post_init__(self) -> None:
        given = {name: value for name, value in _lengths(self).items() if value}
        if len(given) != 1:
            raise ValueError('a period has one length: {"days": 30}, {"months": 1} or {"years": 1}')
        for name, value in given.items():
            if not 1 <= value <= _LONGEST[name]:
                raise ValueError(f"a period has 1 to {_LONGEST[name]} {name}, not {value}")

    @property
    def unit(self) -> PeriodUnit:
        return PeriodUnit.DAYS if self.days else PeriodUnit.MONTHS

    @property
    def count(self) -> int:
        """In its unit."""
        return self.days or self.months + 12 * self.years

    @property
    def shortest(self) -> timedelta:
        """No such period is shorter, but for an hour at a change of the clock."""
        return timedelta(days=self.days + 28 * self.months + 365 * self.years)

    @property
    def longest(self) -> timedelta:
        return timedelta(days=self.days + 31 * self.months + 366 * self.years)

    def __str__(self) -> str:
        """As in "30 days"."""
        return next(f"{value} {name}" for name, value in _lengths(self).items() if value)


def _lengths(period: Period) -> dict[str, int]:
    return {"days": period.days, "months": period.months, "years": period.years}


class PeriodAnchor(msgspec.Struct, frozen=True, kw_only=True):
    """What the periods of a series are counted from: the instant at which the first one began, and
    `zone` (IANA), by whose clock its day and hour are kept. `unit`: what is counted."""

    at: datetime
    zone: str
    unit: PeriodUnit


NOT_SAID = Period(days=1)
"""Stands where a plan does not say how long its period is; told from others by identity."""
