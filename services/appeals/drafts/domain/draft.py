"""A draft: what a member has written so far about one loss."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from msgspec.structs import replace

from infra.kernel.errors import Conflict, NotAllowed, NotFound
from infra.kernel.sentences import both
from services.appeals.contract.draft_views import DraftView
from services.appeals.contract.drafts import SaveDraft
from services.appeals.contract.evidence import MOST_A_MESSAGE, EvidenceFile
from services.appeals.contract.evidence_events import KeptFile
from services.appeals.domain.aggregate.texts import order_numbers, unfinished_text
from services.appeals.domain.case.files import new_to
from services.membership.contract.rules import APPEAL_WITHIN


class AppealDraft(msgspec.Struct, frozen=True, kw_only=True):
    """`lost_at`: as the record says, the member's word where it has none; it settles which loss the
    draft is about. `kept_until`: when it can be handed in no longer."""

    id: str
    member_id: str
    lost_at: datetime | None
    text: str
    orders: tuple[str, ...]
    revision: int
    begun_at: datetime
    saved_at: datetime
    kept_until: datetime
    files: tuple[KeptFile, ...] = ()

    @property
    def loss(self) -> str:
        """One draft a member and loss."""
        return self.lost_at.isoformat(timespec="milliseconds") if self.lost_at else "unknown"


def begin(id: str, command: SaveDraft, lost_at: datetime | None, now: datetime) -> AppealDraft:
    return AppealDraft(
        id=id,
        member_id=command.member_id,
        lost_at=lost_at,
        text=unfinished_text(command.text, "text"),
        orders=order_numbers(command.orders),
        revision=1,
        begun_at=now,
        saved_at=now,
        kept_until=(lost_at or now) + APPEAL_WITHIN,
    )


def change(draft: AppealDraft, command: SaveDraft, now: datetime) -> AppealDraft:
    """
    Raises:
        Conflict: another revision was saved meanwhile.
    """
    if command.revision not in (None, draft.revision):
        raise Conflict(
            both(
                "草稿现在是第 {now} 次保存的内容，不是第 {read} 次；请重新读取。",
                "The draft was saved {now} times by now, not {read}; read it again.",
                now=draft.revision,
                read=command.revision or 0,
            ),
            field="revision",
        )
    text, orders = unfinished_text(command.text, "text"), order_numbers(command.orders)
    return _changed(draft, now, text=text, orders=orders)


def with_files(
    draft: AppealDraft, files: Sequence[KeptFile], now: datetime
) -> tuple[AppealDraft, tuple[KeptFile, ...]]:
    """Also those that are new to it: the same bytes again are the file that is there.

    Raises:
        NotAllowed: more than come with one message.
    """
    fresh = new_to(draft.files, files)
    require_room(draft, len(fresh))
    return _changed(draft, now, files=(*draft.files, *fresh)), fresh


def without_file(
    draft: AppealDraft, file_id: str, now: datetime
) -> tuple[AppealDraft, tuple[KeptFile, ...]]:
    """Also those that leave it: none where it was not there."""
    left = tuple(one for one in draft.files if one.id != file_id)
    gone = tuple(one for one in draft.files if one.id == file_id)
    return (_changed(draft, now, files=left) if gone else draft), gone


def require_room(draft: AppealDraft, more: int) -> None:
    """
    Raises:
        NotAllowed: all of them come with one message once it is handed in.
    """
    if len(draft.files) + more > MOST_A_MESSAGE:
        raise NotAllowed(
            both(
                "草稿最多附 {most} 个文件，现有 {held} 个；其余的可在提交后补充（addEvidence）。",
                "A draft takes {most} files and holds {held}; add what is left once it is handed "
                "in (addEvidence).",
                most=MOST_A_MESSAGE,
                held=len(draft.files),
            ),
            details={"allowed": ["removeDraftFile", "submitAppealDraft"]},
        )


def _changed(draft: AppealDraft, now: datetime, **changes: object) -> AppealDraft:
    return replace(
        draft,
        revision=draft.revision + 1,
        saved_at=now,
        kept_until=(draft.lost_at or now) + APPEAL_WITHIN,
        **changes,
    )


def is_over(draft: AppealDraft, now: datetime) -> bool:
    return now >= draft.kept_until


def view_of(draft: AppealDraft, files: Sequence[EvidenceFile]) -> DraftView:
    """`files`: of all drafts that are looked at."""
    return DraftView(
        draft_id=draft.id,
        lost_at=draft.lost_at,
        text=draft.text,
        orders=draft.orders,
        revision=draft.revision,
        begun_at=draft.begun_at,
        saved_at=draft.saved_at,
        kept_until=draft.kept_until,
        files=tuple(one for one in files if one.draft_id == draft.id),
    )


def no_such_draft() -> NotFound:
    return NotFound(
        both(
            "没有这份草稿：可能已提交、已删除，或期限已过。",
            "There is no such draft: it was handed in, discarded, or its time is over.",
        ),
        field="draftId",
    )


def begun_already(draft: AppealDraft) -> NotAllowed:
    sentence = both(
        "关于此次失去会员，您已有一份草稿，请在其中修改。",
        "You have a draft about this loss already; change that one.",
    )
    return NotAllowed(sentence, details={"draftId": draft.id, "allowed": ["saveAppealDraft"]})
