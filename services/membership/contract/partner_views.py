"""Partners from outside: what they are, what they see, and what members are told of that."""

from datetime import datetime

import msgspec

from infra.kernel.text import LocalText
from services.membership.contract.partner_words import ShareScope
from services.membership.contract.words import Cause, Responsible, Status
from services.shared.callers import KeyScope


class KeyView(msgspec.Struct, frozen=True, kw_only=True):
    """A key without what makes it one. `until`: when it ends, having been turned. `used_at`: to
    the minute."""

    key_id: str
    label: str
    scopes: tuple[KeyScope, ...]
    issued_at: datetime
    until: datetime | None
    revoked_at: datetime | None
    used_at: datetime | None


class PartnerView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """`contact_email` is personal data of the partner's people."""

    partner_id: str
    name: str
    contact_email: str
    cut_off: bool
    cut_off_reason: str
    created_at: datetime
    keys: tuple[KeyView, ...]


class PartnersPage(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """By id. `cursors`: of each entry, to go on after it."""

    partners: tuple[PartnerView, ...]
    cursors: tuple[str, ...]
    total: int
    has_more: bool


class PartnerOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """`key`: the new key in clear, this once; none when the command had been done before.
    `key_id`: the key that the command was about, or made."""

    partner: PartnerView
    repeated: bool
    key: str | None = None
    key_id: str = ""


class KeyProof(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Whose key it is, and what it may be used for."""

    partner_id: str
    name: str
    key_id: str
    scopes: tuple[KeyScope, ...]


class FollowView(msgspec.Struct, frozen=True, kw_only=True):
    """A partner that follows a member, or did. `sees`: in words."""

    partner_id: str
    name: str
    scopes: tuple[ShareScope, ...]
    allowed_at: datetime
    ended_at: datetime | None
    sees: LocalText


class FollowsView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Those that follow now first."""

    follows: tuple[FollowView, ...]


class FollowedMember(msgspec.Struct, frozen=True, kw_only=True):
    """A member who lets a partner follow now, and what it sees since when."""

    member_id: str
    scopes: tuple[ShareScope, ...]
    allowed_at: datetime


class FollowedPage(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """By the members' ids. `cursors`: of each entry, to go on after it. `total`: stops at
    `MOST_COUNTED`."""

    members: tuple[FollowedMember, ...]
    cursors: tuple[str, ...]
    total: int
    has_more: bool


class SharedStatus(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A membership as one partner may see it. `sequence`: of the last item about this member that
    the partner was given. `cause` and `responsible`: none also where they are not shared."""

    member_id: str
    sequence: int
    status: Status
    entitled: bool
    plan: str
    since: datetime
    until: datetime | None
    scopes: tuple[ShareScope, ...]
    cause: Cause | None = None
    responsible: Responsible | None = None


class SharedItem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a partner is told, as pull, push and webhooks give it.

    Attributes:
        place: rises from item to item over all partners; numbers may be missing.
        id: the same on every way; `webhook-id` of the Standard Webhooks.
        sequence: counts what this partner was told of this member, from 1.
        type: one of `SharedType`.
        at: when what it tells happened.
        payload: the bytes that are sent, see `shared_payload`.
        trace: of what it tells of, for what comes of it.
    """

    place: int
    id: str
    partner_id: str
    member_id: str
    sequence: int
    type: str
    at: datetime
    payload: bytes
    trace: str = ""

    @property
    def owner(self) -> str:
        return self.partner_id


class SharedPage(msgspec.Struct, frozen=True, kw_only=True):
    """Items above `after`: all of them up to the place `upto`; there may be more while that is
    below `head`, the last place given so far.

    `kept_after`: of one partner's items those above it are kept; what lay below is gone by age.
    """

    items: tuple[SharedItem, ...]
    upto: int
    head: int
    kept_after: int = 0
