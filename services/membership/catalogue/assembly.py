"""The catalogue, put together."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.concurrency.wakeup import Wakeup
from infra.process.component import Loop
from infra.process.foundation import Foundation
from services.membership.catalogue.bound_store import BoundStore
from services.membership.catalogue.clause_commands import ClauseCommands
from services.membership.catalogue.clause_reading import ClauseReading
from services.membership.catalogue.collections import CLAUSE_DRAFTS, DRAFTS
from services.membership.catalogue.commands import CatalogueCommands
from services.membership.catalogue.domain.clause_draft import ClauseDraft
from services.membership.catalogue.domain.draft import PlanDraft
from services.membership.catalogue.draft_store import DraftStore
from services.membership.catalogue.drafting import Drafting
from services.membership.catalogue.holder_store import HolderStore
from services.membership.catalogue.plan_store import PlanStore
from services.membership.catalogue.reading import CatalogueReading
from services.membership.catalogue.seeding import publish_first_plans
from services.membership.catalogue.spreading import HolderWaking, Previewing
from services.membership.contract.query import Query
from services.membership.contract.views import Answer
from services.membership.ports import Context

Answers = dict[type[Query], Callable[[Any], Awaitable[Answer]]]

_POLL = 0.5  # seconds


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """What the catalogue brings into membership. `prepare`: an empty one begins with the file."""

    commands: CatalogueCommands
    clause_commands: ClauseCommands
    answers: Answers
    loops: Sequence[Loop]
    prepare: Callable[[], Awaitable[None]]


def build_catalogue(base: Foundation, ctx: Context, plans_file: Path) -> Catalogue:
    plans, holders, bound = PlanStore(base.uow), HolderStore(base.db), BoundStore(base.db)
    drafts = DraftStore(base.uow, DRAFTS, PlanDraft)
    clause_drafts = DraftStore(base.uow, CLAUSE_DRAFTS, ClauseDraft)
    reading = CatalogueReading(ctx, drafts, holders)
    clause_reading = ClauseReading(ctx, clause_drafts)
    waking = HolderWaking(base.db, holders, ctx.clock)

    async def prepare() -> None:
        await publish_first_plans(base.db, plans, ctx.catalog, plans_file, ctx.now())

    return Catalogue(
        commands=CatalogueCommands(
            ctx, plans, Drafting(ctx, drafts, holders, "savePlanDraft"), reading
        ),
        clause_commands=ClauseCommands(
            ctx, Drafting(ctx, clause_drafts, bound, "saveClauseDraft"), clause_reading
        ),
        answers=reading.answers | clause_reading.answers,
        loops=[
            Loop(name="wake members of plans", run=_kept_at(waking.step)),
            Loop(name="preview plans", run=_kept_at(Previewing(drafts, holders).step)),
            Loop(name="preview clauses", run=_kept_at(Previewing(clause_drafts, bound).step)),
        ],
        prepare=prepare,
    )


def _kept_at(step: Callable[[], Awaitable[int]]) -> Callable[[int], Awaitable[None]]:
    async def run(_epoch: int) -> None:
        await Wakeup().keep_at(step, _POLL)

    return run
