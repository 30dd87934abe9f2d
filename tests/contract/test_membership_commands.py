"""Commands on the real store: once each, side by side, with a history that verifies."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from msgspec.structs import replace

from infra.kernel.errors import AppError, Conflict, InvalidInput, NotAllowed, NotFound
from services.membership.contract import commands as c
from services.membership.contract import queries as q
from services.membership.contract import views as v
from services.membership.contract.words import Cause, HoldKind, PaymentPurpose, RemedyKind, Status
from tests.contract.membership_system import System, host, member, running_membership, staff

GOLD = 1990


@pytest.fixture
async def system(mongo_url: str, database_prefix: str) -> AsyncIterator[System]:
    async with running_membership(mongo_url, database_prefix) as system:
        yield system


async def enrolled(system: System, member_id: str, left: int = 0, **more: object) -> None:
    top_up = c.TopUp(member_id=member_id, amount=GOLD + left, reference="r")
    await system.api.execute(top_up, host())
    enrol = c.Enrol(member_id=member_id, plan="gold", auto_renew=False)
    await system.api.execute(enrol, member(member_id))


async def balance(system: System, member_id: str) -> int:
    view = await system.ask(q.GetMembership(member_id=member_id), v.MembershipView)
    return view.balance


async def test_the_same_key_and_command_act_once(system: System) -> None:
    await enrolled(system, "m-1")
    by = host(idempotency_key="key-1")
    command = c.TopUp(member_id="m-1", amount=500, reference="x")
    outcomes = await asyncio.gather(*(system.api.execute(command, by) for _ in range(5)))
    assert sorted(one.repeated for one in outcomes) == [False, True, True, True, True]
    assert await balance(system, "m-1") == 500
    with pytest.raises(Conflict):
        await system.api.execute(c.TopUp(member_id="m-1", amount=501, reference="x"), by)
    other = member("m-1", idempotency_key="key-1")
    assert not (await system.api.execute(c.Freeze(member_id="m-1"), other)).repeated, (
        "somebody else's key is another"
    )


async def test_fifty_top_ups_of_one_member_at_once_all_count(system: System) -> None:
    """They take turns in the process instead of racing for the row until some give up."""
    await enrolled(system, "m-1")
    top_ups = [c.TopUp(member_id="m-1", amount=1, reference=f"t-{n}") for n in range(50)]
    outcomes = await asyncio.gather(*(system.api.execute(one, host()) for one in top_ups))
    assert not any(one.repeated for one in outcomes)
    assert await balance(system, "m-1") == 50


async def test_a_top_up_counts_once_by_its_reference(system: System) -> None:
    await enrolled(system, "m-1")
    command = c.TopUp(member_id="m-1", amount=500, reference="pay-1")
    outcomes = [await system.api.execute(command, host(idempotency_key=f"k{i}")) for i in range(3)]
    assert [one.repeated for one in outcomes] == [False, True, True]
    assert await balance(system, "m-1") == 500
    named = c.TopUp(member_id="m-1", amount=500, reference="from li@example.cn")
    with pytest.raises(InvalidInput):
        await system.api.execute(named, host())


async def test_commands_side_by_side_all_count(system: System) -> None:
    await enrolled(system, "m-1")
    commands = [c.TopUp(member_id="m-1", amount=10, reference=str(i)) for i in range(5)]
    await asyncio.gather(*(system.api.execute(one, host()) for one in commands))
    assert await balance(system, "m-1") == 50
    assert await system.holds("m-1")


async def test_two_renewals_at_once_with_money_for_one(system: System) -> None:
    await enrolled(system, "m-1", left=GOLD)
    renew = c.Renew(member_id="m-1")
    calls = [system.api.execute(renew, member("m-1")) for _ in range(2)]
    results = await asyncio.gather(*calls, return_exceptions=True)
    assert sorted(isinstance(one, AppError) for one in results) == [False, True]
    assert await balance(system, "m-1") == 0


async def test_a_payment_counts_once_by_its_order_id(system: System) -> None:
    await enrolled(system, "m-1")
    await system.pass_time("m-1", days=30, hours=1)
    payment = c.ReportPayment(
        member_id="m-1", order_id="o-1", amount=GOLD, paid_at=system.clock.now()
    )
    first, *again = [await system.api.execute(payment, host()) for _ in range(3)]
    assert (first.renewed, first.repeated) == (True, False)
    assert all(one.renewed and one.repeated for one in again)
    assert await balance(system, "m-1") == 0
    other = c.ReportPayment(member_id="m-1", order_id="o-1", amount=1, paid_at=system.clock.now())
    with pytest.raises(Conflict):
        await system.api.execute(other, host())


async def test_a_payment_too_small_says_what_is_missing(system: System) -> None:
    await enrolled(system, "m-1")
    payment = c.ReportPayment(
        member_id="m-1", order_id="o-1", amount=GOLD - 90, paid_at=system.clock.now()
    )
    outcome = await system.api.execute(payment, host())
    assert (outcome.renewed, outcome.missing) == (False, 90)


async def test_a_remedy_is_granted_once_whoever_asks_how_often(system: System) -> None:
    await enrolled(system, "m-1")
    lost_at = system.clock.now() + timedelta(days=31)
    await system.pass_time("m-1", days=36)
    remedy = c.ApplyRemedy(
        member_id="m-1",
        remedy_id="r-1",
        appeal_number="AP-20260406-0001",
        kind=RemedyKind.RESTORE,
        loss_cause=Cause.LAPSED,
        lost_at=lost_at,
        days=None,
        reason="The payment had been made",
    )
    calls = [system.api.execute(remedy, staff(idempotency_key=f"k{i}")) for i in range(4)]
    outcomes = await asyncio.gather(*calls)
    assert sorted(one.repeated for one in outcomes) == [False, True, True, True]
    assert all(one.membership and one.membership.status is Status.ACTIVE for one in outcomes)
    page = await system.ask(q.GetTimeline(member_id="m-1"), v.TimelinePage)
    assert [e.type for e in page.entries].count("RemedyApplied") == 1
    assert await system.holds("m-1")


async def test_logins_and_orders_count_once_and_a_strange_one_holds(system: System) -> None:
    await enrolled(system, "m-1")
    outcomes = []
    for login_id, device in (("l-1", "d.1"), ("l-2", "d$2"), ("l-2", "d$2")):
        login = c.ReportLogin(member_id="m-1", login_id=login_id, at=system.clock.now())
        by = host(device_id=device, device_label="Pixel", ip="203.0.113.9")
        outcomes.append(await system.api.execute(login, by))
    outcome = outcomes[-1]
    assert outcome.repeated
    assert outcome.membership
    assert outcome.membership.status is Status.FROZEN
    order = c.ReportOrder(
        member_id="m-1", order_id="o-1", at=system.clock.now(), full_price=100, paid_price=100
    )
    assert not (await system.api.execute(order, host())).repeated
    assert (await system.api.execute(order, host())).repeated
    release = c.ReleaseHold(member_id="m-1", kind=HoldKind.NEW_DEVICE)
    proven = member("m-1", second_factor=True, device_id="d$2")
    outcome = await system.api.execute(release, proven)
    assert outcome.membership
    assert outcome.membership.status is Status.ACTIVE


async def test_where_a_person_was_is_shown_but_never_part_of_an_event(system: System) -> None:
    await enrolled(system, "m-1")
    by = member("m-1", ip="203.0.113.9", device_label="Pixel 9", device_id="d-1")
    await system.api.execute(c.Cancel(member_id="m-1"), by)
    page = await system.ask(q.GetTimeline(member_id="m-1"), v.TimelinePage)
    last = page.entries[-1]
    assert (last.ip, last.device_label, last.device_id) == ("203.0.113.9", "Pixel 9", "d-1")
    events = str(await system.db["events"].find({"aggregate": "m-1"}).to_list(None))
    assert "203.0.113.9" not in events
    assert "Pixel" not in events


async def test_ids_that_could_be_contacts_and_unknown_members_are_refused(system: System) -> None:
    for member_id in ("", "a@b.cn", "clause-x", "+8613800000000"):
        with pytest.raises(InvalidInput):
            await system.api.execute(c.Cancel(member_id=member_id), member(member_id))
    with pytest.raises(NotFound):
        await system.api.execute(c.Cancel(member_id="nobody"), member("nobody"))


async def test_a_refused_command_leaves_nothing_behind(system: System) -> None:
    await enrolled(system, "m-1")
    before = await system.db["commands"].count_documents({})
    with pytest.raises(NotAllowed):
        await system.api.execute(c.UndoChange(member_id="m-1"), member("m-1", idempotency_key="k"))
    assert await system.db["commands"].count_documents({}) == before


async def test_time_passes_once_however_many_sweepers_wake_up(system: System) -> None:
    await enrolled(system, "m-1")
    await system.pass_time(days=40)
    await asyncio.gather(*(system.pass_time("m-1") for _ in range(4)))
    page = await system.ask(q.GetTimeline(member_id="m-1"), v.TimelinePage)
    assert [e.type for e in page.entries[3:]] == ["OutageNoted", "GraceStarted"]
    stored = await system.db["memberships"].find_one({"_id": "m-1"})
    assert stored
    assert stored["next_due"] == system.clock.now() + timedelta(hours=24)
    assert await system.holds("m-1")


async def test_the_same_call_beside_itself_is_not_refused_for_what_it_did(system: System) -> None:
    await enrolled(system, "m-1")
    for round in range(4):
        by = member("m-1", idempotency_key=f"freeze-{round}", second_factor=True)
        calls = [system.api.execute(c.Freeze(member_id="m-1", hours=1), by) for _ in range(6)]
        outcomes = await asyncio.gather(*calls)
        assert [one.repeated for one in outcomes].count(False) == 1
        release = c.ReleaseHold(member_id="m-1", kind=HoldKind.MEMBER_FREEZE)
        done = member("m-1", idempotency_key=f"release-{round}", second_factor=True)
        outcomes = await asyncio.gather(*(system.api.execute(release, done) for _ in range(6)))
        assert [one.repeated for one in outcomes].count(False) == 1


async def test_paid_after_grace_begins_anew_and_later_stays_on_the_balance(system: System) -> None:
    for id, late in (("m-1", timedelta(seconds=1)), ("m-2", timedelta(days=7, seconds=1))):
        await enrolled(system, id)
        grace_end = system.clock.now() + timedelta(days=31)
        await system.pass_time(id, days=31)
        system.clock.advance(late)
        payment = c.ReportPayment(
            member_id=id, order_id=f"o-{id}", amount=GOLD, paid_at=grace_end + late
        )
        outcome = await system.api.execute(payment, host())
        in_time = id == "m-1"
        assert (outcome.renewed, outcome.missing) == (in_time, 0)
        assert outcome.membership is not None
        assert outcome.membership.entitled is in_time
        page = await system.ask(q.GetTimeline(member_id=id), v.TimelinePage)
        assert page.entries[-1].type == ("MembershipRenewed" if in_time else "PaymentKept")
        assert await system.holds(id)


async def test_a_report_is_not_written_over(system: System) -> None:
    await enrolled(system, "m-1")
    now = system.clock.now()
    paid = c.ReportPayment(member_id="m-1", order_id="o-1", amount=10, paid_at=now)
    await system.api.execute(paid, host())
    for field, other in (
        ("amount", replace(paid, amount=11)),
        ("paidAt", replace(paid, paid_at=now - timedelta(days=1))),
        ("purpose", replace(paid, purpose=PaymentPurpose.TOP_UP)),
    ):
        with pytest.raises(Conflict) as refused:
            await system.api.execute(other, host())
        assert refused.value.field == field
    assert (await system.api.execute(paid, host())).repeated
    assert await balance(system, "m-1") == 10


async def test_money_of_one_name_is_credited_once_whichever_way_it_is_reported(
    system: System,
) -> None:
    await enrolled(system, "m-1")
    await enrolled(system, "m-2")
    paid = c.ReportPayment(
        member_id="m-1", order_id="o-1", amount=10, paid_at=system.clock.now(),
        purpose=PaymentPurpose.TOP_UP,
    )  # fmt: skip
    top_up = c.TopUp(member_id="m-1", amount=10, reference="o-1")
    outcomes = await asyncio.gather(
        *(system.api.execute(one, host()) for one in (paid, top_up, paid, top_up))
    )
    assert sorted(one.repeated for one in outcomes) == [False, True, True, True]
    assert await balance(system, "m-1") == 10
    await system.api.execute(replace(paid, order_id="o-3"), host())
    by_name = replace(top_up, reference="o-3")
    assert (await system.api.execute(by_name, host())).repeated
    for other in (replace(by_name, amount=11), replace(by_name, member_id="m-2")):
        with pytest.raises(Conflict):
            await system.api.execute(other, host())
    await system.api.execute(c.TopUp(member_id="m-1", amount=5, reference="o-2"), host())
    as_renewal = replace(paid, order_id="o-2", amount=5, purpose=PaymentPurpose.RENEWAL)
    with pytest.raises(Conflict) as refused:
        await system.api.execute(as_renewal, host())
    assert refused.value.field == "orderId"
    assert await balance(system, "m-1") == 25


async def test_an_order_in_the_future_is_refused(system: System) -> None:
    await enrolled(system, "m-1")
    order = c.ReportOrder(
        member_id="m-1", order_id="o-1", full_price=2, paid_price=1,
        at=system.clock.now() + timedelta(days=2),
    )  # fmt: skip
    with pytest.raises(InvalidInput) as refused:
        await system.api.execute(order, host())
    assert refused.value.field == "at"
