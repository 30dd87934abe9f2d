"""Drafts are tried out and corrections carried out, page by page: after a kill it goes on where it
was, and nobody is corrected twice."""

from collections.abc import Awaitable, Callable

from infra.kernel.errors import AppError
from infra.kernel.ids import derived_id
from infra.storage.changes import VersionConflict
from services.membership.contract.correction_views import CorrectionsState, Tried
from services.membership.contract.directory import Listed
from services.membership.contract.staff_commands import MergeMembers
from services.membership.corrections.domain.run import CorrectionsRun
from services.membership.corrections.run_store import RunStore
from services.membership.corrections.trying import Trying, refused_of
from services.membership.handlers.merging import handle_merge
from services.membership.handlers.on_membership import handle_on_membership
from services.membership.ports import Context
from services.shared.callers import Caller

TRIED_AT_ONCE = 100
DONE_AT_ONCE = 50

Members = Callable[[Listed, str, int], Awaitable[tuple[list[str], str]]]
"""Those listed after a place, so many at most, and the place to go on after; empty at the end."""


class CorrectionsRunning:
    def __init__(self, ctx: Context, runs: RunStore, trying: Trying, members: Members) -> None:
        self._ctx = ctx
        self._runs = runs
        self._trying = trying
        self._members = members

    async def step(self) -> int:
        """One page of one of them; gives whether there was one."""
        run = await self._runs.to_do()
        if run is None:
            return 0
        await self.go_on(run)
        return 1

    async def go_on(self, run: CorrectionsRun) -> None:
        previewing = run.state is CorrectionsState.PREVIEWING
        try:
            await (self._try(run) if previewing else self._do(run))
        except VersionConflict:
            return  # another process made this step

    async def _try(self, run: CorrectionsRun) -> None:
        ids, place = await self._next(run)
        tried = await self._trying.of(run.correction, ids, run.by)
        await self._runs.step(run.with_page(tried, place, last=not place), tried)

    async def _next(self, run: CorrectionsRun) -> tuple[list[str], str]:
        if run.listed is not None:
            return await self._members(run.listed, run.place, TRIED_AT_ONCE)
        ids = [id for id in sorted(set(run.named)) if id > run.place][: TRIED_AT_ONCE + 1]
        page = ids[:TRIED_AT_ONCE]
        return page, page[-1] if len(ids) > TRIED_AT_ONCE else ""

    async def _do(self, run: CorrectionsRun) -> None:
        found = await self._runs.members(run.id, run.place, DONE_AT_ONCE + 1, possible=True)
        page, last = found[:DONE_AT_ONCE], len(found) <= DONE_AT_ONCE
        done = [await self._one(run, tried) for tried in page]
        refused = sum(bool(one.code) for one in done)
        place = page[-1].member_id if page else run.place
        after = run.went_on(len(done) - refused, refused, place, last=last)
        await self._runs.settle(after, done)

    async def _one(self, run: CorrectionsRun, tried: Tried) -> Tried:
        """Under a key of its own, so that it is done once however often it is asked."""
        try:
            correction, by = run.for_member(tried.member_id), caller_of(run, tried.member_id)
            if isinstance(correction, MergeMembers):
                await handle_merge(self._ctx, correction, by)
            else:
                await handle_on_membership(self._ctx, correction, by)
        except AppError as error:
            if error.retryable:
                raise
            return refused_of(tried.member_id, error, tried.before)
        return tried


def caller_of(run: CorrectionsRun, member_id: str) -> Caller:
    return Caller(actor=run.by, idempotency_key=derived_id("correction", run.id, member_id))
