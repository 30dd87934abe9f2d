"""A member has the record rectified: asked, answered in time or said to be late, and no event of
before is touched."""

from datetime import timedelta
from typing import Any

import pytest

from infra.kernel.errors import InvalidInput, NotAllowed, NotFound
from infra.kernel.events import verify_chain
from services.membership.contract.erasure_commands import AskErasure
from services.membership.contract.rectification_commands import (
    AskRectification,
    DecideRectification,
    WithdrawRectification,
)
from services.membership.contract.rectification_words import RectificationState as S
from services.membership.contract.rectification_words import RectifiedSubject
from services.membership.contract.staff_commands import GrantDays
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.rectification.course import rectifications_in
from tests.unit.membership.test_erasure import world_of_a_member
from tests.unit.membership.world import ID, PROVEN, STAFF, START, World

MONTH = timedelta(days=30)


def of_event(version: int) -> dict[str, Any]:
    return {"subject": RectifiedSubject.EVENT, "about": f"{ID}:{version}"}


def asked(world: World, **fields: Any) -> str:
    texts = {"wrong": "It ends on the 29th.", "right": "It ends on the 31st."}
    world.do(AskRectification(member_id=ID, **{**texts, **fields}))
    return world.history[-1].id


def decided(world: World, id: str, *, accepted: bool = True, **fields: Any) -> list[str]:
    reason = fields.pop("reason", "Looked at.")
    decision = DecideRectification(
        member_id=ID, rectification_id=id, accepted=accepted, reason=reason, **fields
    )
    return world.do(decision, STAFF)


def withdrawn(world: World, id: str) -> list[str]:
    return world.do(WithdrawRectification(member_id=ID, rectification_id=id))


def member() -> World:
    world = World()
    world.enrol("gold", left=500_00)
    return world


def test_it_is_accepted_by_what_mended_it() -> None:
    world = member()
    before = world.state
    id = asked(world)
    assert world.state.rectify_by == world.now + MONTH
    world.do(GrantDays(member_id=ID, days=2, reason="They were missing."), STAFF)
    mended = (world.history[-1].id,)
    assert decided(world, id, mended=mended) == ["RectificationDecided"]
    [one] = rectifications_in(world.history, world.now)
    assert (one.state, one.mended, one.reason) == (S.ACCEPTED, mended, "Looked at.")
    assert (one.wrong, one.right) == ("It ends on the 29th.", "It ends on the 31st.")
    assert (world.state.rectifications, world.state.rectify_by) == ((), None)
    assert world.state.period_end == before.period_end + timedelta(days=2)
    assert verify_chain(world.history) is None


def test_accepted_says_what_mended_it_or_that_nothing_had_to_be() -> None:
    world = member()
    before = world.history[-1].id
    id = asked(world)
    other = asked(world, **of_event(1))
    future = f"{ID}:{world.state.version + 1}"
    wrong: list[dict[str, Any]] = [
        {},
        {"mended": (before,)},
        {"mended": (id,)},
        {"mended": (other,)},
        {"mended": (future,)},
        {"mended": ("m-2:9",)},
        {"mended": (f"{ID}:x",)},
        {"accepted": False, "nothing_to_mend": True},
        {"nothing_to_mend": True, "reason": " "},
    ]
    for fields in wrong:
        with pytest.raises(InvalidInput):
            decided(world, id, **fields)
    world.do(GrantDays(member_id=ID, days=2, reason="They were missing."), STAFF)
    mended = (world.history[-1].id,)
    for more in ({"nothing_to_mend": True}, {"accepted": False}):
        with pytest.raises(InvalidInput):
            decided(world, id, mended=mended, **more)
    assert decided(world, id, nothing_to_mend=True) == ["RectificationDecided"]


def test_refused_and_taken_back_change_nothing_of_the_membership() -> None:
    world = member()
    before = world.state
    first, second = asked(world), asked(world, **of_event(1))
    decided(world, first, accepted=False)
    withdrawn(world, second)
    found = rectifications_in(world.history, world.now)
    assert [(one.id, one.state) for one in found] == [(second, S.WITHDRAWN), (first, S.REFUSED)]
    assert without_course(world.state) == without_course(before)
    for id in (first, second, "", "m-2:1"):
        with pytest.raises(NotFound):
            decided(world, id, accepted=False)
        with pytest.raises(NotFound):
            withdrawn(world, id)


def without_course(state: Membership) -> dict[str, Any]:
    names = state.__struct_fields__
    return {n: getattr(state, n) for n in names if n not in ("version", "happened_at")}


def test_one_is_open_about_each_subject_and_five_at_once() -> None:
    world = member()
    for _ in range(4):
        world.do(GrantDays(member_id=ID, days=1, reason="More."), STAFF)
    first = asked(world)
    with pytest.raises(NotAllowed):
        asked(world)
    for version in range(1, 5):
        asked(world, **of_event(version))
    with pytest.raises(NotAllowed):
        asked(world, **of_event(5))
    withdrawn(world, first)
    asked(world)
    assert len(world.state.rectifications) == 5


def test_what_it_says_and_is_about_is_checked() -> None:
    world = member()
    last = world.state.version
    for fields in ({"wrong": " "}, {"right": ""}, {"wrong": "x" * 1_001}, {"right": "a@b.example"}):
        with pytest.raises(InvalidInput):
            asked(world, **fields)
    with pytest.raises(InvalidInput):
        asked(world, subject=RectifiedSubject.EVENT)
    with pytest.raises(InvalidInput):
        asked(world, about=f"{ID}:1")
    for about in ("m-2:1", f"{ID}:{last + 1}", f"{ID}:0", f"{ID}:01", f"{ID}:x", "1"):
        with pytest.raises(NotFound):
            asked(world, subject=RectifiedSubject.EVENT, about=about)
    assert world.state.version == last


def test_who_is_late_says_so_once_for_each_and_it_stays_open() -> None:
    world = member()
    id = asked(world, answer_by=START + timedelta(days=3))
    asked(world, **of_event(1), answer_by=START + timedelta(days=2))
    assert "RectificationOverdue" not in world.pass_time(days=1, hours=23)
    assert world.pass_time(days=3).count("RectificationOverdue") == 2
    assert "RectificationOverdue" not in world.pass_time(days=5)
    assert [one.overdue for one in rectifications_in(world.history, world.now)] == [True, True]
    assert world.state.rectify_by == START + timedelta(days=2)
    assert decided(world, id, accepted=False) == ["RectificationDecided"]


def test_an_erasure_ends_what_is_open() -> None:
    world = world_of_a_member()
    asked(world)
    erase = AskErasure(member_id=ID, erase_at=world.now + timedelta(days=7))
    world.do(erase, PROVEN)
    world.pass_time(days=6)
    assert "MemberErased" in world.pass_time(days=1)
    assert (world.state.rectifications, world.state.rectify_by) == ((), None)
    [one] = rectifications_in(world.history, world.now + MONTH)
    assert (one.state, one.overdue) == (S.WITHDRAWN, False)
