"""Which partitions this process relays: the processes of a service share them out.

Each says that it lives by a lease of its own name. All of them sort the living and take the
partitions in turn, so that every one comes to the same answer without asking another; while two
still answer differently, the leases of the partitions keep them apart.
"""

import time
from collections.abc import Mapping, Sequence

from infra.storage.lease import LEASES, RENEW_SECONDS, TTL_MS, Leases
from infra.storage.mongo import Database

_PRESENCE = "relaying/"
_PARTITION = "partition/"
_FORGOTTEN_AFTER_MS = 60_000


class Holding:
    """`held`: the epochs of the partitions that are this process'."""

    def __init__(self, db: Database) -> None:
        self.held: dict[int, int] = {}
        self._rows = db[LEASES]
        self._leases = Leases(db)
        self._presence = _PRESENCE + self._leases.owner
        self._wanted: list[int] = []
        self._next = 0.0

    @property
    def is_due(self) -> bool:
        """Once a second, and at once where the partitions are others than they were."""
        return time.monotonic() >= self._next

    async def renew(self, partitions: int) -> None:
        self._next = time.monotonic() + RENEW_SECONDS
        while await self._renew(partitions):
            continue

    def lost(self, partition: int) -> None:
        """Another process holds it."""
        self.held.pop(partition, None)

    def again(self) -> None:
        """The partitions are others than they were."""
        self._next = 0.0

    async def release(self) -> None:
        self.held = {}
        await self._leases.release([self._presence, *map(_lease_of, self._wanted)])

    async def _renew(self, partitions: int) -> bool:
        """Whether this process is to have other partitions than before."""
        ours = await self._leases.take([self._presence, *map(_lease_of, self._wanted)])
        self.held = {p: ours[_lease_of(p)] for p in self._wanted if _lease_of(p) in ours}
        before, self._wanted = (
            self._wanted,
            shared_out(partitions, await self._living()).get(self._presence, []),
        )
        if leaving := [_lease_of(p) for p in before if p not in self._wanted]:
            self.held = {p: epoch for p, epoch in self.held.items() if p in self._wanted}
            await self._leases.release(leaving)
        return before != self._wanted

    async def _living(self) -> list[str]:
        """By the database's clock, which our own lease has just been renewed by."""
        rows = {row["_id"]: row async for row in self._rows.find({})}
        present = {id: row["until"] for id, row in rows.items() if id.startswith(_PRESENCE)}
        now = present.get(self._presence, 0) - TTL_MS
        if dead := [id for id, until in present.items() if until < now - _FORGOTTEN_AFTER_MS]:
            await self._rows.delete_many({"_id": {"$in": dead}})
        return [id for id, until in present.items() if until > now]


def shared_out(partitions: int, living: Sequence[str]) -> Mapping[str, list[int]]:
    """In turn, by name: nobody has two more than another."""
    names = sorted(living)
    return {name: list(range(partitions))[place :: len(names)] for place, name in enumerate(names)}


def _lease_of(partition: int) -> str:
    return f"{_PARTITION}{partition}"
