"""Corrections on a real database: alone, with a second person, and of many after a dry run."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from infra.kernel.errors import Conflict, Forbidden, NotAllowed
from services.membership.contract import corrections as r
from services.membership.contract import queries as q
from services.membership.contract.correction_views import (
    CorrectionsPage,
    CorrectionsState,
    CorrectionsView,
    TriedPage,
)
from services.membership.contract.directory import Listed
from services.membership.contract.staff_commands import AdjustBalance, GrantDays, MergeMembers
from services.membership.contract.views import MembershipView, TimelinePage
from services.membership.corrections import run_store
from tests.contract.membership_system import System, looping, running_membership
from tests.contract.test_membership_commands import enrolled
from tests.fakes.callers import staff_caller
from tests.waiting import eventually

S = CorrectionsState
WHY = "Our outage of Tuesday."


@pytest.fixture
async def system(mongo_url: str, database_prefix: str) -> AsyncIterator[System]:
    async with running_membership(mongo_url, database_prefix) as running:
        yield running


def lin(**more: Any) -> Any:
    return staff_caller("s-1", name="Lin", **more)


def wu(**more: Any) -> Any:
    return staff_caller("s-2", name="Wu", **more)


def days(number: int, member_id: str = "m-1") -> GrantDays:
    return GrantDays(member_id=member_id, days=number, reason=WHY)


async def membership(system: System, id: str = "m-1") -> MembershipView:
    return await system.ask(q.GetMembership(member_id=id), MembershipView)


async def view_of(system: System, id: str) -> CorrectionsView:
    return await system.ask(q.GetCorrection(id=id), CorrectionsView)


async def requested(system: System, correction: Any, **by: Any) -> CorrectionsView:
    outcome = await system.api.correct(r.Correct(correction=correction), lin(**by))
    assert outcome.done is None
    assert outcome.corrections is not None
    return outcome.corrections


async def test_within_the_limits_one_of_the_staff_does_it_once(system: System) -> None:
    await enrolled(system, "m-1")
    end = (await membership(system)).period_end
    command, by = r.Correct(correction=days(31)), lin(idempotency_key="k")
    first, again = await system.api.correct(command, by), await system.api.correct(command, by)
    assert (first.repeated, again.repeated) == (False, True)
    assert (await membership(system)).period_end == end + timedelta(days=31)
    assert await system.holds("m-1")


async def test_above_them_a_second_person_confirms_and_never_the_same(system: System) -> None:
    await enrolled(system, "m-1")
    end = (await membership(system)).period_end
    asked = await requested(system, days(32), idempotency_key="k")
    assert (asked.state, asked.members, asked.possible) == (S.REQUESTED, 1, 1)
    again = await system.api.correct(r.Correct(correction=days(32)), lin(idempotency_key="k"))
    assert again.repeated
    with pytest.raises(Conflict):
        await system.api.correct(r.Correct(correction=days(33)), lin(idempotency_key="k"))
    waiting = await system.ask(q.GetCorrections(waiting=True), CorrectionsPage)
    assert [one.id for one in waiting.corrections] == [asked.id]
    with pytest.raises(Forbidden):
        await system.api.correct(r.ConfirmCorrections(id=asked.id), lin())
    assert (await membership(system)).period_end == end
    await system.api.correct(r.ConfirmCorrections(id=asked.id), wu())
    done = await view_of(system, asked.id)
    assert (done.state, done.corrected, done.refused) == (S.DONE, 1, 0)
    assert (await membership(system)).period_end == end + timedelta(days=32)
    assert (await system.api.correct(r.ConfirmCorrections(id=asked.id), wu())).repeated
    page = await system.ask(q.GetTimeline(member_id="m-1"), TimelinePage)
    [told] = [one for one in page.entries if one.type == "DaysGranted"]
    assert (told.actor.name, told.body["confirmed_by"], told.cause) == ("Lin", "Wu", "STAFF_ACTION")


async def test_what_is_refused_or_waits_too_long_is_not_done(system: System) -> None:
    await enrolled(system, "m-1")
    refused = await requested(system, AdjustBalance(member_id="m-1", amount=10_001, reason=WHY))
    await system.api.correct(r.RefuseCorrections(id=refused.id, reason="Too much."), wu())
    assert (await view_of(system, refused.id)).refusal == "Too much."
    late = await requested(system, days(40))
    system.clock.advance(timedelta(days=3))
    assert (await view_of(system, late.id)).state is S.EXPIRED
    for one in (refused, late):
        with pytest.raises(NotAllowed):
            await system.api.correct(r.ConfirmCorrections(id=one.id), wu())
    assert (await membership(system)).balance == 0


async def test_what_cannot_be_done_is_refused_before_it_is_requested(system: System) -> None:
    await enrolled(system, "m-1")
    await system.pass_time("m-1", days=40)
    with pytest.raises(NotAllowed):
        await system.api.correct(r.Correct(correction=days(60)), lin())
    assert (await system.ask(q.GetCorrections(), CorrectionsPage)).total == 0


async def drafted(system: System, **whom: Any) -> CorrectionsView:
    draft = r.DraftCorrections(correction=days(5, ""), **whom)
    made = (await system.api.correct(draft, lin())).corrections
    assert made is not None
    async with looping(system, "try out"):
        await eventually(lambda: _is(system, made.id, S.PREVIEWED))
    return await view_of(system, made.id)


async def _is(system: System, id: str, state: CorrectionsState) -> bool:
    return (await view_of(system, id)).state is state


async def test_many_are_tried_out_and_then_corrected_once_each(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(1, 5):
        await enrolled(system, f"m-{n}")
    await system.pass_time("m-4", days=40)
    before = {f"m-{n}": (await membership(system, f"m-{n}")).period_end for n in range(1, 5)}
    plan = await drafted(system, member_ids=("m-1", "m-2", "m-3", "m-4", "m-9"))
    assert (plan.members, plan.possible) == (5, 3)
    assert {one.code: one.members for one in plan.contradicting} == {
        "NOT_ALLOWED": 1,
        "NOT_FOUND": 1,
    }
    [one, *_] = plan.sample
    assert one.before is not None
    assert one.after is not None
    assert one.before.period_end == before["m-1"]
    assert one.after.period_end == before["m-1"] + timedelta(days=5)
    against = await system.ask(q.GetTried(id=plan.id, refused=True), TriedPage)
    assert [(each.member_id, each.code) for each in against.tried] == [
        ("m-4", "NOT_ALLOWED"),
        ("m-9", "NOT_FOUND"),
    ]
    assert (await membership(system)).period_end == before["m-1"], "nothing was changed"

    killed = _killed_once(monkeypatch)
    with pytest.raises(Forbidden):
        await system.api.correct(r.StartCorrections(id=plan.id), wu())
    with pytest.raises(RuntimeError):
        await system.api.correct(r.StartCorrections(id=plan.id), lin())
    assert killed == [1], "after the members were corrected, before it was noted"
    async with looping(system, "try out"):
        await eventually(lambda: _is(system, plan.id, S.DONE))
    assert (await view_of(system, plan.id)).corrected == 3
    for id in ("m-1", "m-2", "m-3"):
        assert (await membership(system, id)).period_end == before[id] + timedelta(days=5)
        assert await system.holds(id)


def _killed_once(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Whoever carries them out dies once, before it notes what it did."""

    times: list[int] = []
    settle = run_store.RunStore.settle

    async def dies(self: Any, *args: Any) -> None:
        if not times:
            times.append(1)
            raise RuntimeError("killed")
        await settle(self, *args)

    monkeypatch.setattr(run_store.RunStore, "settle", dies)
    return times


async def test_two_accounts_become_one_with_a_second_person_whatever_is_killed(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    await enrolled(system, "m-1", left=100)
    await enrolled(system, "m-2", left=50)
    end, other = (await membership(system)).period_end, (await membership(system, "m-2")).period_end
    merge = MergeMembers(member_id="m-1", other="m-2", reason="One person.")
    asked = await requested(system, merge, idempotency_key="k")
    left = other - system.clock.now()
    _killed_once(monkeypatch)
    with pytest.raises(RuntimeError):
        await system.api.correct(r.ConfirmCorrections(id=asked.id), wu())
    async with looping(system, "try out"):
        await eventually(lambda: _is(system, asked.id, S.DONE))
    kept, gone = await membership(system), await membership(system, "m-2")
    assert (kept.balance, kept.period_end, kept.entitled) == (150, end + left, True)
    assert (gone.balance, gone.status, gone.entitled) == (0, "CLOSED", False)
    for id, type in (("m-1", "MergedFrom"), ("m-2", "MergedInto")):
        page = await system.ask(q.GetTimeline(member_id=id), TimelinePage)
        [told] = [one for one in page.entries if one.type == type]
        assert (told.actor.name, told.body["confirmed_by"]) == ("Lin", "Wu")
        assert await system.holds(id)


async def test_more_members_than_one_may_correct_wait_for_a_second(system: System) -> None:
    for n in range(21):
        await enrolled(system, f"m-{n:02}")
    plan = await drafted(system, listed=Listed(plan="gold"))
    assert plan.possible == 21
    started = await system.api.correct(r.StartCorrections(id=plan.id), lin())
    assert started.corrections is not None
    assert started.corrections.state is S.REQUESTED
    async with looping(system, "try out"):
        await system.api.correct(r.ConfirmCorrections(id=plan.id), wu())
        await eventually(lambda: _is(system, plan.id, S.DONE))
    assert (await view_of(system, plan.id)).corrected == 21
