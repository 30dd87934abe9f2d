"""Versions of clauses, what differs between them, and drafts, as others see them. Times in UTC."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from infra.kernel.text import LocalText


class ParameterDifference(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    before: Any
    after: Any
    stricter: bool


class ClauseStanding(StrEnum):
    """For the asking member. COMING: published, does not bind yet. PAST: superseded."""

    BINDING = "BINDING"
    COMING = "COMING"
    PAST = "PAST"


class ClauseVersionView(msgspec.Struct, frozen=True, kw_only=True):
    """`binds_at`: when it binds this member; none while the member's notice is outstanding.
    `acknowledged_at`: when the member said to have read it."""

    clause: str
    version: int
    title: LocalText
    text: LocalText
    parameters: dict[str, Any]
    published_at: datetime
    effective_at: datetime
    adverse: bool
    standing: ClauseStanding
    notice_delivered_at: datetime | None
    acknowledged_at: datetime | None
    binds_at: datetime | None
    differences: tuple[ParameterDifference, ...]
    hash: str


class PieceKind(StrEnum):
    SAME = "SAME"
    REMOVED = "REMOVED"
    ADDED = "ADDED"


class TextPiece(msgspec.Struct, frozen=True, kw_only=True):
    """The pieces in order make both texts: the one before without what was added, the one after
    without what was removed."""

    kind: PieceKind
    text: str


class TextDifference(msgspec.Struct, frozen=True, kw_only=True):
    """In each language."""

    zh: tuple[TextPiece, ...]
    en: tuple[TextPiece, ...]


class ClauseDifferencesView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    title: TextDifference
    text: TextDifference
    parameters: tuple[ParameterDifference, ...]


class ClauseTouched(msgspec.Struct, frozen=True, kw_only=True):
    """One member whom a draft would touch. `clause_version`: that binds, 0 where none does."""

    member_id: str
    clause_version: int
    worse: bool
    differences: tuple[ParameterDifference, ...]


class ClauseCounted(msgspec.Struct, frozen=True, kw_only=True):
    """How many members one difference is for."""

    difference: ParameterDifference
    members: int


class ClausePreviewView(msgspec.Struct, frozen=True, kw_only=True):
    """`seen` of `total` running memberships were looked at. `worse`: how many it asks more of;
    `touched`: how many it changes a parameter for."""

    started_at: datetime
    finished: bool
    total: int
    seen: int
    touched: int
    worse: int
    counts: tuple[ClauseCounted, ...]
    sample: tuple[ClauseTouched, ...]


class ClauseDraftView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """`title`, `text`, `parameters`: of the draft; `differences`: from the version in force;
    `adverse`: whether they make it so, and then `earliest` is 30 days away."""

    clause: str
    title: LocalText
    text: LocalText
    parameters: dict[str, Any]
    revision: int
    saved_at: datetime
    differences: ClauseDifferencesView
    adverse: bool
    earliest: datetime
    preview: ClausePreviewView | None


class ClauseHistories(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """All versions of all clauses, as they stand for whoever is no member: by clause, and in each
    from the first one on. `drafts`: the codes of those that have one; new ones, too."""

    versions: tuple[ClauseVersionView, ...]
    drafts: tuple[str, ...]


class ClauseOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What a command about drafts of clauses did. `version`: of the draft, where it was about one;
    `clause`: as it was published."""

    repeated: bool
    version: int
    clause: ClauseVersionView | None = None
    draft: ClauseDraftView | None = None
