"""An event as it happened."""

from datetime import datetime

import msgspec

from infra.kernel.events import Actor
from services.appeals.contract.event import Event


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """An event with what its envelope adds to its meaning: when it happened and who did it."""

    event: Event
    at: datetime
    by: Actor
