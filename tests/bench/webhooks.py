"""Webhooks to a local sink: what the channel alone costs over a bare aiohttp loop that signs, and
what an event takes of the processor from where it was shared to where its delivery is written down.
"""

import asyncio
import base64
import contextlib
import hashlib
import hmac
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp

from infra.broker.build import build_broker
from infra.kernel.clock import SystemClock
from infra.kernel.standard_webhooks import headers, new_secret
from infra.process.foundation import lay_foundation
from infra.storage.mongo import connect
from services.notify.component.laying import lay
from services.notify.component.worker import build_job_runner
from services.notify.contract.webhooks import WebhookState
from services.notify.core.assembly import Core
from services.notify.core.deliveries.job import OWN_ROOM, Lane
from services.notify.core.ports.calls import WebhookCall
from services.notify.core.stores.collections import INDEXES, JOBS, WEBHOOKS
from services.notify.core.stores.sealed import SEALED
from services.notify.delivery.runner import JobRunner
from services.notify.providers.webhook.caller import WebhookCaller
from services.notify.providers.webhook.domain.addresses import networks
from services.notify.webhooks.assembly import Rooms, lay_rooms, shared_following
from services.notify.webhooks.domain.endpoint import SealedSecret, WebhookEndpoint
from services.settings import Settings
from tests.bench.processor import seconds_of
from tests.bench.senders import rate
from tests.contract.notify_system import Neighbours
from tests.servers import running_mongo, running_valkey

AT_ONCE = 16
CALLS = 1_500
TURNS = 5
EVENTS = 3_000
MEMBERS = 1_000
CLOCK = SystemClock()
BODY = (
    b'{"type":"membership.status_changed","version":1,"id":"6f0c1d2e3f4a5b6c7d8e9f0a1b2c3d4e",'
    b'"timestamp":"2026-12-20T09:05:00Z","data":{"memberId":"m-1","sequence":7,"status":"ACTIVE",'
    b'"entitled":true,"plan":"gold","since":"2026-11-20T09:05:00Z","until":"2026-12-20T09:05:00Z"}}'
)

Send = Callable[[int], Awaitable[None]]


async def measure() -> list[str]:
    async with _sink() as (url, _):
        channel = await _channel(url)
    return [*channel, *await _journalled()]


@contextlib.asynccontextmanager
async def _sink() -> AsyncIterator[tuple[str, int]]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.webhook_sink", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    port = int(await process.stdout.readline())
    try:
        yield f"http://127.0.0.1:{port}/hooks", process.pid
    finally:
        process.terminate()
        await process.wait()


async def _channel(url: str) -> list[str]:
    """They take turns, so that the machine is equally busy for both."""
    secret = new_secret()
    async with AsyncExitStack() as stack:
        sends = [await _bare(url, secret, stack), await _ours(url, secret, stack)]
        for send in sends:
            await rate(send, AT_ONCE, CALLS // 4)
        turns = [[await rate(send, AT_ONCE, CALLS) for send in sends] for _ in range(TURNS)]
    ratio = statistics.median(mine / plain for plain, mine in turns)
    plain, mine = (statistics.median(column) for column in zip(*turns, strict=True))
    return [
        f"bare aiohttp loop that signs, {AT_ONCE} at once".ljust(44) + f"{plain:7.0f} /s   1.00",
        "our channel".ljust(44) + f"{mine:7.0f} /s   {ratio:.2f}",
    ]


async def _bare(url: str, secret: str, stack: AsyncExitStack) -> Send:
    session = await stack.enter_async_context(aiohttp.ClientSession())
    key = base64.b64decode(secret.removeprefix("whsec_"))

    async def send(number: int) -> None:
        id, timestamp = f"bench-{number}", str(int(time.time()))
        signed = f"{id}.{timestamp}.".encode() + BODY
        digest = base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
        said = {
            "content-type": "application/json", "webhook-id": id,
            "webhook-timestamp": timestamp, "webhook-signature": f"v1,{digest}",
        }  # fmt: skip
        async with session.post(url, data=BODY, headers=said) as answer:
            assert answer.status == 204

    return send


async def _ours(url: str, secret: str, stack: AsyncExitStack) -> Send:
    caller = WebhookCaller(allowed=networks("127.0.0.0/8"), plain=True)
    stack.push_async_callback(caller.close)

    async def send(number: int) -> None:
        signed = headers(f"bench-{number}", int(time.time()), BODY, [secret])
        answer = await caller.post(WebhookCall(url=url, headers=signed, body=BODY))
        assert answer.status == 204

    return send


async def _journalled() -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        async with (
            _sink() as (url, _),
            running_mongo(Path(folder) / "mongo") as (mongo, server),
            running_valkey(Path(folder) / "valkey") as (valkey, _),
        ):
            settings = Settings(mongo_url=mongo, broker_url=valkey, webhook_networks="127.0.0.0/8")
            return await _processor(settings, url, server.pid)


async def _processor(settings: Settings, url: str, database: int) -> list[str]:
    neighbours = Neighbours()
    base = lay_foundation(settings, connect(settings), "notify", sealed=SEALED)
    core = lay(settings, base, CLOCK, build_broker(settings), neighbours).core
    await core.base.prepare(INDEXES)
    rooms, job_runner = lay_rooms(settings, core), build_job_runner(settings, core)
    await rooms.endpoints.add(_endpoint(rooms, url))
    for number in range(EVENTS):
        neighbours.membership.partners.share("acme", f"m-{number % MEMBERS}")
    ours, theirs, began = time.process_time(), seconds_of(database), time.perf_counter()
    await _deliver_all(rooms, core, job_runner)
    took = time.perf_counter() - began
    mine = (time.process_time() - ours) * 1000 / EVENTS
    its = (seconds_of(database) - theirs) * 1000 / EVENTS
    await job_runner.close()
    return [
        f"an event, followed, sent, written down: {mine + its:.2f} ms of the processor: ours "
        f"{mine:.2f}, database {its:.2f}; {EVENTS / took:.0f} /s"
    ]


async def _deliver_all(rooms: Rooms, core: Core, job_runner: JobRunner) -> None:
    following = shared_following(rooms, core)
    while await following.step(0.0):
        pass
    while job := await core.base.db[JOBS].find_one({}):
        await job_runner.attend(job["_id"], Lane.WEBHOOKS, OWN_ROOM)
    sent = await core.base.db[WEBHOOKS].count_documents({"state": WebhookState.DELIVERED})
    assert sent == EVENTS, sent


def _endpoint(rooms: Rooms, url: str) -> WebhookEndpoint:
    secret = SealedSecret(sealed=rooms.sealing.seal(new_secret()))
    return WebhookEndpoint(
        id="e-1", partner_id="acme", url=url, created_at=CLOCK.now(), secrets=(secret,)
    )
