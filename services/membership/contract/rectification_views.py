"""Rectifications as the member and staff see them."""

from datetime import datetime

import msgspec

from services.membership.contract.rectification_words import RectificationState, RectifiedSubject


class RectificationView(msgspec.Struct, frozen=True, kw_only=True):
    """`about`: as in `AskRectification`. `overdue`: it is open past `answer_by`. `ended_at`: when
    it was decided or taken back. `mended`: ids of events."""

    id: str
    subject: RectifiedSubject
    about: str
    wrong: str
    right: str
    asked_at: datetime
    answer_by: datetime
    state: RectificationState = RectificationState.OPEN
    overdue: bool = False
    ended_at: datetime | None = None
    reason: str = ""
    mended: tuple[str, ...] = ()


class RectificationsView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Of one member, the newest first."""

    rectifications: tuple[RectificationView, ...]


class OpenRectifications(msgspec.Struct, frozen=True, kw_only=True):
    """Of one member. `answer_by`: of the first that has to be answered."""

    member_id: str
    answer_by: datetime
    rectifications: tuple[RectificationView, ...]


class OpenRectificationsPage(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """By when they have to be answered. `total`: members, up to 1,000, which is that or more."""

    members: tuple[OpenRectifications, ...]
    cursors: tuple[str, ...]
    total: int
    has_more: bool
