"""Somebody's place among the staff, as its history tells it."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final

import msgspec

from infra.kernel.events import EventEnvelope
from infra.kernel.sentences import Either
from infra.kernel.transitions import TransitionTable
from services.membership.contract.accounts import staff_events as e
from services.membership.contract.accounts.event_types import body_of
from services.membership.contract.accounts.events import AccountEvent
from services.membership.contract.accounts.staff_words import StaffState
from services.shared.callers import StaffKind

PLACES: Final[TransitionTable[StaffState]] = TransitionTable(
    Either("工作人员账号", "staff account"),
    {
        StaffState.INVITED: {StaffState.INVITED, StaffState.ACTIVE, StaffState.LEFT},
        StaffState.ACTIVE: {StaffState.RESET, StaffState.LEFT},
        StaffState.RESET: {StaffState.RESET, StaffState.ACTIVE, StaffState.LEFT},
    },
)


class StaffMember(msgspec.Struct, frozen=True, kw_only=True):
    """`since`: in this state. `invited_until`: an invitation can be accepted until then,
    or a sign-in set up anew."""

    id: str
    name: str
    kind: StaffKind
    state: StaffState
    since: datetime
    invited_until: datetime | None = None

    @property
    def administers(self) -> bool:
        return self.state is StaffState.ACTIVE and self.kind is StaffKind.ADMIN


def aggregate_of(staff_id: str) -> str:
    """Never the id alone: an account of the same id has a history of its own."""
    return f"staff/{staff_id}"


def folded(
    history: Iterable[EventEnvelope], before: StaffMember | None = None
) -> StaffMember | None:
    """None while nothing has happened yet."""
    member = before
    for envelope in history:
        member = _after(member, body_of(envelope), envelope.happened_at)
    return member


def _after(before: StaffMember | None, event: AccountEvent, at: datetime) -> StaffMember:
    if isinstance(event, e.StaffInvited):
        return StaffMember(
            id=event.member_id,
            name=event.name,
            kind=event.kind,
            state=StaffState.INVITED,
            since=at,
            invited_until=event.until,
        )
    if before is None:
        raise ValueError(f"a history of staff begins with {type(event).__name__}")
    return _CHANGES[type(event)](before, event, at)


def _joined(before: StaffMember, _: e.StaffJoined, at: datetime) -> StaffMember:
    return _moved(before, StaffState.ACTIVE, at)


def _left(before: StaffMember, _: e.StaffLeft, at: datetime) -> StaffMember:
    return _moved(before, StaffState.LEFT, at)


def _reset(before: StaffMember, event: e.StaffSignInReset, at: datetime) -> StaffMember:
    moved = _moved(before, StaffState.RESET, at)
    return msgspec.structs.replace(moved, invited_until=event.until)


def _changed(before: StaffMember, event: e.StaffKindChanged, at: datetime) -> StaffMember:
    return msgspec.structs.replace(before, kind=event.after)


def _moved(before: StaffMember, to: StaffState, at: datetime) -> StaffMember:
    return msgspec.structs.replace(before, state=to, since=at, invited_until=None)


_CHANGES: dict[type[AccountEvent], Callable[[StaffMember, Any, datetime], StaffMember]] = {
    e.StaffJoined: _joined,
    e.StaffLeft: _left,
    e.StaffSignInReset: _reset,
    e.StaffKindChanged: _changed,
}
