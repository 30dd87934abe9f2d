"""A feed that is full of other members' events, laid down without relaying each."""

from collections.abc import Callable, Iterable, Sequence

from infra.kernel.batches import batched
from infra.kernel.events import ordinal_of
from infra.kernel.feed import partition_of, slot_of
from infra.outbox.record import FEED, SEQUENCE, head_id
from infra.storage.mongo import Database

MEMBERS = 997
_AT_ONCE = 1_000


def _silently(_what: str, things: Sequence[int]) -> Iterable[int]:
    return things


async def crowd(
    db: Database,
    events: int,
    partitions: int,
    progress: Callable[[str, Sequence[int]], Iterable[int]] = _silently,
) -> None:
    """So many more events of others in layout 1, which has these partitions."""
    [sample] = await db[FEED].find({}).limit(1).to_list(1)
    ids = {head_id(1, partition): partition for partition in range(partitions)}
    found = await db[SEQUENCE].find({"_id": {"$in": list(ids)}}).to_list(None)
    heads = {ids[row["_id"]]: row["head"] for row in found}
    for some in batched(progress(f"{events:,} events of others", range(events)), _AT_ONCE):
        rows = []
        for n in some:
            owner = f"m{n % MEMBERS}"
            partition = partition_of(slot_of(owner), partitions)
            heads[partition] += 1
            rows.append(
                {**sample, "_id": ordinal_of(1, partition, heads[partition]), "owner": owner}
            )
        await db[FEED].insert_many(rows)
    for partition, head in heads.items():
        await db[SEQUENCE].update_one({"_id": head_id(1, partition)}, {"$set": {"head": head}})
