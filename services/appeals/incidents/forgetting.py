"""Forgets losses that came to nothing, once nobody can appeal against them any more."""

from infra.storage.changes import Removal
from infra.storage.unit_of_work import UnitOfWork
from services.appeals.context import Context
from services.appeals.incidents.collections import BUCKETS, SEEN_LOSSES
from services.appeals.incidents.stores import IncidentStores
from services.membership.contract.rules import APPEAL_WITHIN

AT_ONCE = 50
POLL_SECONDS = 60.0


class Forgetting:
    def __init__(self, ctx: Context, stores: IncidentStores, uow: UnitOfWork) -> None:
        self._ctx = ctx
        self._losses = stores.losses
        self._uow = uow

    async def step(self) -> int:
        """Gives how many buckets it emptied. Those of an incident stay with it."""
        old = await self._losses.free_before(self._ctx.now() - APPEAL_WITHIN, AT_ONCE)
        if old:
            rows = [Removal(SEEN_LOSSES, {"waits": id}) for id in old]
            await self._uow.commit(
                removals=[*rows, Removal(BUCKETS, {"_id": {"$in": old}, "incident": ""})]
            )
        return len(old)
