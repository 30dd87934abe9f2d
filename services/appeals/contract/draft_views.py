"""What a member has begun to write."""

from datetime import datetime

import msgspec

from services.appeals.contract.evidence import EvidenceFile
from services.appeals.contract.query import Query


class GetDrafts(Query, frozen=True, kw_only=True):
    """-> DraftsView. Only for its member."""

    member_id: str


class DraftView(msgspec.Struct, frozen=True, kw_only=True):
    """`kept_until`: it can be handed in before; then it ends by itself. `revision`: counts how
    often it was changed. `files`: that go with it, wherever it goes."""

    draft_id: str
    lost_at: datetime | None
    text: str
    orders: tuple[str, ...]
    revision: int
    begun_at: datetime
    saved_at: datetime
    kept_until: datetime
    files: tuple[EvidenceFile, ...] = ()


class DraftsView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Newest first."""

    drafts: tuple[DraftView, ...]
