"""What a service has still to do, by the domain's clock: for whoever lets time pass."""

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
