"""Members as staff list them."""

import msgspec

from services.membership.contract.words import Cause, HoldKind, Status


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """All that is said has to hold. `cause`: why the membership, or its former plan, is gone or
    held. `open_claim`: a payment that they say they made is being checked."""

    status: Status | None = None
    plan: str = ""
    cause: Cause | None = None
    hold: HoldKind | None = None
    open_claim: bool = False


class MemberFound(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    member_id: str


class MembersPage(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """By id. `place`: to go on after, whatever is on the page: of a list by several conditions a
    page may hold fewer than there are. `total`: as far as it was counted, at most 1,000."""

    member_ids: tuple[str, ...]
    place: str
    total: int
    has_more: bool
