"""The shapes in which events wait for their number, get it, and are followed."""

from datetime import datetime
from typing import Any, Final

import msgspec

from infra.kernel.events import EventEnvelope
from infra.kernel.feed import Place

OUTBOX = "outbox"
"""{_id: commit and slot, slot, events: [...], trace}: committed, not yet numbered; gone once it is.
`trace`: where the commit was traced."""

FEED = "feed"
"""{_id: ordinal, owner, event: {...}, trace}: every event of the service, numbered from 1 without
gaps in each partition of a layout. In layout 0, which has one, the ordinal is the number."""

SEQUENCE = "sequence"
"""{_id: of a partition, head, epoch}: the last number given in it, and the relay that gave it;
{_id: "layouts", partitions: [1, 4, ...]}: how many each layout has."""

LAYOUTS: Final = "layouts"
SEALED: Final = 2**62
"""The epoch of a partition whose layout has ended: none of a lease reaches it."""

POSITIONS = "positions"
"""{_id: subscription, number: a packed place}: how far each subscription of this service has
come."""


class Position(msgspec.Struct, frozen=True, kw_only=True):
    """A subscription's step, written in the same commit as what the step did."""

    name: str
    before: Place
    after: Place


def head_id(layout: int, partition: int) -> str:
    return f"{layout}/{partition}" if layout else SEQUENCE


def head_ids(layout: int, partitions: int) -> list[str]:
    return [head_id(layout, partition) for partition in range(partitions)]


def to_document(event: EventEnvelope) -> dict[str, Any]:
    document: dict[str, Any] = msgspec.to_builtins(event, builtin_types=(datetime,))
    return document


TRACE: Final = "trace"


def of_trace(context: str) -> dict[str, str]:
    """What a row keeps of what it came from; nothing where that is not traced."""
    return {TRACE: context} if context else {}
