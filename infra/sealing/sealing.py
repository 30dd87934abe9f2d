"""Seals documents on their way into the database, and opens them on their way out."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from infra.concurrency.stepwise import stepwise
from infra.log import logger
from infra.sealing.data_key import DataKey, Unopenable, is_sealed
from infra.sealing.fields import Row, SealedFields
from infra.sealing.key_store import DataKeys
from infra.storage.changes import GuardedUpdate, Inserts

K = TypeVar("K")
R = TypeVar("R", bound=dict[str, Any])


class RowSealing:
    """Of one database. A value that is stored in clear, as earlier releases did, is read as it is.

    What would be sealed for an owner whose key was destroyed is not stored at all: its place holds
    what stands for a lost value.
    """

    def __init__(self, keys: DataKeys, fields: Iterable[SealedFields]) -> None:
        self.keys = keys
        self.fields = {one.collection: one for one in fields}

    async def sealed(self, collection: str, rows: Sequence[Row]) -> list[dict[str, Any]]:
        fields = self.fields.get(collection)
        if fields is None or not rows:
            return [dict(row) for row in rows]
        copies = [fields.copied(row) for row in rows]
        said = [row for row in copies if _has_clear(fields, row)]
        keys = await self.keys.made(fields.owner(row) for row in said)
        async for row in stepwise(said):
            _seal(fields, row, keys.get(fields.owner(row)))
        return copies

    async def opened(self, collection: str, rows: Sequence[R]) -> Sequence[R]:
        """The same rows as they came from the database, opened in their places."""
        fields = self.fields.get(collection)
        shut = [row for row in rows if _has_sealed(fields, row)] if fields else []
        if fields and shut:
            keys = await self.keys.of(fields.owner(row) for row in shut)
            for row in shut:
                _open(fields, row, keys.get(fields.owner(row)))
        return rows

    async def opened_one(self, collection: str, row: R) -> R:
        return (await self.opened(collection, [row]))[0]

    async def opened_by(self, collection: str, rows: Mapping[K, R]) -> Mapping[K, R]:
        await self.opened(collection, list(rows.values()))
        return rows

    async def inserts(self, inserts: Inserts) -> Inserts:
        if not inserts.keys() & self.fields.keys():
            return inserts
        return {name: await self.sealed(name, rows) for name, rows in inserts.items()}

    async def updates(self, updates: Sequence[GuardedUpdate]) -> list[GuardedUpdate]:
        return [await self._update(one) for one in updates]

    async def _update(self, one: GuardedUpdate) -> GuardedUpdate:
        if one.collection not in self.fields or "$set" not in one.update:
            return one
        change = await self.change(one.collection, one.filter, one.update["$set"])
        return GuardedUpdate(one.collection, one.filter, {**one.update, "$set": change})

    async def change(self, collection: str, this: Row, change: Mapping[str, Any]) -> dict[str, Any]:
        """What is set in one document; `this` names its id, and its owner where it has another."""
        row = {**this, **change}
        sealed = (await self.sealed(collection, [row]))[0]
        return {name: sealed[name] for name in change}


def _has_clear(fields: SealedFields, row: Row) -> bool:
    return any(not is_sealed(spot.value) for _, spot in fields.places(row))


def _has_sealed(fields: SealedFields, row: Row) -> bool:
    return any(is_sealed(spot.value) for _, spot in fields.places(row))


def _seal(fields: SealedFields, row: dict[str, Any], key: DataKey | None) -> None:
    for path, spot in list(fields.places(row)):
        if key is None:
            spot.holder[spot.name] = fields.lost[path]
        elif not is_sealed(spot.value):
            spot.holder[spot.name] = key.seal_value(fields.place_of(row, path), spot.value)


def _open(fields: SealedFields, row: Row, key: DataKey | None) -> None:
    for path, spot in list(fields.places(row)):
        if is_sealed(spot.value):
            spot.holder[spot.name] = _opened(fields, path, row, key, spot.value)


def _opened(fields: SealedFields, path: str, row: Row, key: DataKey | None, value: bytes) -> Any:
    if key is None:
        return fields.lost[path]
    try:
        return key.open_value(fields.place_of(row, path), value)
    except Unopenable:  # one bad value must not stop what all others wait for
        logger.error("sealed value cannot be opened", collection=fields.collection, field=path)
        return fields.lost[path]


class NothingSealed(RowSealing):
    """For those who store nothing of anybody."""

    def __init__(self) -> None:
        self.fields = {}


NOTHING_SEALED = NothingSealed()
