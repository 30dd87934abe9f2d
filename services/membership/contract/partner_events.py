"""What happened to partners and their keys, and between members and partners."""

from datetime import datetime
from typing import ClassVar

import msgspec

from infra.kernel.free_text import FreeText
from infra.kernel.upcasting import Upcasters, same
from services.membership.contract.events import Event
from services.membership.contract.partner_words import ShareScope
from services.shared.callers import KeyScope


class PartnerAllowed(Event, frozen=True, kw_only=True):
    """The member lets the partner see what `scopes` say, instead of what it saw before, if it did.
    `partner_name`: as it was called then. `status_since`: since when the membership is as the
    partner is first shown it."""

    partner_id: str
    partner_name: str
    scopes: tuple[ShareScope, ...]
    status_since: datetime


class PartnerWithdrawn(Event, frozen=True, kw_only=True):
    """The member lets the partner see nothing any more."""

    partner_id: str
    partner_name: str


class PartnerEvent(msgspec.Struct, frozen=True, kw_only=True):
    """Base of what happens to a partner itself; its history is one of its own. The e-mail address
    of its people is kept apart from it."""


class PartnerCreated(PartnerEvent, frozen=True, kw_only=True):
    name: str


class PartnerRenamed(PartnerEvent, frozen=True, kw_only=True):
    name: str


class PartnerCutOff(PartnerEvent, frozen=True, kw_only=True):
    """No key of the partner opens anything, and nothing is sent to it."""

    schema_version: ClassVar[int] = 2
    reason: FreeText


class PartnerReadmitted(PartnerEvent, frozen=True, kw_only=True):
    schema_version: ClassVar[int] = 2
    reason: FreeText


class KeyIssued(PartnerEvent, frozen=True, kw_only=True):
    """`digest`: what is kept of the key, see `partner_keys`. `label`: what it is for."""

    schema_version: ClassVar[int] = 2
    key_id: str
    digest: str
    scopes: tuple[KeyScope, ...]
    label: FreeText


class KeyTurned(PartnerEvent, frozen=True, kw_only=True):
    """`key_id` takes the place of `old_key_id`, which is good until `old_until`, with its scopes
    and label."""

    key_id: str
    digest: str
    old_key_id: str
    old_until: datetime


class KeyRevoked(PartnerEvent, frozen=True, kw_only=True):
    key_id: str


PARTNER_EVENT_TYPES: dict[str, type[PartnerEvent]] = {
    kind.__name__: kind for kind in PartnerEvent.__subclasses__()
}
"""By the type in the envelope."""

UPCASTERS: Upcasters = {
    (PartnerCutOff.__name__, 1): same,
    (PartnerReadmitted.__name__, 1): same,
    (KeyIssued.__name__, 1): same,
}
"""Since version 2 the hash covers a digest of what people wrote."""

PARTNER_HISTORIES = "partner/"
"""What the aggregate of a partner begins with; its id follows. No member's id has a slash."""
