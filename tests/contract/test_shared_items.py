"""What partners are shown, while everything that lays it down is killed and doubled: each change of
each member once, in order; and at a cost that other partners' items do not add to."""

import asyncio
import random
from collections import defaultdict
from collections.abc import AsyncIterator
from typing import Any

import pytest

from infra.storage.mongo import connect
from services.membership.contract import commands as c
from services.membership.contract import partner_commands as p
from services.membership.contract.partner_views import SharedItem
from services.membership.contract.words import HoldKind
from services.membership.partners.collections import ENDS, ITEMS
from services.settings import Settings
from tests.contract.membership_system import (
    System,
    all_laid,
    looping,
    member,
    running_membership,
    staff,
)
from tests.contract.test_partners import CONTACT, allow, enrolled
from tests.reads import reading
from tests.waiting import eventually

MEMBERS = tuple(f"m-{n}" for n in range(6))
CHANGES = 12
"""Of each member, after its consent."""


@pytest.fixture
async def system(mongo_url: str, database_prefix: str) -> AsyncIterator[System]:
    async with running_membership(mongo_url, database_prefix) as system:
        create = p.CreatePartner(partner_id="acme", name="Acme", **CONTACT)
        await system.api.manage_partner(create, staff())
        yield system


async def keep_killing(loops: list[Any]) -> None:
    """Each runs twice at a time, and is killed and started again as it comes."""
    running = {loop: [asyncio.create_task(loop.run(1)) for _ in range(2)] for loop in loops}
    try:
        while True:
            loop = random.choice(loops)
            victim = running[loop].pop(random.randrange(2))
            victim.cancel()
            await asyncio.gather(victim, return_exceptions=True)
            running[loop].append(asyncio.create_task(loop.run(1)))
            await asyncio.sleep(random.uniform(0, 0.03))
    finally:
        left = [task for tasks in running.values() for task in tasks]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)


async def change(system: System, member_id: str) -> None:
    for n in range(CHANGES):
        await turn(system, member_id, frozen=n % 2 == 1)


async def turn(system: System, member_id: str, *, frozen: bool = False) -> None:
    if not frozen:
        await system.api.execute(c.Freeze(member_id=member_id), member(member_id))
    else:
        release = c.ReleaseHold(member_id=member_id, kind=HoldKind.MEMBER_FREEZE)
        await system.api.execute(release, member(member_id, second_factor=True))


async def pulled(system: System, count: int) -> list[SharedItem]:
    """As a partner reads that drops its line after each page."""
    seen: list[SharedItem] = []
    place = 0
    while len(seen) < count:
        page = await system.api.shared_with("acme", place, random.randint(1, 7))
        seen += page.items
        place = random.choice([page.upto, seen[-1].place if seen else place])
        await asyncio.sleep(0)
    return seen


async def pushed(system: System, count: int) -> list[SharedItem]:
    seen: list[SharedItem] = []
    place = 0
    while len(seen) < count:
        ids = random.choice([None, ["acme"], ["acme", "nobody"]])
        page = await system.api.shared(place, random.randint(1, 7), 1.0, ids)
        seen += page.items
        place = page.upto
    return seen


async def test_each_change_is_shown_once_and_in_order_whatever_is_killed(system: System) -> None:
    for id in MEMBERS:
        await enrolled(system, id)
        await allow(system, id)
    loops = [
        loop
        for loop in system.component.loops
        if loop.name.startswith(("relay", "feed", "shared items"))
    ]
    assert len(loops) >= 2
    killing = asyncio.create_task(keep_killing(loops))
    count = len(MEMBERS) * (CHANGES + 1)
    reading_both = asyncio.gather(pulled(system, count), pushed(system, count))
    await asyncio.gather(*(change(system, id) for id in MEMBERS))
    async with asyncio.timeout(90):
        by_pull, by_push = await reading_both
    killing.cancel()
    await asyncio.gather(killing, return_exceptions=True)
    assert by_pull == by_push
    numbers = defaultdict[str, list[int]](list)
    for item in by_pull:
        numbers[item.member_id].append(item.sequence)
    assert numbers == {id: list(range(1, CHANGES + 2)) for id in MEMBERS}
    assert len({item.id for item in by_pull}) == count
    places = [item.place for item in by_pull]
    assert places == sorted(set(places))


async def test_a_partner_reads_its_own_however_many_items_others_have(
    system: System, mongo_url: str
) -> None:
    for id in MEMBERS:
        await enrolled(system, id)
        await allow(system, id)
    async with looping(system, "relay", "shared items"):
        await eventually(lambda: all_laid(system))
    client = connect(Settings(mongo_url=mongo_url))
    looked_at = []
    for others in (1_000, 19_000):
        await _others(system, others)
        with reading() as reads:
            page = await system.api.shared_with("acme", 0, 100)
        assert {one.member_id for one in page.items} == set(MEMBERS)
        looked_at.append((reads.names, reads.rows, await reads.examined(client)))
    client.close()
    assert looked_at[0] == looked_at[1]


async def test_whoever_waits_is_woken_by_the_own_partner_s_items_alone(
    system: System, mongo_url: str, database_prefix: str
) -> None:
    """Whichever process laid them down: nothing of other partners is read for it."""
    for partner, member_id in (("acme", "m-0"), ("globex", "m-1")):
        if partner != "acme":
            create = p.CreatePartner(partner_id=partner, name=partner.title(), **CONTACT)
            await system.api.manage_partner(create, staff())
        await enrolled(system, member_id)
        await allow(system, member_id, partner)
    async with (
        running_membership(mongo_url, database_prefix) as other,
        looping(system, "relay", "shared items"),
        looping(other, "shared items of other processes"),
    ):
        await eventually(lambda: all_laid(system))
        place = (await system.api.shared_with("acme", 0, 1)).head
        apis = (system.api, other.api)
        waiting = [asyncio.create_task(api.shared(place, 9, 25.0, ["acme"])) for api in apis]
        with reading() as reads:
            for frozen in (False, True):
                told = [asyncio.create_task(api.shared(place, 9, 25.0, ["globex"])) for api in apis]
                await turn(system, "m-1", frozen=frozen)
                pages = await asyncio.gather(*told)
                assert {page.items[-1].member_id for page in pages} == {"m-1"}
                place = pages[0].items[-1].place
        assert not any(task.done() for task in waiting)
        ours = [one["filter"] for _, one in reads.commands if one.get("find") == ITEMS]
        assert {str(query["partner"]) for query in ours if "partner" in query} == {"globex"}
        await turn(system, "m-0")
        for page in await asyncio.gather(*waiting):
            assert [one.member_id for one in page.items] == ["m-0"]


async def _others(system: System, items: int) -> None:
    """So many more items of another partner."""
    ends = await system.db[ENDS].find_one({"_id": "items"})
    sample = await system.db[ITEMS].find_one({})
    assert ends is not None
    assert sample is not None
    for first in range(ends["head"] + 1, ends["head"] + items + 1, 1_000):
        rows = [
            {**sample, "_id": place, "partner": "globex", "member": f"o-{place}"}
            for place in range(first, first + 1_000)
        ]
        await system.db[ITEMS].insert_many(rows)
    moved = {"$set": {"head": ends["head"] + items}}
    await system.db[ENDS].update_one({"_id": "items"}, moved)
