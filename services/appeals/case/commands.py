"""A case file is gathered anew because its member, or staff, ask for it."""

from collections.abc import Mapping
from typing import Final

from infra.kernel.idempotency import under
from infra.storage.once import once
from services.appeals.case.refreshing import Refreshing
from services.appeals.context import Context
from services.appeals.contract.case_commands import RefreshCaseFile
from services.appeals.domain.aggregate.ended import require_open
from services.appeals.domain.case.case_file import attach, refresh
from services.appeals.domain.recording.recorder import Recorder
from services.appeals.handlers import Handler
from services.appeals.handlers.current import current
from services.appeals.handlers.once import earlier, outcome_of
from services.appeals.rows import Done, ExtraRows
from services.shared.callers import Caller, keys_of


class CaseCommands:
    def __init__(self, ctx: Context, refreshing: Refreshing) -> None:
        self._ctx = ctx
        self._refreshing = refreshing
        self.handlers: Final[Mapping[type, Handler]] = {RefreshCaseFile: self._refresh}

    async def _refresh(self, command: RefreshCaseFile, by: Caller) -> tuple[str, bool]:
        """Where nothing is different there is no further version."""
        _, repeated = await once(
            lambda: earlier(self._ctx, command, by), lambda: self._carry_out(command, by)
        )
        return command.number, repeated

    async def _carry_out(self, command: RefreshCaseFile, by: Caller) -> Done:
        there = await current(self._ctx, command.number, by.actor)
        now = self._ctx.now()
        require_open(there.appeal, by.actor, now)
        recorder = Recorder(there.appeal, by.actor, now)
        case = await self._refreshing.anew(there.appeal)
        found = case.file.difference
        new = found is None or not found.nothing
        if found is None:
            attach(recorder, case)
        elif new:
            refresh(recorder, case, on_request=True)
        done = outcome_of(command, command.number)
        extra = ExtraRows(done=under(keys_of(by), done), case=case if new else None)
        await self._ctx.store.save(there, recorder, by, extra)
        return done
