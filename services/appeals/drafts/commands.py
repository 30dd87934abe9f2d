"""What a member does with a draft: save it, hand it in, discard it."""

from contextlib import suppress

from infra.kernel.idempotency import done_before, fingerprint, under
from infra.kernel.ids import derived_id, new_id
from infra.storage.changes import DuplicateInsert
from infra.storage.once import once
from services.appeals.contract.commands import OpenAppeal
from services.appeals.contract.drafts import (
    DiscardDraft,
    DraftCommand,
    DraftOutcome,
    SaveDraft,
    SubmitDraft,
)
from services.appeals.domain.opening.submission import check_opening
from services.appeals.drafts.domain import draft as rules
from services.appeals.drafts.domain.draft import AppealDraft
from services.appeals.drafts.draft_store import AppealDraftStore
from services.appeals.handlers import outcome
from services.appeals.handlers.submission import case_of_loss, claim_for_new, open_now
from services.appeals.ports import Context, Done
from services.shared.callers import Caller, keys_of


class DraftCommands:
    def __init__(self, ctx: Context, store: AppealDraftStore) -> None:
        self._ctx = ctx
        self._store = store

    async def execute(self, command: DraftCommand, by: Caller) -> DraftOutcome:
        """
        Raises:
            NotFound: there is no such draft of this member.
            NotAllowed: there is one about this loss, or it cannot be appealed.
            InvalidInput, Conflict
        """
        match command:
            case SaveDraft():
                return await self._save(command, by)
            case SubmitDraft():
                return await self._submit(command, by)
            case DiscardDraft():
                return await self._discard(command)

    async def _save(self, command: SaveDraft, by: Caller) -> DraftOutcome:
        done, repeated = await self._once(command, by, keys_of(by))
        draft = await self._store.load(done.number)
        return DraftOutcome(draft=rules.view_of(draft) if draft else None, repeated=repeated)

    async def _submit(self, command: SubmitDraft, by: Caller) -> DraftOutcome:
        """Under a key of the draft's own besides: it becomes one appeal, however often it is
        asked."""
        keys = [*keys_of(by), derived_id("draft", command.draft_id)]
        done, repeated = await self._once(command, by, keys)
        appeal = await outcome(self._ctx, done.number, by, repeated=repeated)
        return DraftOutcome(appeal=appeal.appeal, repeated=repeated)

    async def _discard(self, command: DiscardDraft) -> DraftOutcome:
        draft = await self._store.load(command.draft_id)
        if draft is not None and draft.member_id == command.member_id:
            await self._store.discard(draft.id)
        return DraftOutcome()

    async def _once(
        self, command: SaveDraft | SubmitDraft, by: Caller, keys: list[str]
    ) -> tuple[Done, bool]:
        """`Done.number`: of the draft that was saved, or of the appeal."""
        while True:
            with suppress(DuplicateInsert):  # another call was faster: what it did is found now
                return await once(
                    lambda: done_before(command, keys, self._ctx.store.done),
                    lambda: self._carry_out(command, by, keys),
                )

    async def _carry_out(
        self, command: SaveDraft | SubmitDraft, by: Caller, keys: list[str]
    ) -> Done:
        if isinstance(command, SubmitDraft):
            return await self._hand_in(command, by, keys)
        draft = await self._written(command)
        done = Done(fingerprint=fingerprint(command), number=draft.id)
        await self._store.save(draft, under(keys, done))
        return done

    async def _written(self, command: SaveDraft) -> AppealDraft:
        now = self._ctx.now()
        if command.draft_id:
            held = await self._held(command.draft_id, command.member_id)
            return rules.change(held, command, now)
        about = OpenAppeal(member_id=command.member_id, text="", lost_at=command.lost_at)
        case = await case_of_loss(self._ctx, about)
        await claim_for_new(self._ctx, about, case)
        lost_at = case.lost_at(command.lost_at) if case else command.lost_at
        draft = rules.begin(new_id(), command, lost_at, now)
        if (there := await self._store.about(draft)) is not None:
            raise rules.begun_already(there)
        return draft

    async def _hand_in(self, command: SubmitDraft, by: Caller, keys: list[str]) -> Done:
        draft = await self._held(command.draft_id, command.member_id)
        opening = OpenAppeal(
            member_id=draft.member_id, text=draft.text, orders=draft.orders, lost_at=draft.lost_at
        )
        check_opening(opening, by.actor, self._ctx.now())
        case = await case_of_loss(self._ctx, opening)

        def done_as(number: str) -> list[Done]:
            return under(keys, Done(fingerprint=fingerprint(command), number=number))

        gone = self._store.gone_with(draft)
        return await open_now(self._ctx, opening, case, by, done_as, beside=gone)

    async def _held(self, id: str, member_id: str) -> AppealDraft:
        draft = await self._store.load(id)
        if draft is None or draft.member_id != member_id or rules.is_over(draft, self._ctx.now()):
            raise rules.no_such_draft()
        return draft
