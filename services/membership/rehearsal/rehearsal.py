"""An import as it would be, up to the going live of those whom it holds back."""

from collections.abc import Iterator

from services.membership.contract.import_rows import (
    ImportBatch,
)
from services.membership.contract.import_views import ImportResult
from services.membership.handlers import import_batch
from services.membership.handlers.going_live import BY_THE_OPERATOR, live_changes
from services.membership.ports import Context
from services.membership.rehearsal.scratch import Rehearsed, Scratch


class ImportRehearsal:
    """`ctx`: whose store keeps in `scratch` what it is given."""

    def __init__(self, ctx: Context, scratch: Scratch) -> None:
        self._ctx = ctx
        self._scratch = scratch

    async def import_batch(self, batch: ImportBatch) -> ImportResult:
        return await import_batch(self._ctx, batch)

    async def go_live(self) -> None:
        """As if the operator said so just now."""
        for some in self._scratch.ids():
            held = await self._ctx.store.load(some)
            changes = await live_changes(self._ctx, held.values())
            await self._ctx.store.save(changes, self._ctx.now(), BY_THE_OPERATOR)

    def changed(self) -> Iterator[Rehearsed]:
        return self._scratch.members()
