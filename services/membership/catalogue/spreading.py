"""What follows a publication or a preview, page by page over a plan's members: after a kill it goes
on where it was."""

import asyncio
from typing import Generic, TypeVar

from infra.kernel.clock import Clock
from infra.storage.mongo import Database
from services.membership.catalogue.collections import WAKINGS
from services.membership.catalogue.domain.preview import VersionDraft
from services.membership.catalogue.draft_store import DraftStore
from services.membership.catalogue.drafting import Holders
from services.membership.catalogue.holder_store import HolderStore

PAGE = 1_000
D = TypeVar("D", bound=VersionDraft)
_SETTLES = 2.0
"""Seconds until every process knows what was published: woken earlier, a member might be looked at
by one that does not."""


class HolderWaking:
    """Members of a plan look at what was published: they are told of it, or that it will not
    come."""

    def __init__(self, db: Database, holders: HolderStore, clock: Clock) -> None:
        self._rows = db[WAKINGS]
        self._holders = holders
        self._clock = clock
        self._settled: set[str] = set()

    async def step(self) -> int:
        """One page of one publication; gives how many there are to do."""
        row = await self._rows.find_one({})
        if row is None:
            return 0
        if row["_id"] not in self._settled:
            await asyncio.sleep(_SETTLES)
            self._settled = {row["_id"]}
        woken = await self._holders.wake(row["code"], row["after"], PAGE, self._clock.now())
        if len(woken) == PAGE:
            await self._rows.update_one({"_id": row["_id"]}, {"$set": {"after": woken[-1]}})
        else:
            await self._rows.delete_one({"_id": row["_id"]})
        return 1


class Previewing(Generic[D]):
    """Counts who is touched by a draft."""

    def __init__(self, drafts: DraftStore[D], holders: Holders) -> None:
        self._drafts = drafts
        self._holders = holders

    async def step(self) -> int:
        draft = await self._drafts.unfinished()
        if draft is None or draft.preview is None:
            return 0
        preview = draft.preview
        page = await self._holders.holdings(draft.code, preview.after, PAGE)
        await self._drafts.go_on(draft, preview.with_page(page, last=len(page) < PAGE))
        return 1
