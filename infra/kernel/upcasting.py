"""Events of earlier releases, read as what they mean today. What is stored is never changed: its
hash is over what was written then."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from infra.kernel.events import EventEnvelope

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]
"""Pure: the body of one schema version gives that of the next; the one given is not changed."""

Upcasters = Mapping[tuple[str, int], Upcaster]
"""By type and the schema version that it lifts from."""


def lifted(event: EventEnvelope, upcasters: Upcasters) -> EventEnvelope:
    """The event as one of today. It is for reading: its hash is that of the one stored."""
    while upcaster := upcasters.get((event.type, event.schema_version)):
        event = msgspec.structs.replace(
            event, body=upcaster(event.body), schema_version=event.schema_version + 1
        )
    return event


def same(body: dict[str, Any]) -> dict[str, Any]:
    """Nothing in the body means anything else; what changed is what the hash covers of it."""
    return body
