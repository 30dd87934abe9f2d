"""What staff do with drafts of clauses."""

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from infra.kernel.idempotency import done_before, fingerprint, under
from infra.storage.once import once
from services.membership.catalogue.clause_reading import ClauseReading
from services.membership.catalogue.domain.clause_draft import ClauseDraft
from services.membership.catalogue.drafting import Drafting, Keep, named
from services.membership.contract import clause_draft_commands as c
from services.membership.contract.catalogue_commands import CatalogueCommand
from services.membership.contract.clause_views import ClauseOutcome
from services.membership.domain.terms.publishing import check, publish
from services.membership.ports import Context, Done
from services.shared.callers import Caller, keys_of


class ClauseCommands:
    def __init__(
        self, ctx: Context, drafting: Drafting[ClauseDraft], reading: ClauseReading
    ) -> None:
        self._ctx = ctx
        self._drafting = drafting
        self._reading = reading
        self._does: dict[type[CatalogueCommand], Callable[[Any, Caller, Keep], Awaitable[Done]]] = {
            c.SaveClauseDraft: self._save,
            c.PreviewClause: self._preview,
            c.PublishClauseDraft: self._publish,
        }

    async def execute(self, command: c.AnyClauseCommand, by: Caller) -> ClauseOutcome:
        """The same under the same key is done once."""
        keys = keys_of(by)

        def keep(version: int) -> list[Done]:
            done = Done(fingerprint=fingerprint(command), member_id="", version=version)
            return under(keys or [""], done)

        done, repeated = await once(
            lambda: done_before(command, keys, self._ctx.store.done),
            lambda: self._does[type(command)](command, by, keep),
        )
        published = isinstance(command, c.PublishClauseDraft)
        return ClauseOutcome(
            repeated=repeated,
            version=done.version,
            clause=await self._reading.version(command.code, done.version) if published else None,
            draft=await self._reading.draft_if_any(command.code),
        )

    async def _save(self, command: c.SaveClauseDraft, by: Caller, keep: Keep) -> Done:
        check(command.code, command.parameters)
        draft = ClauseDraft(
            clause=command.code,
            title=command.title,
            text=command.text,
            parameters=command.parameters,
            revision=1,
            saved_at=self._ctx.now(),
        )
        return await self._drafting.save(
            command.code, lambda number: msgspec.structs.replace(draft, revision=number), keep
        )

    async def _preview(self, command: c.PreviewClause, by: Caller, keep: Keep) -> Done:
        return await self._drafting.preview(command.code, keep)

    async def _publish(self, command: c.PublishClauseDraft, by: Caller, keep: Keep) -> Done:
        draft = await self._drafting.looked_at(command.code, command.revision)
        self._ctx.catalog.forget()
        catalog, now = await self._ctx.catalog.current(), self._ctx.now()
        event = publish(
            draft.to_publish(command.effective_at, adverse=command.adverse), catalog, now
        )
        done = keep(event.clause_version)
        await self._ctx.store.publish([event], now, by, named(done))
        self._ctx.catalog.forget()
        return done[0]
