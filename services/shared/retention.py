"""What a service keeps for a while only, and how far the round is that takes it."""

from datetime import datetime, timedelta
from enum import StrEnum

import msgspec


class RetentionKind(StrEnum):
    """LOGIN_TRACES: from which network and device somebody signed in; the sign-in itself stays.
    STAFF_READS: what staff looked at. MESSAGES: what members were told, and what became of it."""

    LOGIN_TRACES = "LOGIN_TRACES"
    STAFF_READS = "STAFF_READS"
    MESSAGES = "MESSAGES"


class Retained(msgspec.Struct, frozen=True, kw_only=True):
    """`before`: what is from before it goes at `goes_at`, which is none while it is looked for and
    once it went. `found`, `oldest`: of what goes; `taken`: of it, what went already."""

    kind: RetentionKind
    kept_for: timedelta
    before: datetime | None = None
    goes_at: datetime | None = None
    found: int = 0
    oldest: datetime | None = None
    taken: int = 0
    done_at: datetime | None = None
