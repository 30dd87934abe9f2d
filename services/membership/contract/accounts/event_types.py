"""Which events of accounts there are, and how the stored ones are read."""

import msgspec

from infra.kernel.events import EventEnvelope
from infra.kernel.upcasting import Upcasters, lifted
from services.membership.contract.accounts import (
    events,
    factor_events,
    regaining_events,
    staff_events,
)
from services.membership.contract.accounts.events import AccountEvent

EVENT_TYPES: dict[str, type[AccountEvent]] = {
    name: kind
    for file in (events, factor_events, regaining_events, staff_events)
    for name, kind in vars(file).items()
    if isinstance(kind, type) and issubclass(kind, AccountEvent) and kind is not AccountEvent
}

UPCASTERS: Upcasters = {}


def body_of(envelope: EventEnvelope) -> AccountEvent:
    """The typed event inside an envelope.

    Raises:
        KeyError: a type that this version does not know.
    """
    event = lifted(envelope, UPCASTERS)
    return msgspec.convert(event.body, EVENT_TYPES[event.type])
