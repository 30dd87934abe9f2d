"""What a member has begun to write and not handed in: nobody else reads it, and no clock runs."""

from datetime import datetime

import msgspec

from services.appeals.contract.draft_views import DraftView
from services.appeals.contract.views import AppealView


class SaveDraft(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """By the member. Begins a draft, or with `draft_id` changes it. `lost_at` names a loss when it
    is begun; none: the latest. `revision`: refused where another one was saved meanwhile."""

    member_id: str
    draft_id: str = ""
    text: str = ""
    orders: tuple[str, ...] = ()
    lost_at: datetime | None = None
    revision: int | None = None


class SubmitDraft(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """By the member: it becomes an appeal, once."""

    member_id: str
    draft_id: str


class DiscardDraft(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """By the member. Of a draft that is not there any more nothing is left to discard."""

    member_id: str
    draft_id: str


class AddDraftFiles(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """By the member, who sent the `uploads`; what they are has been looked at by then."""

    member_id: str
    draft_id: str
    uploads: tuple[str, ...]


class RemoveDraftFile(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """By the member. Of a file that is not there any more nothing is left to remove."""

    member_id: str
    draft_id: str
    file_id: str


DraftCommand = SaveDraft | SubmitDraft | DiscardDraft | RemoveDraftFile


class DraftOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """`draft`: as it is then, none once it is gone. `appeal`: what it became."""

    draft: DraftView | None = None
    appeal: AppealView | None = None
    repeated: bool = False
