"""Keeps what staff look at, and shows it."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, Final

from infra.kernel.clock import Clock
from infra.kernel.errors import TooManyRequests
from infra.kernel.ids import new_id
from infra.kernel.paging import checked_first
from infra.kernel.sentences import both
from services.membership.contract.queries import GetStaffReads
from services.membership.contract.query import Query
from services.membership.contract.staff_reads import KeptRead, StaffRead, StaffReadsPage
from services.membership.contract.views import Answer
from services.membership.reads.read_store import ReadStore
from services.shared.callers import ActorKind, Caller
from services.shared.permissions import not_for_you

_SEARCHES_WITHIN = timedelta(minutes=1)


class StaffReads:
    """`searches`: how often one person may look for members within a minute."""

    def __init__(self, store: ReadStore, clock: Clock, searches: int) -> None:
        self._store = store
        self._clock = clock
        self._searches = searches
        self.answers: Final[dict[type[Query], Callable[[Any], Awaitable[Answer]]]] = {
            GetStaffReads: self._page
        }

    async def keep(self, reads: list[StaffRead], by: Caller) -> None:
        if by.actor.kind != ActorKind.STAFF:
            raise not_for_you()
        if any(read.search for read in reads):
            await self._require_few(by.actor.id)
        if reads:
            await self._store.keep([(self._kept(read, by), read) for read in reads])

    async def _require_few(self, staff_id: str) -> None:
        since = self._clock.now() - _SEARCHES_WITHIN
        made = await self._store.searches_since(staff_id, since, self._searches)
        if made >= self._searches:
            raise TooManyRequests(
                both(
                    "一分钟内最多查找 {most} 次会员，请稍后再试。",
                    "At most {most} searches for members within a minute; try again in a while.",
                    most=self._searches,
                ),
                details={"retry_after": int(_SEARCHES_WITHIN.total_seconds())},
            )

    def _kept(self, read: StaffRead, by: Caller) -> KeptRead:
        return KeptRead(
            id=new_id(),
            at=self._clock.now(),
            staff_id=by.actor.id,
            name=by.actor.name,
            kind=by.staff_kind,
            field=read.field,
            fields=read.fields,
            members=len(read.members),
            request_id=by.request_id,
            reason=read.reason,
        )

    async def _page(self, query: GetStaffReads) -> StaffReadsPage:
        first = checked_first(query.first)
        asked = {"members": query.member_id} if query.member_id else {}
        asked |= {"staff_id": query.staff_id} if query.staff_id else {}
        found = await self._store.page(asked, query.after, first + 1)
        return StaffReadsPage(
            reads=tuple(found[:first]),
            cursors=tuple(one.id for one in found[:first]),
            total=await self._store.count(asked),
            has_more=len(found) > first,
        )
