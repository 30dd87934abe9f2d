"""Memberships, clause versions and evidence in MongoDB."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, TypeVar

import msgspec

from infra.concurrency.stepwise import stepwise
from infra.kernel.events import NEW, Draft, EventEnvelope, Head, Origin, chain
from infra.kernel.ids import new_id
from infra.process.foundation import COMMANDS
from infra.storage.changes import Change, GuardedUpdate, Inserts, plain
from infra.storage.mongo import find_by, find_by_ids
from infra.storage.unit_of_work import UnitOfWork, event_of
from infra.storage.writer import EVENTS
from services.membership.adapters import documents as d
from services.membership.adapters.shapes import Shapes
from services.membership.adapters.snapshots import Snapshots
from services.membership.adapters.stored import fields_of
from services.membership.contract.clause_events import ClausePublished
from services.membership.domain.aggregate.catalog import ClauseVersion
from services.membership.domain.aggregate.evidence import (
    Login,
    Order,
    Payment,
    ReportedRefund,
)
from services.membership.domain.aggregate.state import Membership
from services.membership.ports import (
    BY_TIME,
    NOTHING,
    AsOf,
    Done,
    ExtraRows,
    Loaded,
    OriginDetails,
    StateChange,
    Told,
    clause_aggregate,
)
from services.shared.callers import Caller

S = TypeVar("S", bound=msgspec.Struct)
NOWHERE = Origin()


class MongoMemberships:
    """Implements `MembershipStore`."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._shapes = Shapes(uow.db)
        self._snapshots = Snapshots(uow.db)
        self._db = uow.db

    async def load(self, member_ids: Sequence[str]) -> dict[str, Loaded]:
        found = await self._uow.load_many(d.MEMBERSHIPS, member_ids)
        return {
            id: Loaded(
                head=stored.head,
                state=msgspec.convert(stored.state, Membership),
                next_due=stored.next_due,
                known=await self._shapes.known_to(stored.fields),
            )
            async for id, stored in stepwise(found.items())
        }

    async def versions(self, member_ids: Sequence[str]) -> dict[str, int]:
        """Up to which their histories are stored."""
        found = await find_by_ids(self._db[d.MEMBERSHIPS], member_ids, {"version": 1})
        return {id: row["version"] for id, row in found.items()}

    async def save(
        self,
        state_changes: Sequence[StateChange],
        now: datetime,
        by: Caller = BY_TIME,
        extra: ExtraRows = NOTHING,
    ) -> Mapping[str, str]:
        inserts = _rows(extra)
        inserts[d.SHOWN] = d.shown_rows((s for one in state_changes for s in one.shown), now)
        changes: list[Change] = []
        for whose, of_it in groupby(state_changes, key=lambda one: one.by or by):
            origin, place = _origin_of(whose, self._uow.release)
            made = [change_of(one, now, whose, origin) async for one in stepwise(of_it)]
            if place and any(change.events for change in made):
                row = d.row(place, origin.origin_id) | {d.WHOSE: _owner_of(whose, made)}
                inserts.setdefault(d.ORIGINS, []).append(row)
            changes += made
        await self._commit(changes, {**inserts, **extra.rows}, extra)
        return {change.id: change.events[-1].hash for change in changes if change.events}

    async def _commit(
        self,
        changes: Sequence[Change],
        inserts: Inserts,
        extra: ExtraRows,
    ) -> None:
        if changes or extra.position or any(inserts.values()):
            await self._uow.commit(
                changes, inserts=inserts, updates=extra.guards, position=extra.position
            )

    async def publish(
        self,
        events: Sequence[ClausePublished],
        now: datetime,
        by: Caller,
        done: Sequence[Done] = (),
    ) -> None:
        aggregates = [clause_aggregate(event.clause) for event in events]
        stored = await self._uow.load_many(d.CLAUSE_HISTORIES, aggregates)
        heads = {id: one.head for id, one in stored.items()}
        changes = [_publication(event, heads, now, by) for event in events]
        versions = [
            _clause_version(event, now, change.events[0].hash)
            for event, change in zip(events, changes, strict=True)
        ]
        rows = {
            d.CLAUSES: [d.row(one, f"{one.clause}@{one.version}") for one in versions],
            COMMANDS: [d.row(one, one.key) for one in done],
        }
        noted = GuardedUpdate(
            d.PLAN_CATALOGUE, {"_id": d.PLANS}, {"$inc": {"clauses": len(events)}}
        )
        await self._uow.commit(changes, inserts=rows, updates=[noted])

    async def done(self, key: str) -> Done | None:
        found = await self._db[COMMANDS].find_one({"_id": key})
        return d.item(found, Done) if found else None

    async def done_under(self, keys: Sequence[str]) -> dict[str, Done]:
        found = await find_by_ids(self._db[COMMANDS], keys)
        return {key: d.item(document, Done) for key, document in found.items()}

    async def histories(self, member_ids: Sequence[str]) -> dict[str, list[EventEnvelope]]:
        found: dict[str, list[EventEnvelope]] = {id: [] for id in member_ids}
        for document in await find_by(self._db[EVENTS], "aggregate", member_ids):
            found[document["aggregate"]].append(event_of(document))
        return {id: sorted(events, key=lambda event: event.version) for id, events in found.items()}

    async def as_of(
        self, member_id: str, at: datetime | None, known_at: datetime | None
    ) -> AsOf | None:
        return await self._snapshots.as_of(member_id, at, known_at)

    async def told(
        self, member_id: str, at: datetime | None, known_at: datetime | None
    ) -> Told | None:
        return await self._snapshots.told(member_id, at, known_at)

    async def places(self, origin_ids: Sequence[str]) -> dict[str, OriginDetails]:
        return await self._by_id(d.ORIGINS, origin_ids, OriginDetails)

    async def payments(self, order_ids: Sequence[str]) -> dict[str, Payment]:
        return await self._by_id(d.PAYMENTS, order_ids, Payment)

    async def orders(self, order_ids: Sequence[str]) -> dict[str, Order]:
        return await self._by_id(d.ORDERS, order_ids, Order)

    async def refunds(self, refund_ids: Sequence[str]) -> dict[str, ReportedRefund]:
        return await self._by_id(d.REFUNDS, refund_ids, ReportedRefund)

    async def logins(self, login_ids: Sequence[str]) -> dict[str, Login]:
        return await self._by_id(d.LOGINS, login_ids, Login)

    async def payments_of(self, member_ids: Sequence[str]) -> dict[str, list[Payment]]:
        return await self._of(d.PAYMENTS, member_ids, Payment, lambda one: one.paid_at)

    async def orders_of(self, member_ids: Sequence[str]) -> dict[str, list[Order]]:
        return await self._of(d.ORDERS, member_ids, Order, lambda one: one.at)

    async def refunds_of(self, member_ids: Sequence[str]) -> dict[str, list[ReportedRefund]]:
        return await self._of(d.REFUNDS, member_ids, ReportedRefund, lambda one: one.refunded_at)

    async def logins_of(self, member_ids: Sequence[str]) -> dict[str, list[Login]]:
        return await self._of(d.LOGINS, member_ids, Login, lambda one: one.at)

    async def _by_id(self, collection: str, ids: Sequence[str], kind: type[S]) -> dict[str, S]:
        found = await find_by_ids(self._db[collection], ids)
        opened = await self._uow.sealing.opened_by(collection, found)
        return {id: d.item(document, kind) for id, document in opened.items()}

    async def _of(
        self,
        collection: str,
        member_ids: Sequence[str],
        kind: type[S],
        at: Callable[[S], datetime],
    ) -> dict[str, list[S]]:
        """Rows of several members in one round trip, oldest first."""
        found: dict[str, list[S]] = defaultdict(list)
        rows = await find_by(self._db[collection], "member_id", member_ids)
        for document in await self._uow.sealing.opened(collection, rows):
            found[document["member_id"]].append(d.item(document, kind))
        return {id: sorted(found[id], key=at) for id in member_ids}


def _origin_of(by: Caller, release: str) -> tuple[Origin, OriginDetails | None]:
    place = (
        OriginDetails(ip=by.ip, device_label=by.device_label) if by.ip or by.device_label else None
    )
    origin_id = new_id() if place else ""
    origin = Origin(
        request_id=by.request_id, device_id=by.device_id, origin_id=origin_id, release=release
    )
    return origin, place


def _owner_of(by: Caller, changes: Sequence[Change]) -> str:
    """Of two who change together the one who asked."""
    ids = [change.id for change in changes if change.events]
    return by.actor.id if by.actor.id in ids else ids[0]


def change_of(
    state_change: StateChange, now: datetime, by: Caller = BY_TIME, origin: Origin = NOWHERE
) -> Change:
    head = state_change.loaded.head
    return Change(
        collection=d.MEMBERSHIPS,
        id=state_change.state.member_id,
        head=head,
        state=plain(state_change.state),
        next_due=state_change.next_due,
        events=_sealed(state_change, now, by, origin),
        fields={**fields_of(state_change.state), d.RISK: state_change.risk},
    )


def _sealed(
    state_change: StateChange, now: datetime, by: Caller, origin: Origin
) -> list[EventEnvelope]:
    """What time brought about does not come from the caller's request; nor does a member learn from
    which device another one acted on both."""
    head, events = state_change.loaded.head, list[EventEnvelope]()
    member_id = state_change.state.member_id
    asker = by.actor if by.actor.id == member_id else None
    for own, drafts in groupby(state_change.drafts, key=lambda one: one.actor in (None, asker)):
        events += chain(
            head,
            member_id,
            drafts,
            actor=by.actor,
            origin=origin if own else Origin(release=origin.release),
            recorded_at=now,
        )
        head = Head(version=events[-1].version, hash=events[-1].hash, commit=head.commit)
    return events


def _publication(
    event: ClausePublished, heads: Mapping[str, Head], now: datetime, by: Caller
) -> Change:
    aggregate = clause_aggregate(event.clause)
    head = heads.get(aggregate, NEW)
    return Change(
        collection=d.CLAUSE_HISTORIES,
        id=aggregate,
        head=head,
        state={"latest": event.clause_version},
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


def _rows(extra: ExtraRows) -> dict[str, list[dict[str, Any]]]:
    return {
        COMMANDS: [d.row(one, one.key) for one in extra.done],
        d.PAYMENTS: [d.row(one, one.order_id) for one in extra.payments],
        d.ORDERS: [d.row(one, one.order_id) for one in extra.orders],
        d.LOGINS: [d.row(one, one.login_id) for one in extra.logins],
        d.REFUNDS: [d.row(one, one.refund_id) for one in extra.refunds],
    }


def _clause_version(event: ClausePublished, now: datetime, hash: str) -> ClauseVersion:
    return ClauseVersion(
        clause=event.clause,
        version=event.clause_version,
        title=event.title,
        text=event.text,
        parameters=event.parameters,
        parameters_before=event.parameters_before,
        published_at=now,
        effective_at=event.effective_at,
        adverse=event.adverse,
        hash=hash,
    )
