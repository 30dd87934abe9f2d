"""What staff looked at: kept, and shown to administrators and to the member."""

from datetime import datetime
from typing import Protocol

import msgspec

from services.shared.callers import Caller, StaffKind


class StaffRead(msgspec.Struct, frozen=True, kw_only=True):
    """One root field of the graph. `fields`: what was asked of it, as dotted paths. `members`:
    whom the answer was about; `search`: it looked for somebody, which is limited. `reason`: what
    it was shown for, where that has to be said."""

    field: str
    fields: tuple[str, ...]
    members: tuple[str, ...]
    search: bool = False
    reason: str = ""


class KeptRead(msgspec.Struct, frozen=True, kw_only=True):
    """`name`: of the staff member, as the token said it; `members`: how many it was about."""

    id: str
    at: datetime
    staff_id: str
    name: str
    kind: StaffKind | None
    field: str
    fields: tuple[str, ...]
    members: int
    request_id: str
    reason: str = ""


class StaffReadsPage(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Newest first. `total` up to 1,000, which is that or more."""

    reads: tuple[KeptRead, ...]
    cursors: tuple[str, ...]
    total: int
    has_more: bool


class ReadsApi(Protocol):
    """Part of `MembershipApi`."""

    async def keep_reads(self, reads: list[StaffRead], by: Caller) -> None:
        """Keeps what staff were shown, or are about to be.

        Raises:
            Forbidden: who asks is no staff.
            TooManyRequests: too many searches of this person within a minute.
        """
        ...
