"""Receipts that somebody waits for, until they are passed on."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from infra.kernel.ids import derived_id, new_id
from services.notify.contract.words import Channel
from services.notify.core.deliveries.journal import JournalEntry


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    alert_id: str
    channel: Channel
    at: datetime


class Unreached(msgspec.Struct, frozen=True, kw_only=True):
    """No channel of an alert brought a receipt."""

    alert_id: str
    at: datetime


class AddressMoved(msgspec.Struct, frozen=True, kw_only=True):
    """A member changed by themselves where they are reached on a channel."""

    member_id: str
    channel: Channel
    device_id: str


class Unpassed(msgspec.Struct, frozen=True, kw_only=True):
    """Receipts that came together, or alerts that reached nobody. `campaign`: empty for alerts
    about single members. `reach_of`: members who came to have an address, or to have none. `moves`:
    of members who are reached elsewhere now."""

    id: str
    campaign: str
    receipts: tuple[Receipt, ...] = ()
    unreached: tuple[Unreached, ...] = ()
    reach_of: tuple[str, ...] = ()
    moves: tuple[AddressMoved, ...] = ()


def unpassed(campaign: str, entries: Sequence[JournalEntry]) -> Unpassed:
    """The same entries give the same id."""
    receipts = tuple(Receipt(alert_id=e.alert_id, channel=e.channel, at=e.at) for e in entries)
    return Unpassed(id=derived_id(*(e.id for e in entries)), campaign=campaign, receipts=receipts)


def unpassed_failures(alerts: Sequence[Unreached]) -> Unpassed:
    """The same alerts give the same id."""
    id = derived_id("unreached", *(alert.alert_id for alert in alerts))
    return Unpassed(id=id, campaign="", unreached=tuple(alerts))


def unpassed_reach(reach_of: Sequence[str] = (), moves: Sequence[AddressMoved] = ()) -> Unpassed:
    return Unpassed(id=new_id(), campaign="", reach_of=tuple(reach_of), moves=tuple(moves))
