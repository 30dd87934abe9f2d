"""Members, found and listed."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from infra.kernel.errors import NotFound
from infra.kernel.paging import checked_first
from infra.kernel.sentences import both
from services.membership.adapters.labels import wanted
from services.membership.contract import queries as q
from services.membership.contract.directory import Listed, MemberFound, MembersPage
from services.membership.contract.query import Query
from services.membership.contract.views import Answer
from services.membership.directory.directory_store import DirectoryStore
from services.membership.domain.view import not_found
from services.membership.ports import MembershipStore


class DirectoryReading:
    def __init__(self, members: MembershipStore, store: DirectoryStore) -> None:
        self._members = members
        self._store = store
        self.answers: Final[dict[type[Query], Callable[[Any], Awaitable[Answer]]]] = {
            q.FindOrder: self._by_order,
            q.FindMember: self._by_id,
            q.ListMembers: self._page,
        }

    async def _by_order(self, query: q.FindOrder) -> MemberFound:
        """A payment that brought the membership, or an order in the shop."""
        ids = [query.order_id]
        for payment in (await self._members.payments(ids)).values():
            return MemberFound(member_id=payment.member_id)
        for order in (await self._members.orders(ids)).values():
            return MemberFound(member_id=order.member_id)
        raise NotFound(
            both("没有订单 {order}。", "There is no order {order}.", order=query.order_id),
            field="orderId",
        )

    async def _by_id(self, query: q.FindMember) -> MemberFound:
        if query.member_id not in await self._members.load([query.member_id]):
            raise not_found(query.member_id)
        return MemberFound(member_id=query.member_id)

    async def listed(self, listed: Listed, after: str, most: int) -> tuple[list[str], str]:
        """A page for whoever goes through all of them, and the place to go on after; empty at the
        end."""
        page = await self._store.page(wanted(listed), after, most)
        return page.members, page.last if page.more else ""

    async def _page(self, query: q.ListMembers) -> MembersPage:
        labels = wanted(query.listed)
        page = await self._store.page(labels, query.after, checked_first(query.first))
        return MembersPage(
            member_ids=tuple(page.members),
            place=page.last,
            total=await self._store.count(labels),
            has_more=page.more,
        )
