"""A takeover of an account as its member reports it, and what is put right after it."""

from datetime import datetime

import msgspec

from services.membership.contract.events import ChangesBenefits, Event
from services.membership.contract.words import Disowned, Lifecycle


class HostileChange(msgspec.Struct, frozen=True, kw_only=True):
    """An event of this history that is put down to whoever took the account over."""

    version: int
    type: str


class PutBack(msgspec.Struct, frozen=True, kw_only=True):
    """What the membership would be without the hostile changes, and what they cost.

    `out_since`: since when they keep the member out; none where they do not. `refund`: what was
    debited for them. `partners`: who was let follow by them. `links`: whom they linked.
    `paused`: they paused it.
    """

    plan: str
    price: int
    lifecycle: Lifecycle
    grace_from: datetime | None
    grace_until: datetime | None
    auto_renew: bool
    attempts: int
    refund: int
    out_since: datetime | None
    partners: tuple[str, ...]
    paused: bool
    plan_version: int = 1
    links: tuple[str, ...] = ()


class TakeoverReported(Event, frozen=True, kw_only=True):
    """`since`: from when on what came from `devices` or from a device that was not known is put
    down to somebody else. `devices` are not trusted any more. `put_back` none: nothing was
    changed."""

    what: Disowned
    id: str
    since: datetime
    devices: tuple[str, ...]
    changes: tuple[HostileChange, ...]
    put_back: PutBack | None


class TakeoverReversed(ChangesBenefits, frozen=True, kw_only=True):
    """All hostile changes at once. `by_staff`: released by them, else by the member's second
    factor. `credited_seconds`: time out that is given back in `period_end`; `refunded` is on the
    balance again. `links`: to whom they end with it, at both ends."""

    changes: tuple[HostileChange, ...]
    by_staff: bool
    plan: str
    price: int
    lifecycle: Lifecycle
    period_end: datetime
    grace_from: datetime | None
    grace_until: datetime | None
    auto_renew: bool
    attempts: int
    credited_seconds: int
    refunded: int
    balance_after: int
    plan_version: int = 1
    links: tuple[str, ...] = ()
