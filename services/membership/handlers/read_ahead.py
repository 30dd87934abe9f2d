"""What is remembered of many reports, read at once: each of them asked by itself costs as many
round trips as there are kinds of it."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from infra.kernel.events import EventEnvelope
from services.membership.domain.aggregate.evidence import Login, Order, Payment, ReportedRefund
from services.membership.ports import Done, MembershipStore, Remembers

V = TypeVar("V")


@dataclass(frozen=True, kw_only=True)
class ReadAhead(Remembers):
    """Implements `Remembers`, as it was when it was read, for the ids and keys that it was read
    for. `store`: is asked for what no simple report asks for."""

    store: Remembers
    done_under: Mapping[str, Done]
    payments_by_id: Mapping[str, Payment]
    orders_by_id: Mapping[str, Order]
    logins_by_id: Mapping[str, Login]

    def holds(self, id: str, keys: Iterable[str]) -> bool:
        """Whether something was reported under it, of whatever kind."""
        evidence = (self.payments_by_id, self.orders_by_id, self.logins_by_id)
        return any(id in kept for kept in evidence) or any(key in self.done_under for key in keys)

    async def done(self, key: str) -> Done | None:
        return self.done_under.get(key)

    async def payments(self, order_ids: Sequence[str]) -> dict[str, Payment]:
        return _some(self.payments_by_id, order_ids)

    async def orders(self, order_ids: Sequence[str]) -> dict[str, Order]:
        return _some(self.orders_by_id, order_ids)

    async def logins(self, login_ids: Sequence[str]) -> dict[str, Login]:
        return _some(self.logins_by_id, login_ids)

    async def refunds(self, refund_ids: Sequence[str]) -> dict[str, ReportedRefund]:
        return await self.store.refunds(refund_ids)

    async def histories(self, member_ids: Sequence[str]) -> dict[str, list[EventEnvelope]]:
        return await self.store.histories(member_ids)


async def read_ahead(store: MembershipStore, ids: Sequence[str], keys: Sequence[str]) -> ReadAhead:
    payments, orders, logins, done = await asyncio.gather(
        store.payments(ids), store.orders(ids), store.logins(ids), store.done_under(keys)
    )
    return ReadAhead(
        store=store,
        done_under=done,
        payments_by_id=payments,
        orders_by_id=orders,
        logins_by_id=logins,
    )


def _some(kept: Mapping[str, V], ids: Iterable[str]) -> dict[str, V]:
    return {id: kept[id] for id in ids if id in kept}
