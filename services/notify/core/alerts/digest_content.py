"""What a digest says: the same alerts make the same message, however often it is made."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from infra.kernel.ids import derived_id
from services.notify.core.recipients.digest_times import Window

FOREMOST = ("BalanceLow", "RenewalComing")
"""What a member loses by missing it, first; all else follows by how soon it is over, and by age."""

_NEVER = "9999"


class DigestEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One collected alert, already in the member's language. `at`: when it was planned, which
    is what its window goes by; before it, if it was stored only after that window's digest was
    made. `happened_at`: what it tells of. `useless_at`: when its advice is over."""

    id: str
    at: datetime
    event_type: str
    title: str
    text: str
    happened_at: datetime | None = None
    useless_at: datetime | None = None


class DigestContent(msgspec.Struct, frozen=True, kw_only=True):
    """`id` belongs to the member and the window. `entries` by time, then id; never empty."""

    id: str
    member_id: str
    window: Window
    entries: tuple[DigestEntry, ...]
    foremost: DigestEntry


def digest_id(member_id: str, window: Window) -> str:
    """One digest a member and window, however often it is planned."""
    return derived_id("digest", member_id, window.id)


def digest_of(
    member_id: str, window: Window, entries: Iterable[DigestEntry]
) -> DigestContent | None:
    """The digest of what was collected, each alert once, in any order given; none of nothing.

    Raises:
        ValueError: an entry of a later window.
    """
    unique = {entry.id: entry for entry in entries}
    if not unique:
        return None
    ordered = tuple(sorted(unique.values(), key=lambda entry: (entry.at, entry.id)))
    if ordered[-1].at >= window.end:
        raise ValueError("an alert of a later window")
    return DigestContent(
        id=digest_id(member_id, window),
        member_id=member_id,
        window=window,
        entries=ordered,
        foremost=min(ordered, key=_importance),
    )


def _importance(entry: DigestEntry) -> tuple[int, str, datetime, str]:
    known = entry.event_type in FOREMOST
    rank = FOREMOST.index(entry.event_type) if known else len(FOREMOST)
    over = entry.useless_at.isoformat() if entry.useless_at else _NEVER
    return rank, over, entry.at, entry.id
