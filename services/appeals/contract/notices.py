"""Notices to staff: what is asked, and what it looks like. No member's words, and no name."""

from datetime import datetime

import msgspec

from services.appeals.contract.notice_words import NoticeKind
from services.appeals.contract.query import Query
from services.appeals.contract.words import Owed


class GetNotices(Query, frozen=True, kw_only=True):
    """-> NoticesPage of one of the staff, newest first: to them, and to the whole desk."""

    staff_id: str
    only_unread: bool = False
    after: str = ""
    first: int = 20


class GetNoticesOf(Query, frozen=True, kw_only=True):
    """-> NoticesPage: what this event of an appeal tells this one of the staff."""

    staff_id: str
    event_id: str


class MarkNoticesRead(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """By whoever reads them; those that are not theirs are passed over."""

    ids: tuple[str, ...]


class NoticeView(msgspec.Struct, frozen=True, kw_only=True):
    """`own`: to this one of the staff, not to the desk. `holds`: whether it is so still. `due`,
    `owed`, `left_minutes`: of promises."""

    id: str
    kind: NoticeKind
    number: str
    at: datetime
    own: bool
    read: bool
    holds: bool
    due: datetime | None = None
    owed: Owed | None = None
    left_minutes: int | None = None


class NoticesPage(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """`total` and `unread`: counted as far as is worth it."""

    notices: tuple[NoticeView, ...]
    cursors: tuple[str, ...]
    total: int
    unread: int
    has_more: bool


class NoticesRead(msgspec.Struct, frozen=True, kw_only=True):
    unread: int


TELLING = frozenset(
    {
        "BreachNear", "FirstAnswerMissed", "PromiseMissed", "RemedyRefused", "MemberReplied",
        "EvidenceAdded", "AppealTaken", "AppealTakenOver", "AppealEscalated", "AppealReopened",
        "NotRestoredForNow",
    }
)  # fmt: skip
"""Types of events of which staff may be told something."""


class SetStaffContact(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """By one of the staff, for themselves. `email` empty: no mail. `desk`: also of what is for the
    whole desk."""

    email: str
    language: str
    desk: bool = False


class GetStaffContact(Query, frozen=True, kw_only=True):
    """-> StaffContact, empty where none was set."""

    staff_id: str


class StaffContact(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    email: str = ""
    language: str = "zh-CN"
    desk: bool = False
