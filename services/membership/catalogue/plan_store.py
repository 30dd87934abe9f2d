"""Plans in MongoDB: a history for each, and its versions as rows for whoever reads."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from infra.kernel.events import NEW, Draft, EventEnvelope, Head, Origin, chain
from infra.kernel.ids import new_id
from infra.process.foundation import COMMANDS
from infra.storage.changes import Change, GuardedUpdate, Inserts
from infra.storage.mongo import find_by_ids
from infra.storage.unit_of_work import UnitOfWork
from services.membership.adapters import documents as d
from services.membership.catalogue.collections import HISTORIES, WAKINGS
from services.membership.contract.plan_events import PLAN_HISTORIES, PlanPublished, PlanRetired
from services.membership.domain.aggregate.catalog import (
    Plans,
    PlanVersion,
    Retirement,
)
from services.membership.ports import Done
from services.shared.callers import Caller

PlanEvent = PlanPublished | PlanRetired


class PlanStore:
    """Every save guards the whole catalogue: two who publish at once are one after the other, and
    the second decides on what the first left."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._db = uow.db

    async def save(
        self,
        events: Sequence[PlanEvent],
        plans: Plans,
        now: datetime,
        by: Caller,
        done: Sequence[Done] = (),
    ) -> None:
        """`plans`: as they were decided on. Raises as `UnitOfWork.commit`."""
        heads = await self._heads([code_of(event) for event in events])
        changes = [_change(event, heads, now, by) for event in events]
        inserts = _rows(events, [change.events[0] for change in changes], now)
        inserts[COMMANDS] = [d.row(one, one.key) for one in done]
        guard, first = _guard(plans, len(events))
        await self._uow.commit(
            changes, inserts={**inserts, **first}, updates=[guard] if guard else []
        )

    async def _heads(self, codes: Sequence[str]) -> dict[str, Head]:
        ids = [PLAN_HISTORIES + code for code in codes]
        found = await self._uow.load_many(HISTORIES, ids)
        return {id: stored.head for id, stored in found.items()}

    async def done(self, key: str) -> Done | None:
        found = (await find_by_ids(self._db[COMMANDS], [key])).get(key)
        return d.item(found, Done) if found else None


def code_of(event: PlanEvent) -> str:
    return event.plan.code if isinstance(event, PlanPublished) else event.plan


def _change(event: PlanEvent, heads: dict[str, Head], now: datetime, by: Caller) -> Change:
    aggregate = PLAN_HISTORIES + code_of(event)
    head = heads.get(aggregate, NEW)
    version = event.plan_version if isinstance(event, PlanPublished) else None
    return Change(
        collection=HISTORIES,
        id=aggregate,
        head=head,
        state={"latest": version, "retired": isinstance(event, PlanRetired)},
        next_due=None,
        events=chain(
            head,
            aggregate,
            [Draft(event=event, happened_at=now)],
            actor=by.actor,
            origin=Origin(request_id=by.request_id),
            recorded_at=now,
        ),
    )


def _guard(plans: Plans, more: int) -> tuple[GuardedUpdate | None, Inserts]:
    """The first publication of all makes the row, and fails where somebody made it meanwhile."""
    if not plans.published:
        return None, {d.PLAN_CATALOGUE: [{"_id": d.PLANS, "published": more}]}
    as_read = {"_id": d.PLANS, "published": plans.published}
    return GuardedUpdate(d.PLAN_CATALOGUE, as_read, {"$inc": {"published": more}}), {}


def _rows(
    events: Iterable[PlanEvent], sealed: Iterable[EventEnvelope], now: datetime
) -> dict[str, list[dict[str, object]]]:
    rows: dict[str, list[dict[str, object]]] = {
        d.PLAN_VERSIONS: [], d.PLAN_RETIREMENTS: [], WAKINGS: []
    }  # fmt: skip
    for event, envelope in zip(events, sealed, strict=True):
        code = code_of(event)
        if isinstance(event, PlanPublished):
            version = _version(event, now, envelope.hash)
            rows[d.PLAN_VERSIONS].append(d.row(version, f"{code}@{version.version}"))
        else:
            rows[d.PLAN_RETIREMENTS].append(d.row(_retirement(event, now), code))
        if not (isinstance(event, PlanPublished) and event.plan_version == 1):
            rows[WAKINGS].append({"_id": new_id(), "code": code, "after": ""})
    return rows


def _version(event: PlanPublished, now: datetime, hash: str) -> PlanVersion:
    return PlanVersion(
        plan=event.plan,
        version=event.plan_version,
        published_at=now,
        effective_at=event.effective_at,
        adverse=event.adverse,
        declared_adverse=event.declared_adverse,
        differences=event.differences,
        hash=hash,
    )


def _retirement(event: PlanRetired, now: datetime) -> Retirement:
    return Retirement(moves_to=event.moves_to, effective_at=event.effective_at, retired_at=now)
