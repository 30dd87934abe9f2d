"""Memberships as an import would leave them: read from the database, written beside it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from infra.kernel.events import Head
from infra.storage.unit_of_work import UnitOfWork
from services.membership.adapters.repository import MongoMemberships, change_of
from services.membership.domain.aggregate.evidence import (
    Login,
    Order,
    Payment,
)
from services.membership.ports import BY_TIME, NOTHING, ExtraRows, Loaded, StateChange
from services.membership.rehearsal.scratch import Scratch
from services.shared.callers import Caller


class RehearsedMemberships(MongoMemberships):
    """What an import asks of a store; nothing is written through `uow`."""

    def __init__(self, uow: UnitOfWork, scratch: Scratch) -> None:
        super().__init__(uow)
        self._scratch = scratch

    async def load(self, member_ids: Sequence[str]) -> dict[str, Loaded]:
        rehearsed = self._scratch.loaded(member_ids)
        others = [id for id in member_ids if id not in rehearsed]
        return {**(await super().load(others) if others else {}), **rehearsed}

    async def save(
        self,
        state_changes: Sequence[StateChange],
        now: datetime,
        by: Caller = BY_TIME,
        extra: ExtraRows = NOTHING,
    ) -> Mapping[str, str]:
        hashes = dict[str, str]()
        for one in state_changes:
            events = change_of(one, now, by).events
            before = one.loaded.state if one.loaded.head.version else None
            head = Head(version=one.state.version, hash=events[-1].hash, commit=None)
            after = Loaded(head=head, state=one.state, next_due=one.next_due)
            self._scratch.keep(before, after, events)
            hashes[one.state.member_id] = head.hash
        self._scratch.keep_others(Payment, {one.order_id: one for one in extra.payments})
        self._scratch.keep_others(Order, {one.order_id: one for one in extra.orders})
        logins = {one.login_id: _without_origin(one) for one in extra.logins}
        self._scratch.keep_others(Login, logins)
        return hashes

    async def payments(self, order_ids: Sequence[str]) -> dict[str, Payment]:
        return await super().payments(order_ids) | self._scratch.others(Payment, order_ids)

    async def orders(self, order_ids: Sequence[str]) -> dict[str, Order]:
        return await super().orders(order_ids) | self._scratch.others(Order, order_ids)

    async def logins(self, login_ids: Sequence[str]) -> dict[str, Login]:
        return await super().logins(login_ids) | self._scratch.others(Login, login_ids)


def _without_origin(login: Login) -> Login:
    """Nothing of it is compared, and it is personal."""
    return msgspec.structs.replace(login, ip="", device_label="")
