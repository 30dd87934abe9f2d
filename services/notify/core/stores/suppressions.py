"""The suppression list, as stored: under a keyed hash, so that it holds no address.

Planning asks about every recipient, and almost none is on the list. So each process keeps the ids
on it (50 bytes each), reads at each question which ones were added since, by the database's
clock, and fetches only the documents that it then needs.
"""

import hashlib
import hmac
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta

import msgspec
from pymongo.errors import DuplicateKeyError

from infra.kernel.clock import Clock
from infra.kernel.errors import Conflict
from infra.kernel.sentences import both
from infra.storage.mongo import Database, find_by_ids
from services.notify.contract.words import Channel
from services.notify.core.deliveries.results import Result, learned
from services.notify.core.recipients.suppression import Suppression
from services.notify.core.stores.collections import SUPPRESSIONS
from services.notify.core.stores.documents import from_document, to_document
from services.notify.core.stores.hash_key import HashKey

Address = tuple[Channel, str]
_TRIES = 10
_OVERLAP = timedelta(seconds=10)
"""Two writes can become visible in another order than that of their times."""


class Suppressions:
    """`hash_key`: with another one the list is empty."""

    def __init__(self, db: Database, hash_key: HashKey, clock: Clock) -> None:
        self._rows = db[SUPPRESSIONS]
        self._hash_key = hash_key
        self._clock = clock
        self._listed: set[str] = set()
        self._seen_until = datetime(1970, 1, 1, tzinfo=UTC)
        self._advanced = 0.0

    async def suppressed(self, addresses: Iterable[Address]) -> dict[Address, Suppression]:
        """What is known of those of the addresses that ever had a mark; most had none. Ask
        `domain.suppression.refusal` whether a topic may go there."""
        ids = {await self.id_of(*address): address for address in addresses if address[1]}
        await self._read_on()
        rows = await find_by_ids(self._rows, list(ids.keys() & self._listed))
        return {ids[id]: from_document(row, Suppression) for id, row in rows.items()}

    async def of_member(self, member_id: str, addresses: Sequence[Address]) -> list[Suppression]:
        """Of the member's present addresses, in their order, then of earlier ones."""
        now = await self.suppressed(addresses)
        cursor = self._rows.find({"members": member_id}).sort("_id", 1).limit(100)
        seen = {row["_id"]: from_document(row, Suppression) async for row in cursor}
        return list({s.id: s for s in (*now.values(), *seen.values())}.values())

    async def learn(self, member_id: str, channel: Channel, to: str, result: Result | None) -> None:
        """Keeps what a result says of the address; nothing for most results."""
        if (decide := learned(member_id, to, result, self._clock.now())) is not None:
            await self.change(channel, to, decide)

    async def change(
        self, channel: Channel, to: str, decide: Callable[[Suppression], Suppression]
    ) -> Suppression:
        """Writes what `decide` makes of it; decides again when somebody else was faster."""
        id = await self.id_of(channel, to)
        for _ in range(_TRIES):
            row = await self._rows.find_one({"_id": id})
            before = from_document(row, Suppression) if row else Suppression(id=id, channel=channel)
            after = decide(before)
            if after == before or await self._write(before, after):
                return after
        raise Conflict(
            both(
                "此地址正在被频繁更改，请重试。",
                "This address is changing all the time; try again.",
            )
        )

    async def id_of(self, channel: Channel, to: str) -> str:
        """The same for the same address, however it is capitalised."""
        key = hmac.digest(await self._hash_key(), b"suppressions", hashlib.sha256)
        said = f"{channel}\x1f{to.strip().casefold()}"
        return hmac.digest(key, said.encode(), hashlib.sha256).hex()[:32]

    async def _write(self, before: Suppression, after: Suppression) -> bool:
        document = to_document(msgspec.structs.replace(after, version=before.version + 1))
        id = document.pop("_id")
        try:
            written = await self._rows.update_one(
                {"_id": id, "version": before.version},
                {"$set": document, "$currentDate": {"changed": True}},
                upsert=before.version == 0,
            )
        except DuplicateKeyError:  # somebody else added it at the same moment
            return False
        return written.matched_count == 1 or written.upserted_id is not None

    async def _read_on(self) -> None:
        """Takes up the ids that were added or changed since the last time."""
        settled = time.monotonic() - self._advanced > _OVERLAP.total_seconds()
        since = self._seen_until if settled else self._seen_until - _OVERLAP
        async for row in self._rows.find({"changed": {"$gt": since}}, {"changed": 1}):
            self._listed.add(row["_id"])
            if row["changed"] > self._seen_until:
                self._seen_until, self._advanced = row["changed"], time.monotonic()
