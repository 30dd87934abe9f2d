"""What finds accounts is hashed by the present key in place of an older one. Nobody notices: it is
found by both until then."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from infra.kernel.errors import Conflict
from infra.storage.changes import GuardedUpdate, Removal
from infra.storage.unit_of_work import UnitOfWork
from services.membership.accounts.core.collections import HANDLES


class Moved(NamedTuple):
    """A row, and its hash by the present key."""

    row: Mapping[str, Any]
    hash: str


async def move_handles(uow: UnitOfWork, some: Sequence[Moved], key: str) -> int:
    """Gives how many were; whoever changes one meanwhile hashes it by the present key."""
    try:
        await _move(uow, some, key)
    except Conflict:
        if len(some) <= 1:
            return 0
        return sum([await move_handles(uow, [one], key) for one in some])
    return len(some)


async def _move(uow: UnitOfWork, some: Sequence[Moved], key: str) -> None:
    elsewhere = [one for one in some if one.hash != one.row["_id"]]
    await uow.commit(
        inserts={HANDLES: [{**row, "_id": hash, "key": key} for row, hash in elsewhere]},
        updates=[
            GuardedUpdate(HANDLES, _as_it_was(one.row), {"$set": {"key": key}}) for one in some
        ],
        removals=[Removal(HANDLES, {"_id": {"$in": [one.row["_id"] for one in elsewhere]}})],
    )


def _as_it_was(row: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: row[name] for name in ("_id", "account", "handle_id")}
