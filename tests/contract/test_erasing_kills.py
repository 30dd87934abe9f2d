"""Kill -9 in the midst of an erasure: done again, it ends as if nothing had died."""

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence

import msgspec
import pytest

from infra.process.foundation import lay_foundation
from infra.sealing.key_store import KEYS
from infra.storage.mongo import database
from services.membership.contract import commands as c
from services.notify.core.stores.collections import INDEXES, RECIPIENTS
from services.notify.core.stores.sealed import SEALED
from services.settings import Settings
from tests.contract.membership_process import Job
from tests.contract.membership_system import System, host, running_membership, staff
from tests.contract.test_erasing import where_found
from tests.waiting import PATIENCE

EVERY = 9
"""So many moments lie between two kills."""


@pytest.fixture
async def system(mongo_url: str, database_prefix: str) -> AsyncIterator[System]:
    async with running_membership(mongo_url, database_prefix) as system:
        yield system


async def known(system: System, settings: Settings, id: str) -> None:
    """A member of whom something lies in two services."""
    top_up = c.TopUp(member_id=id, amount=1990, reference=f"t-{id}")
    await system.api.execute(top_up, host())
    await system.api.execute(c.Enrol(member_id=id, plan="gold"), host())
    login = c.ReportLogin(member_id=id, login_id=f"l-{id}", at=system.clock.now())
    await system.api.execute(login, host(ip="203.0.113.9", device_id="d", device_label="A phone"))
    await system.api.execute(c.PlaceStaffHold(member_id=id, reason=f"Said by {id}."), staff())
    base = lay_foundation(settings, system.db.client, "notify", sealed=SEALED)
    rows = await base.sealing.sealed(RECIPIENTS, [{"_id": id, "name": "Li", "phone": "1"}])
    await base.db[RECIPIENTS].insert_many(rows)


async def test_an_erasure_ends_the_same_wherever_it_was_killed(
    system: System, mongo_url: str, database_prefix: str
) -> None:
    settings = Settings(mongo_url=mongo_url, mongo_database_prefix=database_prefix)
    notify = lay_foundation(settings, system.db.client, "notify", sealed=SEALED)
    await notify.prepare(INDEXES)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.contract.erasing_process",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip

    async def erase(ids: Sequence[str], steps: Sequence[int]) -> list[int]:
        assert process.stdin is not None
        assert process.stdout is not None
        jobs = [
            Job(mongo_url=mongo_url, prefix=database_prefix, member_id=id, step=step)
            for id, step in zip(ids, steps, strict=True)
        ]
        process.stdin.write(msgspec.json.encode(jobs) + b"\n")
        answer = await asyncio.wait_for(process.stdout.readline(), PATIENCE)
        await system.db.client.admin.command("killAllSessions", [])
        return msgspec.json.decode(answer, type=list[int])

    await known(system, settings, "m-first")
    [moments] = await erase(["m-first"], [-1])
    steps = range(0, moments, EVERY)
    ids = [f"m-{step}" for step in steps]
    for id in ids:
        await known(system, settings, id)
    assert await erase(ids, steps) == [-9] * len(ids)
    assert all(0 <= end <= moments for end in await erase(ids, [-1] * len(ids)))
    process.kill()
    await process.wait()
    for id in ids:
        assert await where_found(system.db, f"Said by {id}.") == set()
        assert await system.holds(id)
    for name in ("membership", "notify", "appeals"):
        db = database(system.db.client, settings.database(name))
        gone = await db[KEYS].count_documents({"destroyed_at": {"$ne": None}})
        assert gone == len(ids) + 1, name
    assert await notify.db[RECIPIENTS].count_documents({}) == 0
