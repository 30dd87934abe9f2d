"""The facts that a template may speak of: the typed event behind an alert."""

from typing import Any

import msgspec

from services.appeals.contract import events as appeals
from services.membership.contract import event_types
from services.notify.contract.campaigns import Announcement
from services.notify.contract.words import Channel


class ContactChanged(msgspec.Struct, frozen=True, kw_only=True):
    """A member took an address out of use: for another one, or `removed` it. It is told to the
    address that was in use, which the facts do not name."""

    channel: Channel
    removed: bool


OWN_TYPES: dict[str, type[msgspec.Struct]] = {"ContactChanged": ContactChanged}
"""What notification tells of itself; no other service hears of it."""
_TYPES: dict[str, type[msgspec.Struct]] = {
    **event_types.EVENT_TYPES,
    **appeals.EVENT_TYPES,
    **OWN_TYPES,
    Announcement.__name__: Announcement,
}
_PLAN_FIELDS = ("plan", "from_plan", "to_plan")


def event_type_named(name: str) -> type[msgspec.Struct]:
    """
    Raises:
        KeyError: no such event.
    """
    return _TYPES[name]


def typed_facts(event_type: str, body: dict[str, Any]) -> msgspec.Struct:
    """The event with its times as datetimes and its words as enums.

    Raises:
        KeyError: no such event.
        msgspec.ValidationError: the body is not that event's.
    """
    return msgspec.convert(body, _TYPES[event_type])


def plans_named_in(body: dict[str, Any]) -> set[str]:
    """Codes of the plans that the event speaks of."""
    return {body[field] for field in _PLAN_FIELDS if body.get(field)}
