"""Uses of a quota that are on their way from one member to another."""

from datetime import datetime

import msgspec

from infra.kernel.text import LocalText


class Gift(msgspec.Struct, frozen=True, kw_only=True):
    """`giving`: by this member, else to them. `effective_at`: when it is the receiver's, once that
    member agreed."""

    id: str
    giving: bool
    other: str
    benefit: str
    name: LocalText
    count: int
    accept_until: datetime
    effective_at: datetime | None = None
