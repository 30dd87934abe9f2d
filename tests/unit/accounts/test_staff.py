"""Somebody's place among the staff: who comes, who changes, who goes."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from infra.kernel.errors import Forbidden, InvalidInput, NotAllowed
from infra.kernel.events import NEW, Actor, Draft, Origin, chain
from services.membership.accounts.staff.domain.deciding import (
    invited,
    joined,
    kind_changed,
    left,
)
from services.membership.accounts.staff.domain.staff_member import (
    StaffMember,
    aggregate_of,
    folded,
)
from services.membership.contract.accounts.events import AccountEvent
from services.membership.contract.accounts.staff_words import StaffState
from services.shared.callers import StaffKind

NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
ADMIN = Actor(kind="STAFF", id="s-0", name="Zhou")


def after(*events: AccountEvent) -> StaffMember:
    return told(events)


def told(events: Sequence[AccountEvent]) -> StaffMember:
    drafts = [Draft(event=one, happened_at=NOW) for one in events]
    made = chain(NEW, aggregate_of("s-1"), drafts, actor=ADMIN, origin=Origin(), recorded_at=NOW)
    member = folded(made)
    assert member is not None
    return member


INVITED = invited(None, "s-1", " Li Na ", StaffKind.ADMIN, NOW)
JOINED = joined(after(INVITED), NOW + HOUR)


def test_an_invitation_can_be_accepted_for_72_hours() -> None:
    waiting = after(INVITED)
    assert (waiting.name, waiting.state) == ("Li Na", StaffState.INVITED)
    assert waiting.invited_until == NOW + 72 * HOUR
    joined(waiting, NOW + 72 * HOUR - timedelta(milliseconds=1))
    with pytest.raises(NotAllowed, match="run out"):
        joined(waiting, NOW + 72 * HOUR)


def test_it_is_accepted_once() -> None:
    member = after(INVITED, JOINED)
    assert member.state is StaffState.ACTIVE
    with pytest.raises(NotAllowed):
        joined(member, NOW + 2 * HOUR)
    with pytest.raises(NotAllowed):
        invited(member, "s-1", "Li Na", StaffKind.ADMIN, NOW)


def test_the_last_administrator_stays_one() -> None:
    member = after(INVITED, JOINED)
    with pytest.raises(NotAllowed, match="last administrator"):
        left(member, "s-0", "Moves away.", {"s-1"})
    with pytest.raises(NotAllowed, match="last administrator"):
        kind_changed(member, StaffKind.REVIEWER, "Fewer rights.", {"s-1"})
    assert left(member, "s-0", "Moves away.", {"s-1", "s-0"})
    assert kind_changed(member, StaffKind.REVIEWER, "Fewer rights.", {"s-1", "s-0"})


def test_nobody_lets_themselves_go() -> None:
    with pytest.raises(Forbidden):
        left(after(INVITED, JOINED), "s-1", "Bye.", {"s-1", "s-0"})


def test_who_left_comes_back_as_somebody_new_only() -> None:
    gone = after(INVITED, JOINED, *left(after(INVITED, JOINED), "s-0", "Moves.", {"s-0"}))
    assert gone.state is StaffState.LEFT
    assert left(gone, "s-0", "Again.", {"s-0"}) == []
    with pytest.raises(NotAllowed):
        kind_changed(gone, StaffKind.REVIEWER, "Why not.", {"s-0"})
    with pytest.raises(NotAllowed):
        joined(gone, NOW)
    with pytest.raises(NotAllowed):
        invited(gone, "s-1", "Li Na", StaffKind.REVIEWER, NOW)


@pytest.mark.parametrize("text", ["", "   ", "x" * 501])
def test_a_reason_is_given(text: str) -> None:
    with pytest.raises(InvalidInput):
        left(after(INVITED, JOINED), "s-0", text, {"s-0", "s-1"})
    with pytest.raises(InvalidInput):
        kind_changed(after(INVITED, JOINED), StaffKind.REVIEWER, text, {"s-0", "s-1"})
