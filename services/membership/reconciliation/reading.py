"""Compares pages of the host's lists with what is stored, and goes over those whose membership
runs. A page costs what is on it, however many members there are."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

from pymongo import ASCENDING

from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import both
from infra.storage.mongo import Database
from services.membership.adapters.documents import MEMBERSHIPS
from services.membership.contract.queries import CompareRows, GetLiveMembers
from services.membership.contract.query import Query
from services.membership.contract.reconciliation import Compared, Difference, LiveMembers
from services.membership.contract.views import Answer
from services.membership.domain.aggregate.evidence import Payment
from services.membership.domain.aggregate.lifecycle import live
from services.membership.domain.aggregate.state import Membership
from services.membership.ports import Context
from services.membership.reconciliation.domain.comparing import (
    last_renewal,
    not_paid,
    of_member,
    of_payment,
)

MOST_ROWS = 1_000


class Reconciling:
    def __init__(self, ctx: Context, db: Database) -> None:
        self._ctx = ctx
        self._rows = db[MEMBERSHIPS]
        self.answers: Final[dict[type[Query], Callable[[Any], Awaitable[Answer]]]] = {
            CompareRows: self._compare,
            GetLiveMembers: self._live_members,
        }

    async def _compare(self, query: CompareRows) -> Compared:
        """
        Raises:
            InvalidInput: more than 1,000 rows.
        """
        _checked(len(query.members) + len(query.payments))
        of_members = [row.member_id for row in query.members]
        of_payments = [row.member_id for row in query.payments]
        states = await self._states([*of_members, *of_payments])
        found = [*await self._members(query, states), *await self._payments(query, states)]
        return Compared(differences=tuple(one for one in found if one is not None))

    async def _members(
        self, query: CompareRows, states: Mapping[str, Membership]
    ) -> list[Difference | None]:
        paid = await self._paid([row.member_id for row in query.members])
        return [of_member(r, states.get(r.member_id), paid.get(r.member_id)) for r in query.members]

    async def _payments(
        self, query: CompareRows, states: Mapping[str, Membership]
    ) -> list[Difference | None]:
        known = await self._ctx.store.payments([row.order_id for row in query.payments])
        catalog, now = await self._ctx.catalog.current(), self._ctx.now()
        return [
            of_payment(row, states.get(row.member_id), known.get(row.order_id), catalog, now)
            for row in query.payments
        ]

    async def _live_members(self, query: GetLiveMembers) -> LiveMembers:
        page = self._rows.find({"_id": {"$gt": query.after}}, {"_id": 1}).sort("_id", ASCENDING)
        ids = [str(row["_id"]) async for row in page.limit(MOST_ROWS)]
        states = [one for one in (await self._states(ids)).values() if live(one)]
        paid = await self._paid([one.member_id for one in states])
        members = (not_paid(one, paid.get(one.member_id)) for one in states)
        return LiveMembers(members=tuple(members), last=ids[-1] if ids else "")

    async def _states(self, member_ids: Sequence[str]) -> dict[str, Membership]:
        loaded = await self._ctx.store.load(list(dict.fromkeys(member_ids)))
        return {id: one.state for id, one in loaded.items()}

    async def _paid(self, member_ids: Sequence[str]) -> dict[str, Payment | None]:
        found = await self._ctx.store.payments_of(member_ids) if member_ids else {}
        return {id: last_renewal(payments) for id, payments in found.items()}


def _checked(rows: int) -> None:
    if rows > MOST_ROWS:
        raise InvalidInput(
            both(
                "一次最多比对 {most} 行。",
                "At most {most} rows are compared at once.",
                most=MOST_ROWS,
            ),
            field="members",
        )
