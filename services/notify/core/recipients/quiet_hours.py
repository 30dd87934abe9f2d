"""The hours in which a phone does not ring, by the clock on the member's wall."""

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import both
from services.notify.core.recipients.local_time import first_change, on_the_wall

_CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")


class QuietHours(msgspec.Struct, frozen=True, kw_only=True):
    """From `begins` (quiet) to `ends` (no longer), local times without a zone; over midnight
    where `begins` is the later one. Where both are the same it is never quiet."""

    begins: time = time(22)
    ends: time = time(8)

    def covers(self, shown: time) -> bool:
        """Whether it is quiet when the clock shows this."""
        if self.begins <= self.ends:
            return self.begins <= shown < self.ends
        return shown >= self.begins or shown < self.ends


NEVER_QUIET = QuietHours(begins=time(0), ends=time(0))


def quiet_between(begins: str, ends: str) -> QuietHours:
    """From two times such as "22:00".

    Raises:
        InvalidInput: naming the field.
    """
    return QuietHours(begins=_clock(begins, "begins"), ends=_clock(ends, "ends"))


def operators_quiet_hours(setting: str) -> QuietHours:
    """From "22:00-08:00" or "off".

    Raises:
        InvalidInput: it is neither.
    """
    if setting.strip().lower() == "off":
        return NEVER_QUIET
    begins, _, ends = setting.partition("-")
    return quiet_between(begins.strip(), ends.strip())


def allowed_at(now: datetime, zone: str, quiet: QuietHours) -> datetime:
    """`now` where it is not quiet in that zone, else the first instant at which it is no longer.

    What the clock shows decides, at every instant. So where the clock is set forward over the end,
    the first instant after the gap is free; where an hour comes twice, so does what is quiet of it,
    and quiet hours that end within it end the first time, begin again with the repetition, and end
    with it the second time.
    """
    place, instant = ZoneInfo(zone), now
    while quiet.covers(on_the_wall(instant, place).time()):
        end = instant + _left(on_the_wall(instant, place), quiet.ends)
        instant = first_change(instant, end, place) or end
    return instant


def _left(shown: datetime, ends: time) -> timedelta:
    """Until the clock shows the end, if nobody sets it meanwhile."""
    end = datetime.combine(shown.date(), ends)
    return (end if end > shown else end + timedelta(days=1)) - shown


def _clock(value: str, field: str) -> time:
    if not _CLOCK.fullmatch(value):
        raise InvalidInput(
            both(
                "请写成时和分，例如 22:00。", "Write the time as hours and minutes, such as 22:00."
            ),
            field=field,
        )
    return time.fromisoformat(value)
