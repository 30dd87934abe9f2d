"""Who acts, and on whose behalf a command runs."""

from enum import StrEnum
from typing import Final

import msgspec

from infra.kernel.events import Actor
from infra.kernel.ids import derived_id


class ActorKind(StrEnum):
    """What `Actor.kind` may be. ANONYMOUS: nobody yet; no history says so."""

    ANONYMOUS = "ANONYMOUS"
    MEMBER = "MEMBER"
    STAFF = "STAFF"
    HOST = "HOST"
    PARTNER = "PARTNER"
    CLAUSE = "CLAUSE"
    SYSTEM = "SYSTEM"


SYSTEM = Actor(kind=ActorKind.SYSTEM)


class StaffKind(StrEnum):
    """READ_ONLY: sees what staff see, and changes nothing. REVIEWER: answers and decides appeals.
    SPECIALIST: also protects memberships and addresses. ADMIN: also says what holds for everybody:
    clauses, templates, announcements, and who is of the staff."""

    READ_ONLY = "read_only"
    REVIEWER = "reviewer"
    SPECIALIST = "specialist"
    ADMIN = "admin"


THE_SHOP: Final = "@host"
"""The shop's own place among those who follow members; no partner can have this id."""


class KeyScope(StrEnum):
    """What a key may be used for. FEED_READ: what members let a partner see, by pull and push; of
    the shop, all subscriptions. MEMBERS_READ: one such member as it is now; of the shop, all
    questions. WEBHOOKS: endpoints, and what is sent to them. KEYS: one's own keys. REPORTS: of the
    shop, whatever it reports or asks to be done."""

    FEED_READ = "FEED_READ"
    MEMBERS_READ = "MEMBERS_READ"
    WEBHOOKS = "WEBHOOKS"
    KEYS = "KEYS"
    REPORTS = "REPORTS"


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """The gateway is the edge of trust: it fills this from a verified token.

    `idempotency_key`: the same key and command give the same outcome once; empty means none.
    `staff_kind`: of staff, and of nobody else. `scopes`: of partners' keys, and of nobody else.
    `second_factor`: the person proved one: at sign-in where that is enough for what is asked, else
    for this very call.
    `ip` and `device_label` are personal data: stored apart from events, never logged.
    """

    actor: Actor
    request_id: str = ""
    idempotency_key: str = ""
    second_factor: bool = False
    staff_kind: StaffKind | None = None
    scopes: tuple[KeyScope, ...] = ()
    device_id: str = ""
    device_label: str = ""
    ip: str = ""


def keys_of(by: Caller) -> list[str]:
    """The caller's key as we keep it: nobody meets somebody else's. None where there is none."""
    if not by.idempotency_key:
        return []
    return [derived_id(by.actor.kind, by.actor.id, by.idempotency_key)]
