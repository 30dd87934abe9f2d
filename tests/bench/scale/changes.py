"""Changes of status through the gateway, each of another member, and when each was heard of: by
whoever asked for it, by a shop that follows all members, and by the member's phone."""

import asyncio
import json
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, NamedTuple

import aiohttp
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from infra.dev.supervisor import Supervisor
from tests.bench.scale.crowd import member_id, phone
from tests.chaos.changes import HOLD
from tests.client import Client
from tests.waiting import eventually

_LIVE = "subscription { entitlementChanged { memberId } }"
_LONGEST_SECONDS = 600.0


class Change(NamedTuple):
    """Seconds of the wall clock: when it was to be asked for, answered, seen by the shop, and when
    the SMS was at the provider."""

    asked: float
    answered: float
    seen: float
    told: float


class Watched:
    """A system with a member of staff who changes things, and a shop that follows."""

    def __init__(self, system: Supervisor, staff: Client, http: aiohttp.ClientSession) -> None:
        self._staff, self._http = staff, http
        self._sinks = system.urls["sinks"]
        self.seen: dict[str, float] = {}

    async def one_by_one(self, numbers: Iterable[int]) -> list[Change]:
        """Each when the one before has arrived everywhere."""
        return [change for number in numbers for change in await self._all([number], self._turn)]

    async def rush(self, numbers: Iterable[int], callers: int) -> list[Change]:
        """As fast as they are answered, to so many callers."""
        gate = asyncio.Semaphore(callers)

        async def turn(number: int) -> tuple[float, float]:
            async with gate:
                return await self._turn(number)

        return await self._all(numbers, turn)

    async def steady(self, numbers: Iterable[int], rate: float) -> list[Change]:
        """So many a second on average, at any moment as likely as at another."""
        dice, at = random.Random(15), time.time()
        due: dict[int, float] = {}
        for number in numbers:
            due[number] = at = at + dice.expovariate(rate)

        async def turn(number: int) -> tuple[float, float]:
            await asyncio.sleep(due[number] - time.time())
            _, answered = await self._turn(number)
            return due[number], answered

        return await self._all(due, turn)

    async def _all(
        self, numbers: Iterable[int], turn: Callable[[int], Awaitable[tuple[float, float]]]
    ) -> list[Change]:
        chosen = list(numbers)
        told = await self._told() + len(chosen)
        times = await asyncio.gather(*(turn(number) for number in chosen))

        async def arrived() -> bool:
            seen = all(member_id(number) in self.seen for number in chosen)
            return seen and await self._told() >= told

        _all_there: bool = await eventually(arrived, _LONGEST_SECONDS)
        sms = await self._messages(len(chosen))
        return [
            Change(asked, answered, self.seen[member_id(number)], sms[phone(number)])
            for number, (asked, answered) in zip(chosen, times, strict=True)
        ]

    async def _turn(self, number: int) -> tuple[float, float]:
        asked = time.time()
        id = member_id(number)
        (answer,) = (await self._staff.run(HOLD, id=id, key=id)).values()
        if answer["__typename"] != "MembershipSuccess":
            raise RuntimeError(f"{id}: {answer}")
        return asked, time.time()

    async def _told(self) -> int:
        async with self._http.get(f"{self._sinks}/counts") as answer:
            return int((await answer.json())["sms"])

    async def _messages(self, newest: int) -> dict[str, float]:
        """When each phone had its message."""
        url, params = f"{self._sinks}/messages", {"limit": str(newest)}
        async with self._http.get(url, params=params) as answer:
            found: list[dict[str, Any]] = await answer.json()
        return {m["to"]: datetime.fromisoformat(m["time"]).timestamp() for m in found}


@asynccontextmanager
async def watched(system: Supervisor) -> AsyncIterator[Watched]:
    connector = aiohttp.TCPConnector(limit=0)
    async with (
        Client(system.urls["gateway"]) as staff,
        Client(system.urls["gateway"]) as shop,
        aiohttp.ClientSession(connector=connector) as http,
    ):
        await staff.sign_in("staff", "staff-1")
        await shop.sign_in("host", "shop")
        one = Watched(system, staff, http)
        following = asyncio.create_task(_follow(shop, one.seen))
        try:
            yield one
        finally:
            following.cancel()


async def _follow(shop: Client, seen: dict[str, float]) -> None:
    protocol = Subprotocol("graphql-transport-ws")
    url = shop.url.replace("http", "ws") + "/graphql"
    async with connect(url, subprotocols=[protocol]) as socket:
        signed = {"authorization": f"Bearer {shop.token}"}
        await socket.send(json.dumps({"type": "connection_init", "payload": signed}))
        await socket.recv()
        asked = {"type": "subscribe", "id": "1", "payload": {"query": _LIVE}}
        await socket.send(json.dumps(asked))
        async for text in socket:
            message = json.loads(text)
            if message["type"] == "next":
                id = message["payload"]["data"]["entitlementChanged"]["memberId"]
                seen.setdefault(id, time.time())
