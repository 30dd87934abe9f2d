"""Mail to the operator's own people about what asks for them."""

from datetime import datetime

import msgspec


class StaffAddress(msgspec.Struct, frozen=True, kw_only=True):
    staff_id: str
    email: str
    language: str


class TellStaff(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """By the system: an event of an appeal, to each of these once, however often it is asked; not
    sent any more once the appeal has moved on. `kind`: a `NoticeKind`. `own`: they have the appeal.
    `due`: of a promise."""

    event_id: str
    at: datetime
    kind: str
    number: str
    own: bool
    due: datetime | None
    to: tuple[StaffAddress, ...]
