"""What a partner with ten members is told, beside nobody and beside a partner with a hundred
thousand: what its page, its subscription and its webhooks read and look at is counted, and how long
they take is timed. And what it takes to resume an endpoint for
which twenty thousand wait."""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from gateway.feeds.item_feed import ItemFeed
from infra.broker.build import build_broker
from infra.kernel.batches import batched
from infra.kernel.clock import SystemClock
from infra.process.foundation import lay_foundation
from infra.settings import PlatformSettings
from infra.storage.mongo import Client, connect
from services.membership.adapters.documents import MEMBERSHIPS
from services.membership.contract import commands as c
from services.membership.contract import partner_commands as p
from services.membership.contract.partner_views import SharedItem
from services.membership.contract.partner_words import SharedType, ShareScope
from services.membership.partners.collections import ENDS, ITEMS, OF_ALL
from services.notify.component.laying import lay
from services.notify.contract.webhooks import WebhookEvent
from services.notify.core.assembly import Core
from services.notify.core.stores.collections import INDEXES
from services.notify.core.stores.sealed import SEALED
from services.notify.webhooks.assembly import Rooms, lay_rooms, shared_following
from services.notify.webhooks.calling import HURRIED_AT_ONCE
from services.notify.webhooks.domain.delivery import WebhookDelivery
from services.notify.webhooks.domain.endpoint import SealedSecret, WebhookEndpoint
from services.settings import Settings
from tests.bench.progress import progress
from tests.contract.membership_system import (
    System,
    all_laid,
    host,
    looping,
    member,
    running_membership,
    staff,
)
from tests.contract.notify_system import Neighbours
from tests.reads import reading
from tests.servers import running_mongo, running_valkey

FEW, MANY = 10, 100_000
WAIT = 20_000
TIMES = 40
AT_ONCE = 1_000
CLOCK = SystemClock()

Work = Callable[[], Awaitable[None]]


class Cost(NamedTuple):
    commands: list[str]
    rows: int
    examined: int


async def measure() -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        async with (
            running_mongo(Path(folder) / "mongo") as (mongo, _),
            running_valkey(Path(folder) / "valkey") as (valkey, _),
        ):
            settings = Settings(mongo_url=mongo, broker_url=valkey)
            return [*await _pulled_and_pushed(mongo), *await _webhooks(settings)]


async def _pulled_and_pushed(mongo: str) -> list[str]:
    client = connect(PlatformSettings(mongo_url=mongo))
    async with (
        running_membership(mongo, "alone") as alone,
        running_membership(mongo, "beside") as b,
    ):
        for system in (alone, b):
            await _sample(system)
            await _follow(system, "few", FEW - 1)
        await _follow(b, "many", MANY)
        lines = [
            *await _compared(
                client, "a page of statusFeed", lambda: _page(alone), lambda: _page(b)
            ),
            *await _compared(
                client, "statusChanges, until it is live", lambda: _start(alone), lambda: _start(b)
            ),
        ]
    client.close()
    return lines


async def _sample(system: System) -> None:
    """One member whom one partner follows, as the system itself writes it down."""
    create = p.CreatePartner(partner_id="few", name="Few", contact_email="ops@few.example")
    await system.api.manage_partner(create, staff())
    paid = c.TopUp(member_id="sample", amount=5_000, reference="r")
    await system.api.execute(paid, host())
    for command in (
        c.Enrol(member_id="sample", plan="gold", auto_renew=False),
        c.AllowPartner(member_id="sample", partner_id="few", scopes=(ShareScope.STATUS,)),
    ):
        await system.api.execute(command, member("sample"))
    async with looping(system, "relay", "shared items"):
        while not await all_laid(system):
            await asyncio.sleep(0.05)


async def _follow(system: System, partner: str, members: int) -> None:
    """So many more members whom the partner follows, each shown once."""
    sample = await system.db[MEMBERSHIPS].find_one({"_id": "sample"})
    item = await system.db[ITEMS].find_one({"member": "sample"})
    ends = await system.db[ENDS].find_one({"_id": OF_ALL})
    assert sample and item and ends  # noqa: PT018  # the same fault
    follows = sample["state"]["partners"]["few"]
    numbers = progress(f"{members:,} members of a partner", range(1, members + 1))
    for some in batched(numbers, AT_ONCE):
        ids = [f"{partner}-{number}" for number in some]
        rows = [
            {**sample, "_id": id,
             "state": {**sample["state"], "member_id": id, "partners": {partner: follows}}}
            for id in ids
        ]  # fmt: skip
        await system.db[MEMBERSHIPS].insert_many(rows)
        shown = [
            {**item, "_id": ends["head"] + number, "partner": partner, "member": id,
             "id": f"item-{id}", "payload": item["payload"].replace(b"sample", id.encode())}
            for number, id in zip(some, ids, strict=True)
        ]  # fmt: skip
        await system.db[ITEMS].insert_many(shown)
    moved = {"$set": {"head": ends["head"] + members}}
    await system.db[ENDS].update_one({"_id": OF_ALL}, moved)


async def _page(system: System) -> None:
    page = await system.api.shared_with("few", 0, 50)
    assert len(page.items) == FEW


async def _start(system: System) -> None:
    """As a gateway of its own begins it, in which nobody follows yet."""
    feed, live = ItemFeed[SharedItem](system.api), asyncio.Event()
    async with aclosing(feed.follow("few", 0, live.set)) as items:
        for _ in range(FEW):
            await anext(items)
        more = asyncio.ensure_future(anext(items))
        await live.wait()
        more.cancel()
        await asyncio.gather(more, return_exceptions=True)
    await feed.close()


class House(NamedTuple):
    """Notification, with an endpoint of each partner."""

    neighbours: Neighbours
    core: Core
    rooms: Rooms


async def _webhooks(settings: Settings) -> list[str]:
    client = connect(settings)
    alone, beside = [await _house(settings, client, name) for name in ("alone", "beside")]
    await _wait(beside.rooms, "many", MANY)
    lines = await _compared(
        client,
        "an event laid down for its webhook",
        lambda: _laid(*alone),
        lambda: _laid(*beside),
    )
    await _wait(alone.rooms, "resumed", WAIT)
    lines.append(await _resumed(alone.rooms, "resumed"))
    client.close()
    return lines


async def _house(settings: Settings, client: Client, prefix: str) -> House:
    own = settings.model_copy(update={"mongo_database_prefix": prefix})
    neighbours, base = Neighbours(), lay_foundation(own, client, "notify", sealed=SEALED)
    core = lay(own, base, CLOCK, build_broker(own), neighbours).core
    await base.prepare(INDEXES)
    rooms = lay_rooms(own, core)
    for partner in ("few", "many"):
        await rooms.endpoints.add(_endpoint(rooms, partner))
    return House(neighbours, core, rooms)


async def _laid(neighbours: Neighbours, core: Core, rooms: Rooms) -> None:
    """And what the worker finds due, which it is done with then."""
    neighbours.membership.partners.share("few", "few-1", SharedType.STATUS_CHANGED)
    await shared_following(rooms, core).step(0.0)
    due = await rooms.queues.due("few", CLOCK.now(), 500)
    assert len(await rooms.queues.waiting({one.queue for one in due})) == 1
    await rooms.queues.delivered([one.id for one in due], CLOCK.now())
    await rooms.queues.next_turn("few", CLOCK.now())


async def _wait(rooms: Rooms, endpoint: str, members: int) -> None:
    """For the endpoint, one thing of so many members, which failed before."""
    now = CLOCK.now()
    numbers = progress(f"{members:,} wait for an endpoint", range(members))
    for some in batched(numbers, AT_ONCE):
        await rooms.queues.lay(
            [
                WebhookDelivery(
                    endpoint_id=endpoint, webhook_id=f"{endpoint}-{n}", member_id=f"m-{n}",
                    sequence=1, event=WebhookEvent.STATUS_CHANGED, body=b"{}", laid_at=now,
                    tries=3, turn=now + timedelta(hours=1),
                )
                for n in some
            ]
        )  # fmt: skip


async def _resumed(rooms: Rooms, endpoint: str) -> str:
    now, took = CLOCK.now(), list[float]()
    began = time.perf_counter()
    while await rooms.queues.hurry(endpoint, now, HURRIED_AT_ONCE):
        took.append(time.perf_counter() - began - sum(took))
    return (
        f"{WAIT:,} that wait made due: {len(took)} batches, {sum(took):.1f} s, the longest "
        f"{max(took) * 1000:.0f} ms"
    )


def _endpoint(rooms: Rooms, partner: str) -> WebhookEndpoint:
    secret = SealedSecret(sealed=rooms.sealing.seal("whsec_AAAA"))
    return WebhookEndpoint(
        id=partner, partner_id=partner, url="http://127.0.0.1:9/", created_at=CLOCK.now(),
        secrets=(secret,),
    )  # fmt: skip


async def _compared(client: Client, name: str, alone: Work, beside: Work) -> list[str]:
    """They take turns, so that the machine is equally busy for both."""
    turns = [(await _seconds(alone), await _seconds(beside)) for _ in range(TIMES)]
    ratio = statistics.median(more / less for less, more in turns)
    less, more = (statistics.median(column) for column in zip(*turns, strict=True))
    few, many = await _cost(client, alone), await _cost(client, beside)
    return [
        f"{name}: {'the same' if few == many else 'NOT the same'}, times {ratio:.2f}",
        f"  of {FEW} members, alone".ljust(44) + _said(few, less),
        f"  beside a partner with {MANY:,}".ljust(44) + _said(many, more),
    ]


async def _seconds(work: Work) -> float:
    began = time.perf_counter()
    await work()
    return time.perf_counter() - began


async def _cost(client: Client, work: Work) -> Cost:
    with reading() as reads:
        await work()
    names, rows = reads.names, reads.rows
    return Cost(names, rows, await reads.examined(client))


def _said(cost: Cost, seconds: float) -> str:
    return (
        f"{len(cost.commands)} commands, {cost.rows} rows, {cost.examined} looked at, "
        f"p50 {seconds * 1000:.2f} ms"
    )
