"""The shapes in which events wait for their number, get it, and are followed."""

from datetime import datetime
from typing import Any

import msgspec

from infra.kernel.events import EventEnvelope

OUTBOX = "outbox"
"""{_id: commit id, events: [...]}: committed, not yet numbered. Emptied by the relay."""

FEED = "feed"
"""{_id: number, owner, event: {...}}: every event of the service, numbered from 1 without gaps."""

SEQUENCE = "sequence"
"""{_id: "sequence", head, epoch}: the last number given, and the relay that gave it."""

POSITIONS = "positions"
"""{_id: subscription, number}: how far each subscription of this service has come."""


class Position(msgspec.Struct, frozen=True, kw_only=True):
    """A subscription's step, written in the same commit as what the step did."""

    name: str
    before: int
    after: int


def to_document(event: EventEnvelope) -> dict[str, Any]:
    document: dict[str, Any] = msgspec.to_builtins(event, builtin_types=(datetime,))
    return document
