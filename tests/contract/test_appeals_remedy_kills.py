"""Kill -9 between an appeal's decision and its remedy, at each step, for whatever is granted."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Callable, Collection, Coroutine
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, TypeVar

import msgspec

from infra.kernel.batches import batched
from infra.kernel.clock import FixedClock
from infra.kernel.events import Actor
from services.appeals.contract.words import AppealState, RemedyState
from services.membership.contract.commands import PlaceStaffHold, ReportOrder
from services.membership.contract.import_rows import (
    ImportBatch,
    MemberRow,
)
from services.membership.contract.queries import GetMembership, GetRecord, GetTimeline
from services.membership.contract.views import MembershipView, RecordView, TimelinePage
from services.membership.contract.words import Lifecycle, Status
from services.settings import Settings
from services.shared.callers import ActorKind
from tests.contract.appeals_process import Job, Pair
from tests.contract.appeals_system import LOST_AT, NOON
from tests.contract.granting import GRANTED, SHOWN, Granted, grant_of, granted_on
from tests.fakes.callers import HOST
from tests.loops import looping
from tests.unit.appeals.people import ANNA, DAY, by, opening
from tests.waiting import PATIENCE

DECIDED = "appeals.decision.recorded"
STEPS = (
    DECIDED,
    "appeals.remedy.before_call",
    "appeals.remedy.after_call",
    "appeals.remedy.before_record",
    "appeals.remedy.after_record",
)
KILLS = len(GRANTED)
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
    """Who lost it four days before noon: the period that was paid for ended, or, of those to whom
    an appeal can give nothing else, staff held it."""
    members = [f"m-{place}" for place in range(1, KILLS + 1)]
    rows = tuple(_row(place, member) for place, member in enumerate(members, 1))
    result = await pair.membership.import_batch(ImportBatch(members=rows))
    assert (result.created, result.refused) == (KILLS, ())
    lapsing = [m for place, m in enumerate(members, 1) if not grant_of(place).held]
    sweeping = [loop for loop in pair.members.loops if loop.name.startswith("sweep")]
    async with looping(sweeping), asyncio.timeout(PATIENCE):
        await all_become(pair, lapsing, Status.GRACE, at=LOST_AT - DAY)
        await all_become(pair, lapsing, Status.EXPIRED, at=LOST_AT)
    for member in members:
        if member not in lapsing:
            hold = PlaceStaffHold(member_id=member, reason="A check.")
            await pair.membership.execute(hold, by(ANNA))
    pair.clock.advance(DAY)
    for member in members:
        order = ReportOrder(
            member_id=member, order_id=f"O-{member}", at=LOST_AT + DAY, full_price=100_00,
            paid_price=100_00,
        )  # fmt: skip
        await pair.membership.execute(order, HOST)
    pair.clock.advance(NOON - pair.clock.now())
    return members


def _row(place: int, member: str) -> MemberRow:
    grant = grant_of(place)
    return MemberRow(
        row=place,
        member_id=member,
        plan="gold",
        lifecycle=Lifecycle.ACTIVE,
        cause=None,
        period_start=LOST_AT - 30 * DAY,
        period_end=NOON + 20 * DAY if grant.held else LOST_AT - DAY,
        auto_renew=False,
        balance=grant.balance,
        last_login_at=None,
    )


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
    is blocked until then. The test does not wait for that. What is under way is cut off as well,
    so a busy machine gets longer each time."""
    task, seconds = asyncio.create_task(work), 3
    while not (await asyncio.wait({task}, timeout=seconds))[0]:
        await end_transactions(pair)
        seconds *= 2
    return task.result()


async def kill(pair: Pair, run: Run, number: str, turn: int) -> int:
    """Kills the process that decides, and often the one that takes over; gives how many died.
    `turn`: of such runs, so that whatever is granted meets each step in one of them."""
    place = int(number.rpartition("-")[2])
    steps = STEPS if granted_on(number).applied else (DECIDED,)
    first, next_ = (place + place // len(GRANTED) + 2 * turn), place // 2
    died = await unblocked(pair, run(number, steps[first % len(steps)]))
    assert died == -signal.SIGKILL
    await end_transactions(pair)
    if place % 2 == 0:
        return 1
    again = await unblocked(pair, run(number, steps[next_ % len(steps)]))
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
    granted = granted_on(number).applied
    wanted = RemedyState.APPLIED if granted else RemedyState.NONE
    settled = view.decision is not None and view.decision.remedy_state is wanted
    return view.state is not AppealState.CLOSED or not settled


async def assert_given_once(pair: Pair, number: str, member_id: str) -> None:
    grant, events = granted_on(number), await happened(pair, member_id)
    assert not await is_pending(pair, number)
    view = await pair.view(number)
    assert [step.type for step in view.steps].count("RemedyConfirmed") == grant.applied
    assert {name: len(events[name]) for name in SHOWN if name in events} == grant.shown
    given = view.decision.given if view.decision else None
    assert (given.days if given else 0) == grant.days
    assert [body["days"] for body in events.get("RemedyApplied", [])] == [5] * bool(grant.days)
    [now] = await pair.membership.read([GetMembership(member_id=member_id)])
    assert isinstance(now, MembershipView)
    assert now.balance == grant.after


async def kill_all(
    pair: Pair, run: Run, numbers: Collection[str], turn: int, granted: Granted
) -> None:
    for number in numbers:
        granted.kills += await kill(pair, run, number, turn)
    for some in batched(numbers, SETTLED_AT_ONCE):
        await unblocked(pair, pair.settle(*some))


async def test_whatever_is_granted_is_given_exactly_once_whatever_dies(
    mongo_url: str, database_prefix: str
) -> None:
    async with (
        pair_of_services(mongo_url, database_prefix) as pair,
        processes(mongo_url, database_prefix) as run,
    ):
        numbers = {member: await appeal_of(pair, member) for member in await lapsed_members(pair)}
        granted = Granted()
        await kill_all(pair, run, numbers.values(), 0, granted)
        assert granted.kills >= KILLS
        for member_id, number in numbers.items():
            await assert_given_once(pair, number, member_id)
