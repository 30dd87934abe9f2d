"""Kill -9 while an incident is carried out, at each step: each member gets the remedy once, hears
of it once, and nobody is left."""

import asyncio
import signal
import sys
from collections import Counter

import msgspec

from services.appeals.contract.incident_words import AffectedState, IncidentState
from services.appeals.contract.words import AppealState
from tests.contract import incident_system as s
from tests.contract.appeals_system import appeals_system
from tests.contract.incident_process import IncidentJob
from tests.contract.test_incidents import appeal_of, members, states, suspected, told
from tests.waiting import PATIENCE

STEPS = (
    "incidents.members.taken",
    "incidents.remedy.after_call",
    "incidents.remedies.before_record",
    "incidents.remedies.recorded",
)
MEMBERS = 12


async def test_each_gets_it_once_whatever_dies(mongo_url: str, database_prefix: str) -> None:
    async with appeals_system(mongo_url, database_prefix) as system:
        id = await suspected(system, MEMBERS)
        number = await appeal_of(system, "m-3")
        await s.confirmed(system, id)
        parent = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.contract.incident_process",
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        assert parent.stdin is not None
        assert parent.stdout is not None
        try:
            for step in (*STEPS, *reversed(STEPS)):
                job = IncidentJob(mongo_url=mongo_url, prefix=database_prefix, crash_at=step)
                parent.stdin.write(msgspec.json.encode(job) + b"\n")
                ended = int(await asyncio.wait_for(parent.stdout.readline(), PATIENCE))
                assert ended == -signal.SIGKILL, step
                await system.mongo.admin.command("killAllSessions", [])
        finally:
            parent.kill()
            await parent.wait()
        assert sum((await states(system, id)).values()) == MEMBERS
        assert (await s.run(system, id)).state is IncidentState.SETTLED
        assert await states(system, id) == {AffectedState.REMEDIED: MEMBERS}
        given = [len(await system.membership.remedies(one)) for one in members(MEMBERS)]
        assert given == [1] * MEMBERS
        assert await told(system, "IncidentRemedied") == Counter(members(MEMBERS))
        assert (await system.view(number)).state is AppealState.CLOSED
