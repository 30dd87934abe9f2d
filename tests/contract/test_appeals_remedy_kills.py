"""Kill -9 between an appeal's decision and its remedy, fifty times at different steps."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import msgspec

from infra.kernel.events import Actor, ActorKind
from services.appeals.contract.words import AppealState, RemedyState
from services.membership.contract.words import Cause
from tests.contract.appeals_process import Job, settle
from tests.contract.appeals_system import LOST_AT, AppealsSystem, appeals_system
from tests.unit.appeals.people import DAY, by, opening

STEPS = (
    "appeals.decision.recorded",
    "appeals.remedy.before_call",
    "appeals.remedy.after_call",
    "appeals.remedy.before_record",
    "appeals.remedy.after_record",
)
KILLS = 50
Run = Callable[[str, str], Awaitable[int]]


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

    async def run(number: str, crash_at: str) -> int:
        assert parent.stdin is not None
        assert parent.stdout is not None
        job = Job(mongo_url=mongo_url, prefix=prefix, number=number, crash_at=crash_at)
        parent.stdin.write(msgspec.json.encode(job) + b"\n")
        return int(await asyncio.wait_for(parent.stdout.readline(), 30))

    try:
        yield run
    finally:
        parent.kill()
        await parent.wait()


async def appeal_of(system: AppealsSystem, member_id: str) -> str:
    await system.membership.lose(member_id, LOST_AT, Cause.SYNC_DELAY)
    member = Actor(kind=ActorKind.MEMBER, id=member_id)
    return (await system.api.execute(opening(member_id=member_id), by(member))).appeal.number


async def kill(system: AppealsSystem, run: Run, number: str, attempt: int) -> int:
    """Kills the process that decides, and often the one that takes over; gives how many died.

    A process that dies within a transaction leaves it open for a minute; the test ends it.
    """
    died = await run(number, STEPS[attempt % len(STEPS)])
    await system.mongo.admin.command("killAllSessions", [])
    assert died == -signal.SIGKILL
    if attempt % 2 == 0:
        return 1
    again = await run(number, STEPS[attempt // len(STEPS) % len(STEPS)])
    await system.mongo.admin.command("killAllSessions", [])
    assert again in (0, -signal.SIGKILL)
    return 1 + (again == -signal.SIGKILL)


async def assert_applied_once(system: AppealsSystem, number: str, member_id: str) -> None:
    view = await system.view(number)
    assert view.state is AppealState.CLOSED
    assert view.decision is not None
    assert view.decision.remedy_state is RemedyState.APPLIED
    assert view.decision.period_end == LOST_AT + 5 * DAY
    assert [step.type for step in view.steps].count("RemedyConfirmed") == 1
    [applied] = await system.membership.remedies(member_id)
    assert (applied.appeal_number, applied.days) == (number, 5)


async def test_a_remedy_is_applied_exactly_once_whatever_dies(
    mongo_url: str, database_prefix: str
) -> None:
    async with (
        appeals_system(mongo_url, database_prefix) as system,
        processes(mongo_url, database_prefix) as run,
    ):
        numbers = {member: await appeal_of(system, member) for member in map(str, range(KILLS))}
        died = 0
        for attempt, number in enumerate(numbers.values()):
            died += await kill(system, run, number, attempt)
        assert died >= KILLS
        for member_id, number in numbers.items():
            await settle(system, number)
            await assert_applied_once(system, number, member_id)
