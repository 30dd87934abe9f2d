"""Kill -9 between an appeal's decision and its remedy, at each step, for whatever is granted."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any, TypeVar

import msgspec

from infra.kernel.clock import FixedClock
from infra.kernel.events import Actor
from services.appeals.contract.words import AppealState, RemedyState
from services.membership.contract.commands import ReportOrder
from services.membership.contract.import_rows import (
    ImportBatch,
    MemberRow,
)
from services.membership.contract.queries import GetMembership, GetRecord, GetTimeline
from services.membership.contract.views import MembershipView, RecordView, TimelinePage
from services.membership.contract.words import Lifecycle, RemedyKind, Status
from services.settings import Settings
from services.shared.callers import ActorKind
from tests.contract.appeals_process import Job, Pair
from tests.contract.appeals_system import LOST_AT, NOON
from tests.fakes.callers import HOST
from tests.loops import looping
from tests.unit.appeals.people import DAY, by, opening
from tests.waiting import PATIENCE

STEPS = (
    "appeals.decision.recorded",
    "appeals.remedy.before_call",
    "appeals.remedy.after_call",
    "appeals.remedy.before_record",
    "appeals.remedy.after_record",
)
KILLS = 20
BALANCE = 50_00
SETTLED_AT_ONCE = 10
Run = Callable[..., Coroutine[Any, Any, int]]
T = TypeVar("T")


@asynccontextmanager
async def processes(mongo_url: str, prefix: str) -> AsyncIterator[Run]:
    """Runs the job for an appeal's number with a crash point; gives how its process ended."""
    parent = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.contract.appeals_process",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )

    async def run(number: str, crash_at: str, until: str = "", hours: int = 0) -> int:
        assert parent.stdin is not None
        assert parent.stdout is not None
        job = Job(
            mongo_url=mongo_url, prefix=prefix, number=number, crash_at=crash_at,
            until=until, hours=hours,
        )  # fmt: skip
        parent.stdin.write(msgspec.json.encode(job) + b"\n")
        return int(await asyncio.wait_for(parent.stdout.readline(), PATIENCE))

    try:
        yield run
    finally:
        parent.kill()
        await parent.wait()


@asynccontextmanager
async def pair_of_services(mongo_url: str, prefix: str) -> AsyncIterator[Pair]:
    settings = Settings(
        mongo_url=mongo_url,
        mongo_database_prefix=prefix,
        breaker_floor=KILLS,  # all lapse in one hour
    )
    pair = Pair(settings, FixedClock(LOST_AT - DAY))
    for component in (pair.members, pair.appeals):
        await component.prepare()
    try:
        yield pair
    finally:
        pair.mongo.close()


async def lapsed_members(pair: Pair) -> list[str]:
    """Members whose paid period ended five days before noon."""
    rows = tuple(
        MemberRow(
            row=row,
            member_id=f"m-{row}",
            plan="gold",
            lifecycle=Lifecycle.ACTIVE,
            cause=None,
            period_start=LOST_AT - 30 * DAY,
            period_end=LOST_AT - DAY,
            auto_renew=False,
            balance=BALANCE,
            last_login_at=None,
        )
        for row in range(1, KILLS + 1)
    )
    result = await pair.membership.import_batch(ImportBatch(members=rows))
    assert (result.created, result.refused) == (KILLS, ())
    members = [row.member_id for row in rows]
    sweeping = [loop for loop in pair.members.loops if loop.name.startswith("sweep")]
    async with looping(sweeping), asyncio.timeout(PATIENCE):
        await all_become(pair, members, Status.GRACE, at=LOST_AT - DAY)
        await all_become(pair, members, Status.EXPIRED, at=LOST_AT)
    for member in members:
        order = ReportOrder(
            member_id=member, order_id=f"O-{member}", at=LOST_AT + DAY, full_price=100_00,
            paid_price=100_00,
        )  # fmt: skip
        pair.clock.advance(max(LOST_AT + DAY - pair.clock.now(), timedelta(0)))
        await pair.membership.execute(order, HOST)
    pair.clock.advance(NOON - pair.clock.now())
    return members


async def all_become(pair: Pair, members: list[str], status: Status, *, at: datetime) -> None:
    pair.clock.advance(at - pair.clock.now())
    asked = [GetMembership(member_id=member) for member in members]
    while True:
        views = await pair.membership.read([*asked])
        if all(isinstance(view, MembershipView) and view.status is status for view in views):
            return
        await asyncio.sleep(0.05)


async def appeal_of(pair: Pair, member_id: str) -> str:
    member = Actor(kind=ActorKind.MEMBER, id=member_id)
    outcome = await pair.appeals.api.execute(opening(member_id=member_id), by(member))
    number: str = outcome.appeal.number
    return number


async def end_transactions(pair: Pair) -> None:
    await pair.mongo.admin.command("killAllSessions", [])


async def unblocked(pair: Pair, work: Coroutine[Any, Any, T]) -> T:
    """A process that dies within a transaction leaves it open for a minute, and what it touched
    is blocked until then. The test does not wait for that."""
    task = asyncio.create_task(work)
    while not (await asyncio.wait({task}, timeout=3))[0]:
        await end_transactions(pair)
    return task.result()


async def kill(pair: Pair, run: Run, number: str, attempt: int) -> int:
    """Kills the process that decides, and often the one that takes over; gives how many died."""
    died = await unblocked(pair, run(number, STEPS[attempt % len(STEPS)]))
    assert died == -signal.SIGKILL
    await end_transactions(pair)
    if attempt % 2 == 0:
        return 1
    again = await unblocked(pair, run(number, STEPS[attempt // len(STEPS) % len(STEPS)]))
    assert again in (0, -signal.SIGKILL)
    await end_transactions(pair)
    return 1 + (again == -signal.SIGKILL)


async def happened(pair: Pair, member_id: str) -> dict[str, list[dict[str, Any]]]:
    """The bodies of the events of a history that holds, by their types."""
    [page, record] = await pair.membership.read(
        [GetTimeline(member_id=member_id), GetRecord(member_id=member_id)]
    )
    assert isinstance(page, TimelinePage)
    assert isinstance(record, RecordView)
    assert record.holds, record.fault
    found: dict[str, list[dict[str, Any]]] = {}
    for entry in page.entries:
        found.setdefault(entry.type, []).append(entry.body)
    return found


async def is_pending(pair: Pair, number: str) -> bool:
    view = await pair.view(number)
    applied = view.decision is not None and view.decision.remedy_state is RemedyState.APPLIED
    return view.state is not AppealState.CLOSED or not applied


async def assert_applied_once(pair: Pair, number: str, member_id: str) -> None:
    """Gold gives 10.00 off the order of 100.00, and is renewed for 19.90."""
    assert not await is_pending(pair, number)
    view = await pair.view(number)
    assert view.decision is not None
    assert [step.type for step in view.steps].count("RemedyConfirmed") == 1
    given, kinds = view.decision.given, {part.kind for part in view.decision.parts}
    assert given is not None
    events = await happened(pair, member_id)
    restored = RemedyKind.RESTORE in kinds
    assert [body["days"] for body in events.get("RemedyApplied", [])] == [5] * restored
    assert given.days == 5 * restored
    credited = RemedyKind.CREDIT in kinds
    assert [body["amount"] for body in events.get("DiscountCredited", [])] == [10_00] * credited
    renewed = RemedyKind.RENEW in kinds
    assert [body["price"] for body in events.get("MembershipRenewed", [])] == [19_90] * renewed
    [now] = await pair.membership.read([GetMembership(member_id=member_id)])
    assert isinstance(now, MembershipView)
    assert now.balance == BALANCE + 10_00 * credited - 19_90 * renewed


async def test_a_remedy_is_applied_exactly_once_whatever_dies(
    mongo_url: str, database_prefix: str
) -> None:
    async with (
        pair_of_services(mongo_url, database_prefix) as pair,
        processes(mongo_url, database_prefix) as run,
    ):
        numbers = {member: await appeal_of(pair, member) for member in await lapsed_members(pair)}
        died = 0
        for attempt, number in enumerate(numbers.values()):
            died += await kill(pair, run, number, attempt)
        assert died >= KILLS
        for start in range(0, KILLS, SETTLED_AT_ONCE):
            some = list(numbers.values())[start : start + SETTLED_AT_ONCE]
            await unblocked(pair, pair.settle(*some))
        for member_id, number in numbers.items():
            await assert_applied_once(pair, number, member_id)
