"""What notification tells the other services. No personal data: ids and times only."""

from datetime import datetime

import msgspec

from infra.kernel.events import EventEnvelope
from services.notify.contract.words import Channel


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all; the envelope's `type` is the class's name."""


class NoticeReceipt(msgspec.Struct, frozen=True, kw_only=True):
    """One member's proof of receipt. `notice_id` is the alert's id."""

    member_id: str
    notice_id: str
    channel: Channel
    delivered_at: datetime


class ClauseNoticesDelivered(Event, frozen=True, kw_only=True):
    """These members were told of a clause version. Each member is named at most once a version;
    at most 500 receipts an event."""

    clause: str
    clause_version: int
    receipts: tuple[NoticeReceipt, ...]


class AlertReceipt(msgspec.Struct, frozen=True, kw_only=True):
    """A member received the alert about this event, for the first time on any channel."""

    member_id: str
    event_id: str
    event_type: str
    channel: Channel
    received_at: datetime


class AlertsReceived(Event, frozen=True, kw_only=True):
    """Alerts whose receipt somebody waits for: warnings that have to arrive before anything is
    taken. Each alert is named at most once."""

    receipts: tuple[AlertReceipt, ...]


class UnreachedAlert(msgspec.Struct, frozen=True, kw_only=True):
    """Every channel was tried, and a person has to tell the member what this event is about."""

    member_id: str
    event_id: str
    event_type: str
    at: datetime


class AlertsUnreached(Event, frozen=True, kw_only=True):
    """Alerts of which it matters whether they arrived before what they tell of goes on. Each is
    named at most once."""

    alerts: tuple[UnreachedAlert, ...]


class ReachChanged(Event, frozen=True, kw_only=True):
    """These members came to have a verified phone or e-mail address, or to have none any more: who
    wants to know which asks for the profile."""

    member_ids: tuple[str, ...]


class AddressMove(msgspec.Struct, frozen=True, kw_only=True):
    """`device_id`: from which the member did it; empty where it is not known."""

    member_id: str
    channel: Channel
    device_id: str


class AddressesMoved(Event, frozen=True, kw_only=True):
    """These members changed by themselves where they are reached: who finds them by an address asks
    for the profile."""

    moves: tuple[AddressMove, ...]


class TemplateDraftSaved(Event, frozen=True, kw_only=True):
    """Staff saved a draft; `draft` counts those of this event type and language."""

    event_type: str
    language: str
    draft: int


class TemplatePublished(Event, frozen=True, kw_only=True):
    """From now on this version is what members are sent; 0 is the shipped one."""

    event_type: str
    language: str
    version: int


EVENT_TYPES: dict[str, type[Event]] = {kind.__name__: kind for kind in Event.__subclasses__()}


def body_of(envelope: EventEnvelope) -> Event:
    """The typed event inside an envelope.

    Raises:
        KeyError: a type that this version does not know.
    """
    return msgspec.convert(envelope.body, EVENT_TYPES[envelope.type])
