"""What staff do with the catalogue of plans."""

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from infra.kernel.errors import InvalidInput
from infra.kernel.idempotency import done_before, fingerprint, under
from infra.kernel.sentences import both
from infra.storage.once import once
from services.membership.catalogue.domain.draft import PlanDraft
from services.membership.catalogue.domain.publishing import publish, retire
from services.membership.catalogue.drafting import Drafting, Keep, named
from services.membership.catalogue.plan_store import PlanStore
from services.membership.catalogue.reading import CatalogueReading
from services.membership.contract import catalogue_commands as c
from services.membership.contract.catalogue_views import CatalogueOutcome
from services.membership.contract.rules import MEMBER_ID
from services.membership.domain.aggregate.catalog import Plans
from services.membership.ports import Context, Done
from services.shared.callers import Caller, keys_of


class CatalogueCommands:
    def __init__(
        self,
        ctx: Context,
        plans: PlanStore,
        drafting: Drafting[PlanDraft],
        reading: CatalogueReading,
    ) -> None:
        self._ctx = ctx
        self._plans = plans
        self._drafting = drafting
        self._reading = reading
        self._does: dict[
            type[c.CatalogueCommand], Callable[[Any, Caller, Keep], Awaitable[Done]]
        ] = {
            c.SavePlanDraft: self._save,
            c.PreviewPlan: self._preview,
            c.PublishPlan: self._publish,
            c.RetirePlan: self._retire,
        }

    async def execute(self, command: c.AnyCatalogueCommand, by: Caller) -> CatalogueOutcome:
        """The same under the same key is done once."""
        keys = keys_of(by)

        def keep(version: int) -> list[Done]:
            done = Done(fingerprint=fingerprint(command), member_id="", version=version)
            return under(keys or [""], done)

        done, repeated = await once(
            lambda: done_before(command, keys, self._plans.done),
            lambda: self._does[type(command)](command, by, keep),
        )
        return CatalogueOutcome(
            repeated=repeated,
            version=done.version,
            history=await self._reading.history_if_any(command.code),
            draft=await self._reading.draft_if_any(command.code),
        )

    async def _save(self, command: c.SavePlanDraft, by: Caller, keep: Keep) -> Done:
        _check_code(command)
        draft = PlanDraft(plan=command.plan, revision=1, saved_at=self._ctx.now())
        return await self._drafting.save(
            command.code, lambda number: msgspec.structs.replace(draft, revision=number), keep
        )

    async def _preview(self, command: c.PreviewPlan, by: Caller, keep: Keep) -> Done:
        return await self._drafting.preview(command.code, keep)

    async def _publish(self, command: c.PublishPlan, by: Caller, keep: Keep) -> Done:
        draft = await self._drafting.looked_at(command.code, command.revision)
        plans, now = await self._fresh(), self._ctx.now()
        event = publish(draft.plan, command, plans, now)
        done = keep(event.plan_version)
        await self._plans.save([event], plans, now, by, named(done))
        self._ctx.catalog.forget()
        return done[0]

    async def _retire(self, command: c.RetirePlan, by: Caller, keep: Keep) -> Done:
        plans, now = await self._fresh(), self._ctx.now()
        event, done = retire(command, plans, now), keep(len(plans.versions[command.code]))
        await self._plans.save([event], plans, now, by, named(done))
        self._ctx.catalog.forget()
        return done[0]

    async def _fresh(self) -> Plans:
        self._ctx.catalog.forget()
        return (await self._ctx.catalog.current()).plans


def _check_code(command: c.SavePlanDraft) -> None:
    """A draft is kept under its code, so that alone has to be right."""
    code = command.code
    if code != command.plan.code or not code.isidentifier() or not MEMBER_ID.fullmatch(code):
        raise InvalidInput(
            both(
                "代码只含字母、数字和下划线，至多 64 个。",
                "A code is made of at most 64 letters, digits and underscores.",
            ),
            field="code",
        )
