"""Members of a shop that is shipped, what is heard of them, and what the database says of it."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Any

import aiohttp
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from infra.kernel.events import of_ordinal
from infra.outbox.record import FEED
from infra.settings import PlatformSettings
from infra.storage.lease import LEASES
from infra.storage.mongo import Database, database
from infra.storage.mongo import connect as connect_mongo
from tests.deploy.production import Production
from tests.deploy.shipped import example
from tests.gateway.test_subscriptions import Following
from tests.waiting import eventually

_JOIN = """mutation(
    $contacts: RegisterMemberInput!, $paid: TopUpBalanceInput!, $enrol: RegisterMemberInput!) {
  contacts: registerMember(input: $contacts) { __typename }
  paid: topUpBalance(input: $paid) { __typename }
  enrolled: registerMember(input: $enrol) { __typename ... on Problem { message } } }"""
_HOLD = """mutation($id: ID!, $key: String!) {
  placeHold(input: {memberId: $id, reason: "Checked by hand.", idempotencyKey: $key}) {
    __typename ... on Problem { code } } }"""
_CHANGES = """subscription($after: String) {
  entitlementChanged(after: $after) { cursor memberId version } }"""
_ADMIN = {"staff_kind": "admin", "second_factor": True}
_AGAIN = {"UNAVAILABLE", "TOO_MANY_REQUESTS"}
Seen = list[dict[str, Any]]
"""Changes of entitlement, as they were told: cursor, member, version."""


class Crowd:
    def __init__(self, production: Production, members: Sequence[str]) -> None:
        self._production = production
        self.members = members
        self._phones = {id: f"+86138001{n:05d}" for n, id in enumerate(members)}

    async def joins(self) -> None:
        """Everybody is enrolled, and told so once."""
        await asyncio.gather(*map(self._join, self.members))
        await eventually(lambda: self._told(times=1))

    async def is_held(self, members: Iterable[str]) -> None:
        """One after the other, by staff who ask again with the same key where nobody answered."""
        for id in members:
            answer = await self._insist(_HOLD, {"id": id, "key": id})
            assert answer == {"__typename": "MembershipSuccess"}, answer

    @contextlib.asynccontextmanager
    async def following(self, gateway: int, after: str = "") -> AsyncIterator[Following]:
        """A shop at one of the gateways."""
        port = self._production.copies["gateway"][gateway].port
        async with connect(
            f"ws://{example()['TRUSTED_HOSTS']}/graphql",
            host="127.0.0.1",
            port=port,
            subprotocols=[Subprotocol("graphql-transport-ws")],
        ) as socket:
            follower = Following(socket)
            signed = {"authorization": f"Bearer {self._production.token('host', 'shop')}"}
            await follower.start(_CHANGES, signed, after=after)
            yield follower

    async def heard(self, line: Following, members: Iterable[str]) -> Seen:
        """What is told until each of these was named."""
        left, seen = set(members), Seen()
        while left:
            one = await line.next()
            if one["memberId"] in self._phones:
                seen.append(one)
                left.discard(one["memberId"])
        return seen

    async def told_once_more(self) -> None:
        """
        Raises:
            AssertionError: somebody was told twice, or not.
        """
        await eventually(lambda: self._told(times=2))
        with self._database("notify") as db:
            await eventually(lambda: _nothing_is_to_be_sent(db))
        told = [await self._production.sinks.messages(to=to) for to in self._phones.values()]
        assert {len(messages) for messages in told} == {2}
        assert all(len({one["body"] for one in messages}) == 2 for messages in told)

    async def partitions(self, processes: int) -> list[list[int]]:
        """Of membership's feed: which ones each process relays, once so many do."""
        with self._database("membership") as db:
            return await eventually(lambda: _shared_out(db, processes))

    async def numbers(self) -> Mapping[int, list[int]]:
        """Those given in each partition of membership's feed, as they lie there."""
        found = defaultdict[int, list[int]](list)
        with self._database("membership") as db:
            async for row in db[FEED].find({}, {"_id": 1}).sort("_id", 1):
                layout, partition, number = of_ordinal(row["_id"])
                if layout:
                    found[partition].append(number)
        return found

    async def _join(self, id: str) -> None:
        who = {"memberId": id, "name": id, "language": "EN", "phone": self._phones[id]}
        paid = {"memberId": id, "amount": 100_00, "reference": f"paid-{id}"}
        enrol = {"memberId": id, "plan": "silver"}
        given = {"contacts": who, "paid": paid, "enrol": enrol}
        answer = await self._production.ask("host", "shop", _JOIN, given)
        assert answer["enrolled"] == {"__typename": "MemberSuccess"}, answer

    async def _insist(self, mutation: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        async def answered() -> dict[str, Any] | None:
            with contextlib.suppress(aiohttp.ClientError):
                told = await self._production.ask("staff", "boss", mutation, variables, **_ADMIN)
                answer: dict[str, Any] = next(iter(told.values()))
                return None if answer.get("code") in _AGAIN else answer
            return None

        return await eventually(answered)

    async def _told(self, times: int) -> bool:
        counts = [len(await self._production.sinks.messages(to=to)) for to in self._phones.values()]
        return min(counts) >= times

    @contextlib.contextmanager
    def _database(self, service: str) -> Any:
        settings = PlatformSettings(mongo_url=self._production.mongo_url)
        client = connect_mongo(settings)
        yield database(client, settings.database(service))
        client.close()


async def _nothing_is_to_be_sent(db: Database) -> bool:
    """A job is gone once what came of it is in the journal."""
    waiting = {"kind": {"$in": ["SEND", "LOOK_UP"]}}
    return await db["jobs"].find_one(waiting, {"_id": 1}) is None


async def _shared_out(db: Database, processes: int) -> list[list[int]] | None:
    held = defaultdict[str, list[int]](list)
    async for row in db[LEASES].find({"_id": {"$regex": "^partition/"}}).sort("_id", 1):
        held[row["owner"]].append(int(row["_id"].partition("/")[2]))
    return list(held.values()) if len(held) == processes else None
