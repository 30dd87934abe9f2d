"""What a service has still to do, by the domain's clock: for whoever lets time pass."""

from datetime import datetime

import msgspec


class Pulse(msgspec.Struct, frozen=True, kw_only=True):
    """`busy`: something is due, or in hand; then the rest is not said. `next_due`: when time alone
    brings the next thing; none: never. `head`: the number of the last event; `followed`: up to
    which number the events of other services were handled, by service."""

    busy: bool = False
    next_due: datetime | None = None
    head: int = 0
    followed: dict[str, int] = {}
