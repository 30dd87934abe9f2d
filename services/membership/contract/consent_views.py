"""What a member agreed to, and when."""

from datetime import datetime
from enum import StrEnum

import msgspec

from infra.kernel.text import LocalText


class ConsentKind(StrEnum):
    """CLAUSE: a version of a clause, which binds. PARTNER: that a partner follows. MARKETING: to be
    sent offers."""

    CLAUSE = "CLAUSE"
    PARTNER = "PARTNER"
    MARKETING = "MARKETING"


class Consent(msgspec.Struct, frozen=True, kw_only=True):
    """`id`: of the clause or partner. `version`: of the clause, 0 of others. `since`: when it was
    given, of a clause since when it binds; `said_at`: when the member said to have read it.
    `until`: when it was taken back."""

    kind: ConsentKind
    id: str
    what: LocalText
    version: int
    since: datetime
    said_at: datetime | None = None
    until: datetime | None = None


class ConsentsView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The newest first."""

    consents: tuple[Consent, ...]
