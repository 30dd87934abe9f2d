"""Which events of appeals there are, and how the stored ones are read."""

from types import ModuleType

import msgspec

from infra.kernel.events import EventEnvelope
from infra.kernel.upcasting import Upcasters, lifted, same
from services.appeals.contract import (
    case_events,
    clock_events,
    desk_events,
    events,
    evidence_events,
    identity_events,
    lifecycle_events,
    linked_events,
    triage_events,
)
from services.appeals.contract.event import Event

EVENT_FILES: tuple[ModuleType, ...] = (
    events,
    case_events,
    clock_events,
    desk_events,
    evidence_events,
    identity_events,
    lifecycle_events,
    linked_events,
    triage_events,
)
EVENT_TYPES: dict[str, type[Event]] = {
    name: kind
    for file in EVENT_FILES
    for name, kind in vars(file).items()
    if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event
}

UPCASTERS: Upcasters = {
    (events.InformationAsked.__name__, 1): same,
    (events.StaffAnswered.__name__, 1): same,
    (events.AppealDecided.__name__, 1): same,
}
"""Since version 2 the hash covers a digest of what staff wrote."""


def body_of(envelope: EventEnvelope) -> Event:
    """The typed event inside an envelope.

    Raises:
        KeyError: a type that this version does not know.
    """
    event = lifted(envelope, UPCASTERS)
    return msgspec.convert(event.body, EVENT_TYPES[event.type])
