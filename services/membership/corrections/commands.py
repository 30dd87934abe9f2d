"""What staff ask of corrections."""

from collections.abc import Awaitable, Callable
from typing import Any

from msgspec.structs import replace

from infra.kernel.errors import AppError, Conflict, NotFound
from infra.kernel.ids import derived_id, new_id
from infra.kernel.sentences import both
from infra.storage.changes import DuplicateInsert
from infra.storage.unit_of_work import retry_on_conflict
from services.membership.contract import corrections as c
from services.membership.contract.correction_views import CorrectionsState
from services.membership.contract.rules import checked_member_id
from services.membership.corrections.domain.limits import AloneLimits, needs_second
from services.membership.corrections.domain.run import CorrectionsRun, require_whom
from services.membership.corrections.run_store import RunStore
from services.membership.corrections.running import CorrectionsRunning
from services.membership.corrections.trying import Trying
from services.membership.domain.aggregate.texts import checked_reason
from services.membership.handlers.on_membership import handle_on_membership
from services.membership.ports import Context
from services.shared.callers import Caller, keys_of

MOST_NAMED = 1_000


class CorrectionsCommands:
    def __init__(
        self, ctx: Context, runs: RunStore, trying: Trying, running: CorrectionsRunning,
        limits: AloneLimits,
    ) -> None:  # fmt: skip
        self._ctx = ctx
        self._runs = runs
        self._trying = trying
        self._running = running
        self._limits = limits
        self._does: dict[
            type[c.CorrectionsCommand], Callable[[Any, Caller], Awaitable[c.CorrectionsOutcome]]
        ] = {
            c.Correct: self._correct,
            c.DraftCorrections: self._draft,
            c.StartCorrections: self._start,
            c.ConfirmCorrections: self._confirm,
            c.RefuseCorrections: self._refuse,
        }

    async def execute(self, command: c.AnyCorrectionsCommand, by: Caller) -> c.CorrectionsOutcome:
        return await self._does[type(command)](command, by)

    async def _correct(self, command: c.Correct, by: Caller) -> c.CorrectionsOutcome:
        """Above the limits it is requested, once it is clear that it could be done."""
        correction = replace(command.correction, confirmed_by="")
        checked_member_id(correction.member_id)
        catalog = await self._ctx.catalog.current()
        if not needs_second(correction, 1, self._limits, catalog):
            done = await handle_on_membership(self._ctx, correction, by)
            return c.CorrectionsOutcome(done=done, repeated=done.repeated)
        if (kept := await self._runs.load(_id_of(by))) is not None:
            return self._same(kept, correction)
        tried = await self._trying.possible(correction, by.actor)
        drafted = CorrectionsRun(
            id=_id_of(by), correction=correction, by=by.actor, at=self._ctx.now(),
            state=CorrectionsState.PREVIEWING, named=(correction.member_id,),
        )  # fmt: skip
        requested = drafted.with_page([tried], "", last=True)
        return await self._added(requested.asked(self._ctx.now(), second=True), [tried])

    async def _draft(self, command: c.DraftCorrections, by: Caller) -> c.CorrectionsOutcome:
        require_whom(command.member_ids, command.listed, MOST_NAMED)
        checked_reason(command.correction.reason)
        return await self._added(
            CorrectionsRun(
                id=_id_of(by),
                correction=replace(command.correction, member_id="", confirmed_by=""),
                by=by.actor,
                at=self._ctx.now(),
                state=CorrectionsState.PREVIEWING,
                named=command.member_ids,
                listed=command.listed,
            )
        )

    async def _added(
        self, run: CorrectionsRun, tried: list[Any] | None = None
    ) -> c.CorrectionsOutcome:
        try:
            await self._runs.add(run, tried or ())
        except DuplicateInsert:
            kept = await self._known(run.id)
            return self._same(kept, run.correction)
        return c.CorrectionsOutcome(corrections=run.view(self._ctx.now()))

    def _same(self, kept: CorrectionsRun, correction: Any) -> c.CorrectionsOutcome:
        if kept.correction != replace(correction, confirmed_by=""):
            raise Conflict(
                both(
                    "此键已用于其他操作，请换一个。",
                    "This key was used for something else; use a new one.",
                ),
                field="idempotencyKey",
            )
        return c.CorrectionsOutcome(corrections=kept.view(self._ctx.now()), repeated=True)

    async def _start(self, command: c.StartCorrections, by: Caller) -> c.CorrectionsOutcome:
        catalog = await self._ctx.catalog.current()

        def started(run: CorrectionsRun) -> CorrectionsRun:
            second = needs_second(run.correction, run.possible, self._limits, catalog)
            return run.started(by.actor, self._ctx.now(), second=second)

        return await self._changed(command.id, started)

    async def _confirm(self, command: c.ConfirmCorrections, by: Caller) -> c.CorrectionsOutcome:
        return await self._changed(command.id, lambda run: run.confirmed(by.actor, self._ctx.now()))

    async def _refuse(self, command: c.RefuseCorrections, by: Caller) -> c.CorrectionsOutcome:
        return await self._changed(
            command.id, lambda run: run.refused_by(by.actor, self._ctx.now(), command.reason)
        )

    async def _changed(
        self, id: str, change: Callable[[CorrectionsRun], CorrectionsRun]
    ) -> c.CorrectionsOutcome:
        """The first page is done at once; the rest by whoever goes on."""

        async def attempt() -> tuple[CorrectionsRun, bool]:
            before = await self._known(id)
            after = change(before)
            if after is not before:
                await self._runs.step(after)
            return after, after is before

        after, repeated = await retry_on_conflict(attempt)
        if after.state is CorrectionsState.RUNNING and not repeated:
            await self._go_on(after)
        kept = await self._known(id)
        return c.CorrectionsOutcome(corrections=kept.view(self._ctx.now()), repeated=repeated)

    async def _go_on(self, run: CorrectionsRun) -> None:
        try:
            await self._running.go_on(run)
        except AppError:
            return  # it is confirmed, and gone on with

    async def _known(self, id: str) -> CorrectionsRun:
        """
        Raises:
            NotFound
        """
        run = await self._runs.load(id)
        if run is None:
            raise NotFound(
                both("没有编号为 {id} 的更正。", "There are no corrections {id}.", id=id),
                field="id",
            )
        return run


def _id_of(by: Caller) -> str:
    """The same under the same key."""
    keys = keys_of(by)
    return derived_id("corrections", keys[0]) if keys else new_id()
