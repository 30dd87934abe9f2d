"""Lets held members go live, a batch a commit: after a kill at any line the rest are still held,
and are found again."""

from infra.storage.unit_of_work import retry_on_conflict
from services.membership.contract.import_views import WentLiveSoFar
from services.membership.golive.held_store import HeldMembers
from services.membership.handlers.going_live import BY_THE_OPERATOR, live_changes
from services.membership.ports import Context

AT_ONCE = 200
"""Each may bring what fell due since the import, and a commit has to fit into one document."""


class Releasing:
    def __init__(self, ctx: Context, held: HeldMembers) -> None:
        self._ctx = ctx
        self._held = held

    async def some(self) -> WentLiveSoFar:
        """The next few, and how many are left."""
        went = await retry_on_conflict(self._release)
        return WentLiveSoFar(went=went, held=await self._held.count())

    async def _release(self) -> int:
        held = await self._ctx.store.load(await self._held.some(AT_ONCE))
        changes = await live_changes(self._ctx, held.values())
        await self._ctx.store.save(changes, self._ctx.now(), BY_THE_OPERATOR)
        return len(changes)
