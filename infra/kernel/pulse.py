"""What a service has still to do: for whoever lets time pass, and for whoever is on duty."""

from datetime import datetime

import msgspec

from infra.kernel.feed import BEGINNING, Place


class Pulse(msgspec.Struct, frozen=True, kw_only=True):
    """`busy`: something is due, or in hand; then the rest is not said. `next_due`: when time alone
    brings the next thing; none: never. `head`: where its feed ends; `followed`: up to where the
    events of other services were handled, by service."""

    busy: bool = False
    next_due: datetime | None = None
    head: Place = BEGINNING
    followed: dict[str, Place] = {}


class Backlog(msgspec.Struct, frozen=True, kw_only=True):
    """How far a service is behind. `unnumbered_seconds`: how long the oldest commit waits for its
    numbers, by real time; `overdue_seconds`: how long the longest due row waits, by the domain's
    clock. `head`, `followed`: as of `Pulse`."""

    unnumbered_seconds: float = 0.0
    overdue_seconds: float = 0.0
    head: Place = BEGINNING
    followed: dict[str, Place] = {}
