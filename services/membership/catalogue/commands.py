"""What staff do with the catalogue of plans."""

from collections.abc import Awaitable, Callable
from typing import Any

from infra.kernel.errors import Conflict, InvalidInput, NotFound
from infra.kernel.idempotency import done_before, fingerprint, under
from infra.kernel.sentences import both
from infra.storage.once import once
from services.membership.catalogue.domain.draft import PlanDraft, Preview
from services.membership.catalogue.domain.publishing import publish, retire
from services.membership.catalogue.draft_store import DraftStore
from services.membership.catalogue.holder_store import HolderStore
from services.membership.catalogue.plan_store import PlanStore
from services.membership.catalogue.reading import CatalogueReading
from services.membership.contract import catalogue_commands as c
from services.membership.contract.catalogue_views import CatalogueOutcome
from services.membership.contract.rules import MEMBER_ID
from services.membership.domain.aggregate.catalog import Plans
from services.membership.ports import Context, Done
from services.shared.callers import Caller, keys_of

_Keep = Callable[[int], list[Done]]
"""Of the version that came of a command, what to remember."""


class CatalogueCommands:
    def __init__(
        self, ctx: Context, plans: PlanStore, drafts: DraftStore, holders: HolderStore,
        reading: CatalogueReading,
    ) -> None:  # fmt: skip
        self._ctx = ctx
        self._plans = plans
        self._drafts = drafts
        self._holders = holders
        self._reading = reading
        self._does: dict[
            type[c.CatalogueCommand], Callable[[Any, Caller, _Keep], Awaitable[Done]]
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

    async def _save(self, command: c.SavePlanDraft, by: Caller, keep: _Keep) -> Done:
        _check_code(command)
        kept = await self._drafts.load(command.code)
        revision = kept.revision + 1 if kept else 1
        draft = PlanDraft(plan=command.plan, revision=revision, saved_at=self._ctx.now())
        done = keep(revision)
        await self._drafts.save(draft, _named(done))
        return done[0]

    async def _preview(self, command: c.PreviewPlan, by: Caller, keep: _Keep) -> Done:
        draft = await self._draft(command.code)
        total = await self._holders.count(command.code)
        preview = Preview(started_at=self._ctx.now(), total=total)
        done = keep(draft.revision)
        await self._drafts.begin_preview(command.code, draft.revision, preview, _named(done))
        return done[0]

    async def _publish(self, command: c.PublishPlan, by: Caller, keep: _Keep) -> Done:
        draft = await self._draft(command.code)
        if draft.revision != command.revision:
            raise Conflict(
                both(
                    "草稿已是第 {now} 次修订，不是第 {expected} 次；请重新查看后再发布。",
                    "The draft is at revision {now} by now, not {expected}; look at it again, then "
                    "publish.",
                    now=draft.revision,
                    expected=command.revision,
                ),
                field="revision",
                details={"revision": draft.revision},
            )
        plans, now = await self._fresh(), self._ctx.now()
        event = publish(draft.plan, command, plans, now)
        done = keep(event.plan_version)
        await self._plans.save([event], plans, now, by, _named(done))
        self._ctx.catalog.forget()
        return done[0]

    async def _retire(self, command: c.RetirePlan, by: Caller, keep: _Keep) -> Done:
        plans, now = await self._fresh(), self._ctx.now()
        event, done = retire(command, plans, now), keep(len(plans.versions[command.code]))
        await self._plans.save([event], plans, now, by, _named(done))
        self._ctx.catalog.forget()
        return done[0]

    async def _draft(self, code: str) -> PlanDraft:
        draft = await self._drafts.load(code)
        if draft is None:
            raise NotFound(
                both(
                    "{code} 没有草稿；请先用 savePlanDraft 保存。",
                    "There is no draft of {code}; save one first (savePlanDraft).",
                    code=code,
                ),
                field="code",
            )
        return draft

    async def _fresh(self) -> Plans:
        self._ctx.catalog.forget()
        return (await self._ctx.catalog.current()).plans


def _named(done: list[Done]) -> list[Done]:
    """Only what came with a key can be asked for again."""
    return [one for one in done if one.key]


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
