"""Endpoints, as stored: each change is guarded by their version."""

from collections.abc import Callable, Iterable

import msgspec
from pymongo import ASCENDING

from infra.concurrency.wakeup import Wakeup
from infra.kernel.clock import Clock
from infra.kernel.errors import NotFound
from infra.kernel.sentences import both
from infra.storage.changes import GuardedUpdate, Inserts
from infra.storage.mongo import Database, find_by
from infra.storage.sweeper import Sweeper, Tick
from infra.storage.unit_of_work import UnitOfWork, retry_on_conflict
from services.notify.core.stores.collections import ENDPOINTS
from services.notify.core.stores.documents import changes, from_document, to_document
from services.notify.webhooks.domain.endpoint import WebhookEndpoint

Decide = Callable[[WebhookEndpoint], WebhookEndpoint]


class Endpoints:
    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._rows = uow.db[ENDPOINTS]

    async def find(self, id: str) -> WebhookEndpoint | None:
        row = await self._rows.find_one({"_id": id})
        return from_document(row, WebhookEndpoint) if row else None

    async def get(self, id: str, partner_id: str) -> WebhookEndpoint:
        """
        Raises:
            NotFound: the partner has no such endpoint.
        """
        endpoint = await self.find(id)
        if endpoint is None or endpoint.deleted or endpoint.partner_id != partner_id:
            raise NotFound(
                both("没有这个推送地址。", "There is no such endpoint."), field="endpointId"
            )
        return endpoint

    async def of(self, partner_ids: Iterable[str]) -> list[WebhookEndpoint]:
        """Of these partners, oldest first."""
        rows = await find_by(self._rows, "partner_id", partner_ids)
        endpoints = [from_document(row, WebhookEndpoint) for row in rows]
        return sorted((one for one in endpoints if not one.deleted), key=_age)

    async def some(self, after: str, limit: int) -> list[WebhookEndpoint]:
        """In the order of their ids."""
        cursor = self._rows.find({"_id": {"$gt": after}}).sort("_id", ASCENDING).limit(limit)
        return [from_document(row, WebhookEndpoint) async for row in cursor]

    async def add(self, endpoint: WebhookEndpoint) -> None:
        """
        Raises:
            DuplicateInsert: it is there already.
        """
        await self._uow.commit(inserts=new_endpoint(endpoint))

    async def change(self, endpoint: WebhookEndpoint, decide: Decide) -> WebhookEndpoint:
        """After the change; decides again when it moved meanwhile. Unchanged where it is gone."""

        async def once() -> WebhookEndpoint:
            before = await self.find(endpoint.id)
            if before is None or (after := decide(before)) == before:
                return before or endpoint
            change = changed_endpoint(before, after)
            await self._uow.commit(updates=[change])
            return counted(after)

        return await retry_on_conflict(once)

    async def remove(self, id: str) -> None:
        await self._rows.delete_one({"_id": id})


def endpoint_sweeper(db: Database, clock: Clock, tick: Tick, due: Wakeup) -> Sweeper:
    """Ticks those of which something has come due."""
    return Sweeper(db, ENDPOINTS, clock, tick, wakeup=due)


def new_endpoint(endpoint: WebhookEndpoint) -> Inserts:
    return {ENDPOINTS: [to_document(endpoint)]}


def changed_endpoint(before: WebhookEndpoint, after: WebhookEndpoint) -> GuardedUpdate:
    guard = {"_id": before.id, "version": before.version}
    return GuardedUpdate(ENDPOINTS, guard, {"$set": changes(before, counted(after))})


def counted(endpoint: WebhookEndpoint) -> WebhookEndpoint:
    return msgspec.structs.replace(endpoint, version=endpoint.version + 1)


def _age(endpoint: WebhookEndpoint) -> tuple[object, str]:
    return endpoint.created_at, endpoint.id
