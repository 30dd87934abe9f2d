"""Refunds on the real store: once each, side by side, told and verified."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from msgspec.structs import replace

from infra.kernel.errors import AppError, Conflict, NotFound
from services.membership.contract import commands as c
from services.membership.contract import queries as q
from services.membership.contract import views as v
from services.membership.contract.words import RefundKind, RefundOutcome, Status
from tests.contract.membership_system import System, host, member, running_membership, staff
from tests.contract.test_membership_commands import GOLD, enrolled


@pytest.fixture
async def system(mongo_url: str, database_prefix: str) -> AsyncIterator[System]:
    async with running_membership(mongo_url, database_prefix) as system:
        yield system


async def renewed(system: System, member_id: str) -> None:
    await enrolled(system, member_id)
    await system.pass_time(member_id, days=30)
    payment = c.ReportPayment(
        member_id=member_id, order_id=f"o-{member_id}", amount=GOLD, paid_at=system.clock.now()
    )
    await system.api.execute(payment, host())


def refund_of(system: System, member_id: str, **more: object) -> c.ReportRefund:
    given: dict[str, object] = {"amount": GOLD, "kind": RefundKind.CHARGEBACK} | more
    return c.ReportRefund(
        member_id=member_id,
        order_id=f"o-{member_id}",
        refund_id=f"r-{member_id}",
        refunded_at=system.clock.now(),
        **given,  # type: ignore[arg-type]  # mixed
    )


async def test_a_refund_counts_once_and_what_it_took_comes_back(system: System) -> None:
    await renewed(system, "m-1")
    refund = refund_of(system, "m-1")
    outcomes = await asyncio.gather(*(system.api.execute(refund, host()) for _ in range(5)))
    assert sorted(one.repeated for one in outcomes) == [False, True, True, True, True]
    for one in outcomes:
        assert one.refund is not None
        assert (one.refund.outcome, one.refund.refunded) == (RefundOutcome.ENDED, GOLD)
        assert one.membership is not None
        assert one.membership.status is Status.EXPIRED
    for other in (replace(refund, amount=1), replace(refund, member_id="m-2")):
        with pytest.raises(AppError):
            await system.api.execute(other, host())
    with pytest.raises(Conflict):
        await system.api.execute(replace(refund, kind=RefundKind.REFUND), host())
    system.clock.advance(timedelta(days=3))
    won = c.ReportChargebackWon(member_id="m-1", refund_id="r-m-1")
    outcomes = await asyncio.gather(*(system.api.execute(won, host()) for _ in range(5)))
    assert sorted(one.repeated for one in outcomes) == [False, True, True, True, True]
    view = await system.ask(q.GetMembership(member_id="m-1"), v.MembershipView)
    assert view.period_end == system.clock.now() + timedelta(days=30)
    assert await system.holds("m-1")


async def test_parts_at_once_never_make_more_than_the_whole(system: System) -> None:
    await renewed(system, "m-1")
    parts = [replace(refund_of(system, "m-1"), refund_id=f"r-{n}", amount=500) for n in range(8)]
    results = await asyncio.gather(
        *(system.api.execute(one, host()) for one in parts), return_exceptions=True
    )
    assert [isinstance(one, AppError) for one in results].count(False) == GOLD // 500
    assert await system.holds("m-1")


async def test_a_refund_before_its_payment_is_told_to_come_again(system: System) -> None:
    await enrolled(system, "m-1")
    refund = refund_of(system, "m-1")
    with pytest.raises(NotFound) as refused:
        await system.api.execute(refund, host())
    assert refused.value.field == "orderId"
    await system.pass_time("m-1", days=30)
    payment = c.ReportPayment(
        member_id="m-1", order_id="o-m-1", amount=GOLD, paid_at=system.clock.now()
    )
    await system.api.execute(payment, host())
    assert not (await system.api.execute(refund, host())).repeated


async def test_staff_pay_out_a_balance_once(system: System) -> None:
    await enrolled(system, "m-1", left=500)
    command = c.WithdrawBalance(member_id="m-1", amount=300, reason="Asked for it.")
    by = staff(idempotency_key="k", second_factor=True)
    outcomes = await asyncio.gather(*(system.api.execute(command, by) for _ in range(3)))
    assert sorted(one.repeated for one in outcomes) == [False, True, True]
    ledger = await system.ask(q.GetLedger(member_id="m-1"), v.LedgerView)
    assert (ledger.balance, ledger.lines[0].debit) == (200, 300)
    with pytest.raises(AppError):
        await system.api.execute(command, member("m-1"))
