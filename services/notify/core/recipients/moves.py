"""Addresses that members themselves took out of use: kept for as long as a member can say that
somebody else did it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

import msgspec

from infra.kernel.ids import derived_id
from services.membership.contract.rules import DISOWNED_WITHIN
from services.notify.contract.words import Channel
from services.notify.core.recipients.recipient import Recipient

KEPT_FOR: Final = DISOWNED_WITHIN
_VERIFIED: Final = {Channel.SMS: "phone_verified_at", Channel.EMAIL: "email_verified_at"}


class Move(msgspec.Struct, frozen=True, kw_only=True):
    """`address`: that was in use from `since` until `gone_at`; empty where there was none.
    `device_id`: from which the member did it."""

    id: str
    member_id: str
    channel: Channel
    address: str
    since: datetime
    gone_at: datetime
    device_id: str


def moves(before: Recipient, after: Recipient, now: datetime, device_id: str) -> list[Move]:
    return [
        _move(before, channel, now, device_id)
        for channel in _VERIFIED
        if before.address(channel) != after.address(channel)
    ]


def in_use_at(recipient: Recipient, kept: Iterable[Move], channel: Channel, at: datetime) -> str:
    """Empty where there was none, or where none is known any more."""
    if recipient.address(channel) and _since(recipient, channel) <= at:
        return recipient.address(channel)
    was = (m.address for m in kept if m.channel is channel and m.since <= at < m.gone_at)
    return next(was, "")


def _move(before: Recipient, channel: Channel, now: datetime, device_id: str) -> Move:
    since = _since(before, channel)
    return Move(
        id=derived_id("moved", before.id, channel, since.isoformat()),
        member_id=before.id,
        channel=channel,
        address=before.address(channel),
        since=since,
        gone_at=now,
        device_id=device_id,
    )


def _since(recipient: Recipient, channel: Channel) -> datetime:
    verified_at: datetime | None = getattr(recipient, _VERIFIED[channel])
    return verified_at or recipient.created_at
