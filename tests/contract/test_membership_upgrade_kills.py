"""Kill -9 at each step between the debit and the change of plan of an upgrade; and fifty renewals
at once."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import msgspec
import pytest

from infra.kernel.errors import AppError
from services.membership.contract import commands as c
from services.membership.contract import queries as q
from services.membership.contract import views as v
from tests.contract.membership_process import Job
from tests.contract.membership_system import System, host, member, running_membership
from tests.contract.test_membership_commands import GOLD, balance, enrolled
from tests.waiting import PATIENCE

DIFFERENCE = 3990 - GOLD
LEFT = 50_00


@pytest.fixture
async def system(mongo_url: str, database_prefix: str) -> AsyncIterator[System]:
    async with running_membership(mongo_url, database_prefix) as system:
        yield system


async def test_an_upgrade_is_whole_or_not_there_whatever_dies(
    system: System, mongo_url: str, database_prefix: str
) -> None:
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.contract.membership_process",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip

    async def run(steps: Sequence[int]) -> list[int]:
        assert parent.stdin is not None
        assert parent.stdout is not None
        jobs = [
            Job(mongo_url=mongo_url, prefix=database_prefix, member_id=f"m-{n}", step=step)
            for n, step in enumerate(steps, start=len(plans))
        ]
        for job in jobs:
            await enrolled(system, job.member_id, left=LEFT)
        parent.stdin.write(msgspec.json.encode(jobs) + b"\n")
        answer = await asyncio.wait_for(parent.stdout.readline(), PATIENCE)
        await system.db.client.admin.command("killAllSessions", [])
        plans.extend([await either_plan(system, job.member_id) for job in jobs])
        return msgspec.json.decode(answer, type=list[int])

    plans: list[str] = []
    [moments] = await run([-1])
    ended = await run(range(moments))
    parent.kill()
    await parent.wait()
    assert ended == [-signal.SIGKILL] * moments
    assert {"gold", "diamond"} == set(plans[1:]), "some died before the commit, some after it"


async def either_plan(system: System, id: str) -> str:
    """The old plan with its money, or the new one paid for; and asked again, the new one once."""
    view = await system.ask(q.GetMembership(member_id=id), v.MembershipView)
    upgraded = view.plan.code == "diamond"
    assert view.balance == (LEFT - DIFFERENCE if upgraded else LEFT)
    assert await system.holds(id)
    await system.api.execute(
        c.Upgrade(member_id=id, plan="diamond"), member(id, idempotency_key="upgrade")
    )
    ledger = await system.ask(q.GetLedger(member_id=id), v.LedgerView)
    assert ledger.balance == LEFT - DIFFERENCE
    assert sum(line.credit - line.debit for line in ledger.lines) == ledger.balance
    return view.plan.code


@pytest.mark.parametrize("keys", [1, 50])
async def test_fifty_renewals_at_once_are_one_debit_a_period(system: System, keys: int) -> None:
    await enrolled(system, "m-1", left=50 * GOLD)
    renew = c.Renew(member_id="m-1")
    calls = [
        system.api.execute(renew, member("m-1", idempotency_key=f"k-{n % keys}")) for n in range(50)
    ]
    results = await asyncio.gather(*calls, return_exceptions=True)
    done = [one for one in results if not isinstance(one, BaseException)]
    assert all(isinstance(one, AppError) for one in results if isinstance(one, BaseException))
    assert [one.repeated for one in done].count(False) == 1
    assert len(done) == (50 if keys == 1 else 1)
    assert await balance(system, "m-1") == 49 * GOLD
    view = await system.ask(q.GetMembership(member_id="m-1"), v.MembershipView)
    assert view.period_end == system.clock.now() + timedelta(days=60)
    assert await system.holds("m-1")


async def test_fifty_payments_at_once_renew_as_far_as_may_be(system: System) -> None:
    """One renewal ahead; what is left is on the balance, each payment once."""
    await enrolled(system, "m-1")
    now = system.clock.now()
    payments = [
        c.ReportPayment(member_id="m-1", order_id=f"o-{n % 25}", amount=GOLD, paid_at=now)
        for n in range(50)
    ]
    outcomes = await asyncio.gather(*(system.api.execute(one, host()) for one in payments))
    assert [one.repeated for one in outcomes].count(False) == 25
    assert await balance(system, "m-1") == 24 * GOLD
