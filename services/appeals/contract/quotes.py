"""What of a case stands beside a message."""

from datetime import datetime
from typing import Final

import msgspec

from infra.kernel.text import LocalText

EVENT: Final = "EVENT"
"""The kind of what is in the timeline of a case; those of its records are as they say."""
FILE: Final = "FILE"
"""The kind of a file of the case."""


class Reference(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of evidence of the case: kinds have ids of their own, so it takes both."""

    kind: str
    id: str


class Quote(msgspec.Struct, frozen=True, kw_only=True):
    """As it was when the message was written. `at` none: of a file. `hash`: SHA-256 of the record,
    where it has one, or of the file."""

    kind: str
    id: str
    at: datetime | None
    says: LocalText
    hash: str
