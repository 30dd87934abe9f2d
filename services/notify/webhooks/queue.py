"""What endpoints are to get, as stored.

`waits_in` names the queue of what is pending, and `at_turn` the endpoint and when it may be sent:
one text each, because the embedded server looks into no index for two fields.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import msgspec
from pymongo import ASCENDING, DESCENDING, UpdateOne

from infra.storage.mongo import Database, aggregated, find_by, id_batches, stages
from services.notify.contract.webhooks import WebhookState
from services.notify.core.ports.stores import Found
from services.notify.core.stores.collections import WEBHOOKS
from services.notify.core.stores.cursors import page_of
from services.notify.core.stores.inserting import insert_new
from services.notify.webhooks.domain.delivery import WebhookDelivery, queue_of

_PENDING = WebhookState.PENDING
_NEAR = (timedelta(seconds=10), timedelta(hours=1))
_FAR = "~"
"""Sorts after every time."""


class Waiting(NamedTuple):
    """A place in a queue."""

    id: str
    sequence: int


class WebhookQueues:
    def __init__(self, db: Database) -> None:
        self._rows = db[WEBHOOKS]

    async def lay(self, deliveries: Sequence[WebhookDelivery]) -> None:
        """Those that are not there yet."""
        await insert_new(self._rows, [_document(one) for one in deliveries])

    async def again(self, deliveries: Sequence[WebhookDelivery], now: datetime) -> None:
        """Those that were delivered are to be sent once more, the others if they are not there."""
        await self.lay(deliveries)
        begun = [
            UpdateOne({"_id": one.id, "state": WebhookState.DELIVERED}, {"$set": _anew(one, now)})
            for one in deliveries
        ]
        if begun:
            await self._rows.bulk_write(begun, ordered=False)

    async def cancel(
        self, endpoint_ids: Iterable[str], member_id: str, before: int, now: datetime
    ) -> None:
        """What of this member has a lower sequence is not sent any more, nor kept."""
        queues = [queue_of(endpoint, member_id) for endpoint in endpoint_ids]
        waiting = await find_by(self._rows, "waits_in", queues, {"sequence": 1})
        gone = {
            "state": WebhookState.CANCELLED, "waits_in": "", "at_turn": "", "turn": None,
            "body": b"", "done_at": now,
        }  # fmt: skip
        await self._set([row["_id"] for row in waiting if row["sequence"] < before], gone)

    async def due(self, endpoint_id: str, now: datetime, limit: int) -> list[WebhookDelivery]:
        """Whose turn has come, in no order."""
        cursor = self._rows.find({"at_turn": _turns(endpoint_id, _instant(now))}).limit(limit)
        return [_delivery(row) async for row in cursor]

    async def next_turn(self, endpoint_id: str, now: datetime) -> datetime | None:
        """When the next one may be sent. Looked for nearby first: the embedded server would sort
        all that wait."""
        for until in (*(_instant(now + near) for near in _NEAR), _FAR):
            within = {"at_turn": _turns(endpoint_id, until)}
            cursor = self._rows.find(within, {"turn": 1}).sort("at_turn", ASCENDING).limit(1)
            if rows := await cursor.to_list(None):
                turn: datetime = rows[0]["turn"]
                return turn
        return None

    async def waiting(self, queues: Iterable[str]) -> dict[str, list[Waiting]]:
        """What is pending in these queues, each in its order."""
        found: dict[str, list[Waiting]] = defaultdict(list)
        fields = {"waits_in": 1, "sequence": 1}
        for row in await find_by(self._rows, "waits_in", queues, fields):
            found[row["waits_in"]].append(Waiting(row["_id"], row["sequence"]))
        return {queue: sorted(rows, key=_order) for queue, rows in found.items()}

    async def park(self, ids: Sequence[str]) -> None:
        """They have no turn until those before them are through."""
        await self._set(ids, {"turn": None, "at_turn": ""})

    async def give_turn(self, endpoint_id: str, ids: Sequence[str], now: datetime) -> None:
        await self._set(ids, _turn(endpoint_id, now))

    async def delivered(self, ids: Sequence[str], now: datetime) -> None:
        done = {
            "state": WebhookState.DELIVERED, "waits_in": "", "at_turn": "", "turn": None,
            "done_at": now,
        }  # fmt: skip
        for some in id_batches(ids):
            await self._rows.update_many(
                {"_id": {"$in": some}}, {"$set": done, "$inc": {"attempts": 1}}
            )

    async def put_off(self, failed: Mapping[str, datetime], endpoint_id: str) -> None:
        """By id, until when. One more attempt was made of each."""
        updates = [
            UpdateOne(
                {"_id": id},
                {"$inc": {"attempts": 1, "tries": 1}, "$set": _turn(endpoint_id, until)},
            )
            for id, until in failed.items()
        ]
        if updates:
            await self._rows.bulk_write(updates, ordered=False)

    async def hurry(self, endpoint_id: str, now: datetime, limit: int) -> int:
        """So many of those that wait for their next attempt are due now, and tried as if for the
        first time; gives how many that were."""
        later = {"$gt": f"{endpoint_id}|{_instant(now)}", "$lte": f"{endpoint_id}|{_FAR}"}
        found = await self._rows.find({"at_turn": later}, {"_id": 1}).limit(limit).to_list(None)
        await self._set([row["_id"] for row in found], {**_turn(endpoint_id, now), "tries": 0})
        return len(found)

    async def page(
        self, endpoint_id: str, state: WebhookState | None, after: str, first: int
    ) -> Found[WebhookDelivery]:
        """Newest first.

        Raises:
            InvalidInput: `after` is no place in it.
        """
        query: dict[str, Any] = {"endpoint_id": endpoint_id}
        if state is not None:
            query["state"] = state
        return await page_of(
            self._rows, WebhookDelivery, query, "laid_at",
            after=after, first=first, direction=DESCENDING,
        )  # fmt: skip

    async def over(self, endpoint_id: str, before: datetime, limit: int) -> list[str]:
        """Ids of those laid down before then that are not pending any more."""
        theirs = stages(
            {"endpoint_id": endpoint_id},
            {"laid_at": {"$lt": before}},
            {"state": {"$ne": _PENDING}},
        )
        rows = await aggregated(self._rows, [*theirs, {"$limit": limit}, {"$project": {"_id": 1}}])
        return [row["_id"] for row in rows]

    async def of_endpoint(self, endpoint_id: str, limit: int) -> list[str]:
        """Ids of some."""
        cursor = self._rows.find({"endpoint_id": endpoint_id}, {"_id": 1}).limit(limit)
        return [row["_id"] async for row in cursor]

    async def remove(self, ids: Iterable[str]) -> None:
        for some in id_batches(ids):
            await self._rows.delete_many({"_id": {"$in": some}})

    async def _set(self, ids: Iterable[str], fields: Mapping[str, Any]) -> None:
        for some in id_batches(ids):
            await self._rows.update_many({"_id": {"$in": some}}, {"$set": fields})


def _document(one: WebhookDelivery) -> dict[str, Any]:
    fields: dict[str, Any] = msgspec.to_builtins(one, builtin_types=(datetime, bytes))
    waits = {"waits_in": one.queue, **_turn(one.endpoint_id, one.turn or one.laid_at)}
    return {"_id": one.id, **fields, **waits}


def _anew(one: WebhookDelivery, now: datetime) -> dict[str, Any]:
    turn = _turn(one.endpoint_id, now)
    return {"state": _PENDING, "waits_in": one.queue, "tries": 0, "done_at": None, **turn}


def _delivery(row: Mapping[str, Any]) -> WebhookDelivery:
    return msgspec.convert(row, WebhookDelivery)


def _turn(endpoint_id: str, at: datetime) -> dict[str, Any]:
    return {"turn": at, "at_turn": f"{endpoint_id}|{_instant(at)}"}


def _turns(endpoint_id: str, until: str) -> dict[str, str]:
    return {"$gte": f"{endpoint_id}|", "$lte": f"{endpoint_id}|{until}"}


def _instant(at: datetime) -> str:
    """As a text that sorts by time."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds")


def _order(one: Waiting) -> tuple[int, str]:
    return one.sequence, one.id
