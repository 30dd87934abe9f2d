"""What becomes of rows whose time is over: they are looked for, that is shown for a day, then they
go. Pure; see `sweeping` for who does it."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

import msgspec

SHOWN_FOR: Final = timedelta(hours=24)
"""Between what is shown and what goes."""
EVERY: Final = timedelta(hours=24)


class Phase(StrEnum):
    LOOKING = "LOOKING"
    SHOWN = "SHOWN"
    TAKING = "TAKING"
    DONE = "DONE"


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """One round over a kind of rows. `before`: those from before it go. `after`: the id up to which
    it has come. `found`, `oldest`: of what goes; `taken`: of it, what went already. `next_at`: when
    it goes on."""

    kind: str
    phase: Phase
    before: datetime
    next_at: datetime
    after: Any = None
    found: int = 0
    oldest: datetime | None = None
    taken: int = 0
    done_at: datetime | None = None


def begun(kind: str, kept_for: timedelta, now: datetime) -> Course:
    return Course(kind=kind, phase=Phase.LOOKING, before=now - kept_for, next_at=now)


def due(course: Course, now: datetime) -> bool:
    return now >= course.next_at


def seen(course: Course, times: list[datetime], last: Any, now: datetime, *, end: bool) -> Course:
    """After a page of rows was looked at. `times`: of those that are to go; `end`: it was the last
    page."""
    oldest = min([*times, *([course.oldest] if course.oldest else [])], default=None)
    after = msgspec.structs.replace(
        course, after=last, found=course.found + len(times), oldest=oldest
    )
    if not end:
        return after
    if not after.found:
        return _done(after, now)
    return msgspec.structs.replace(after, phase=Phase.SHOWN, after=None, next_at=now + SHOWN_FOR)


def taken(course: Course, count: int, last: Any, now: datetime, *, end: bool) -> Course:
    """After a page of rows went."""
    after = msgspec.structs.replace(
        course, phase=Phase.TAKING, after=last, taken=course.taken + count
    )
    return _done(after, now) if end else after


def _done(course: Course, now: datetime) -> Course:
    return msgspec.structs.replace(
        course, phase=Phase.DONE, after=None, done_at=now, next_at=now + EVERY
    )
