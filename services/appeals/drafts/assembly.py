"""Drafts, put together."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from infra.process.component import Loop
from infra.process.foundation import Foundation
from infra.storage.changes import VersionConflict
from infra.storage.sweeper import Sweeper
from services.appeals.adapters.documents import DRAFTS
from services.appeals.context import Context
from services.appeals.contract.draft_views import GetDrafts
from services.appeals.contract.query import Query
from services.appeals.contract.views import Answer
from services.appeals.drafts.commands import DraftCommands
from services.appeals.drafts.domain.draft import is_over
from services.appeals.drafts.draft_store import AppealDraftStore
from services.appeals.drafts.filing import DraftFiling
from services.appeals.drafts.reading import DraftReading
from services.appeals.ports import DraftedFiles
from services.shared.callers import SYSTEM


@dataclass(frozen=True, kw_only=True)
class DraftRoom:
    """What drafts bring into appeals."""

    commands: DraftCommands
    filing: DraftFiling
    answers: Mapping[type[Query], Callable[[Any], Awaitable[Answer]]]
    loops: Sequence[Loop]


def build_drafts(base: Foundation, context: Context, files: DraftedFiles) -> DraftRoom:
    store = AppealDraftStore(base.uow, files)
    filing = DraftFiling(context, store)

    async def end_one(id: str) -> None:
        draft, now = await store.load(id), context.now()
        if draft is not None and is_over(draft, now):
            with suppress(VersionConflict):  # one that was changed meanwhile has another time
                await store.end(draft, SYSTEM, now)

    sweeper = Sweeper(base.db, DRAFTS, context.clock, end_one)
    return DraftRoom(
        commands=DraftCommands(context, store, filing),
        filing=filing,
        answers={GetDrafts: DraftReading(store, context.clock).read},
        loops=[Loop(name=sweeper.name, run=sweeper.run)],
    )
