"""What may happen to somebody's place among the staff: pure."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from infra.kernel.errors import Forbidden, NotAllowed
from infra.kernel.sentences import both
from services.membership.accounts.core.domain.said import checked_reason, checked_text
from services.membership.accounts.staff.domain.staff_member import PLACES, StaffMember
from services.membership.contract.accounts import staff_events as e
from services.membership.contract.accounts.staff_words import StaffState
from services.shared.callers import StaffKind

INVITED_FOR: Final = timedelta(hours=72)
LONGEST_NAME: Final = 80


def invited(
    before: StaffMember | None, id: str, name: str, kind: StaffKind, now: datetime
) -> e.StaffInvited:
    """Anew, where they were invited before.

    Raises:
        InvalidInput: there is no name.
        NotAllowed: they work here, or left: they are invited as somebody new.
    """
    if before is not None:
        PLACES.advance(before.state, StaffState.INVITED)
    said = checked_text(name, "name", LONGEST_NAME)
    return e.StaffInvited(member_id=id, name=said, kind=kind, until=now + INVITED_FOR)


def joined(before: StaffMember, now: datetime) -> e.StaffJoined:
    """
    Raises:
        NotAllowed: they are not invited, or the invitation has run out.
    """
    PLACES.advance(before.state, StaffState.ACTIVE)
    if before.invited_until is not None and before.invited_until <= now:
        raise NotAllowed(
            both(
                "邀请已过期，请管理员重新邀请。",
                "The invitation has run out; ask an administrator for another one.",
            )
        )
    return e.StaffJoined(member_id=before.id)


def kind_changed(
    before: StaffMember, kind: StaffKind, reason: str, admins: Collection[str]
) -> list[e.StaffKindChanged]:
    """Nothing where they are of that kind. `admins`: who administers now.

    Raises:
        InvalidInput: no reason is given.
        NotAllowed: they left, or are the last administrator.
    """
    why = checked_reason(reason)
    if before.state is StaffState.LEFT:
        PLACES.advance(before.state, StaffState.ACTIVE)
    if before.kind is kind:
        return []
    _require_another(before, admins)
    return [e.StaffKindChanged(member_id=before.id, before=before.kind, after=kind, reason=why)]


def left(
    before: StaffMember, by_id: str, reason: str, admins: Collection[str]
) -> list[e.StaffLeft]:
    """Nothing where they have left.

    Raises:
        InvalidInput: no reason is given.
        Forbidden: by themselves.
        NotAllowed: they are the last administrator.
    """
    why = checked_reason(reason)
    if before.state is StaffState.LEFT:
        return []
    if by_id == before.id:
        raise Forbidden(
            both(
                "不能移除自己，请由另一位管理员办理。", "Another administrator does this for you."
            ),
            field="staffId",
        )
    _require_another(before, admins)
    PLACES.advance(before.state, StaffState.LEFT)
    return [e.StaffLeft(member_id=before.id, reason=why)]


def sign_in_reset(
    before: StaffMember, by_id: str, reason: str, admins: Collection[str], now: datetime
) -> e.StaffSignInReset:
    """
    Raises:
        InvalidInput: no reason is given.
        Forbidden: by themselves.
        NotAllowed: they are invited only, left, or are the last administrator.
    """
    why = checked_reason(reason)
    if by_id == before.id:
        raise Forbidden(
            both(
                "不能重设自己的登录，请由另一位管理员办理。",
                "Another administrator does this for you.",
            ),
            field="staffId",
        )
    _require_another(before, admins)
    PLACES.advance(before.state, StaffState.RESET)
    return e.StaffSignInReset(member_id=before.id, until=now + INVITED_FOR, reason=why)


def _require_another(before: StaffMember, admins: Collection[str]) -> None:
    if before.administers and not set(admins) - {before.id}:
        raise NotAllowed(
            both(
                "这是最后一位管理员；请先另设一位。",
                "This is the last administrator; make somebody else one first.",
            ),
            field="staffId",
        )
