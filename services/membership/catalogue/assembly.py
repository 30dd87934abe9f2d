"""The catalogue, put together."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from infra.concurrency.wakeup import Wakeup
from infra.process.component import Loop
from infra.process.foundation import Foundation
from services.membership.catalogue.commands import CatalogueCommands
from services.membership.catalogue.draft_store import DraftStore
from services.membership.catalogue.holder_store import HolderStore
from services.membership.catalogue.plan_store import PlanStore
from services.membership.catalogue.reading import CatalogueReading
from services.membership.catalogue.seeding import publish_first_plans
from services.membership.catalogue.spreading import HolderWaking, Previewing
from services.membership.ports import Context

_POLL = 0.5  # seconds


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """What the catalogue brings into membership. `prepare`: an empty one begins with the file."""

    commands: CatalogueCommands
    reading: CatalogueReading
    loops: Sequence[Loop]
    prepare: Callable[[], Awaitable[None]]


def build_catalogue(base: Foundation, ctx: Context, plans_file: Path) -> Catalogue:
    plans, drafts = PlanStore(base.uow), DraftStore(base.uow)
    holders = HolderStore(base.db)
    reading = CatalogueReading(ctx, drafts, holders)
    waking, previewing = HolderWaking(base.db, holders, ctx.clock), Previewing(drafts, holders)

    async def prepare() -> None:
        await publish_first_plans(base.db, plans, ctx.catalog, plans_file, ctx.now())

    return Catalogue(
        commands=CatalogueCommands(ctx, plans, drafts, holders, reading),
        reading=reading,
        loops=[
            Loop(name="wake members of plans", run=_kept_at(waking.step)),
            Loop(name="preview plans", run=_kept_at(previewing.step)),
        ],
        prepare=prepare,
    )


def _kept_at(step: Callable[[], Awaitable[int]]) -> Callable[[int], Awaitable[None]]:
    async def run(_epoch: int) -> None:
        await Wakeup().keep_at(step, _POLL)

    return run
