"""What happened to a member's exports; their history is one of its own."""

from datetime import datetime
from typing import Final

import msgspec


class ExportEvent(msgspec.Struct, frozen=True, kw_only=True):
    member_id: str


class ExportRequested(ExportEvent, frozen=True, kw_only=True):
    """`monthly`: by itself, as the member wants it."""

    export_id: str
    monthly: bool


class ExportReady(ExportEvent, frozen=True, kw_only=True):
    """It can be downloaded once until `expires_at`. `size`: bytes, before they are packed."""

    export_id: str
    expires_at: datetime
    size: int


class ExportDownloaded(ExportEvent, frozen=True, kw_only=True):
    export_id: str


class ExportExpired(ExportEvent, frozen=True, kw_only=True):
    export_id: str


class MonthlyExportSet(ExportEvent, frozen=True, kw_only=True):
    on: bool


EXPORT_EVENT_TYPES: dict[str, type[ExportEvent]] = {
    kind.__name__: kind for kind in ExportEvent.__subclasses__()
}
"""By the type in the envelope."""

EXPORT_HISTORIES: Final = "export/"
"""What the aggregate begins with; the member's id follows."""
