"""EntitlementAnswers of many members at once, by one read."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import both
from services.membership.contract.entitlement import MOST_MEMBERS, EntitlementsView
from services.membership.contract.queries import GetEntitlements
from services.membership.contract.query import Query
from services.membership.contract.views import Answer
from services.membership.entitlement.domain.answer import EntitlementAnswers, unknown
from services.membership.ports import Context


class EntitlementReading:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self.answers: Final[dict[type[Query], Callable[[Any], Awaitable[Answer]]]] = {
            GetEntitlements: self._entitlements
        }

    async def _entitlements(self, query: GetEntitlements) -> EntitlementsView:
        """
        Raises:
            InvalidInput: more members than one question may name.
        """
        _checked(query.member_ids)
        return await self.of(query.member_ids)

    async def of(self, member_ids: tuple[str, ...]) -> EntitlementsView:
        """As they are now, in the order asked."""
        found, catalog = await asyncio.gather(
            self._ctx.store.load(member_ids), self._ctx.catalog.current()
        )
        now = self._ctx.now()
        answers = EntitlementAnswers(catalog, now)
        told = {id: answers.of(one.state, one.next_due) for id, one in found.items()}
        return EntitlementsView(
            at=now, entitlements=tuple(told.get(id) or unknown(id) for id in member_ids)
        )


def _checked(member_ids: tuple[str, ...]) -> None:
    if len(member_ids) > MOST_MEMBERS:
        raise InvalidInput(
            both(
                "一次最多查询 {most} 位会员；请分批查询。",
                "Ask for at most {most} members at once; send several questions.",
                most=MOST_MEMBERS,
            ),
            field="memberIds",
        )
