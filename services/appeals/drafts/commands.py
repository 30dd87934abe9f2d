"""What a member does with a draft: save it, hand it in, discard it."""

from contextlib import suppress

from infra.kernel.idempotency import done_before, fingerprint, under
from infra.kernel.ids import derived_id, new_id
from infra.storage.changes import DuplicateInsert
from infra.storage.once import once
from infra.storage.unit_of_work import retry_on_conflict
from services.appeals.context import Context
from services.appeals.contract.commands import OpenAppeal
from services.appeals.contract.drafts import (
    DiscardDraft,
    DraftCommand,
    DraftOutcome,
    RemoveDraftFile,
    SaveDraft,
    SubmitDraft,
)
from services.appeals.domain.opening.submission import check_opening
from services.appeals.drafts.domain import draft as rules
from services.appeals.drafts.domain.draft import AppealDraft
from services.appeals.drafts.draft_store import AppealDraftStore
from services.appeals.drafts.filing import DraftFiling
from services.appeals.handlers import outcome
from services.appeals.handlers.submission import Begun, case_of_loss, claim_for_new, open_now
from services.appeals.rows import Done, ExtraRows
from services.shared.callers import Caller, keys_of


class DraftCommands:
    def __init__(self, ctx: Context, store: AppealDraftStore, filing: DraftFiling) -> None:
        self._ctx = ctx
        self._store = store
        self._filing = filing

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
                return await self._discard(command, by)
            case RemoveDraftFile():
                await retry_on_conflict(lambda: self._filing.remove(command, by.actor))
                return await self.shown(command.draft_id, repeated=False)

    async def _save(self, command: SaveDraft, by: Caller) -> DraftOutcome:
        done, repeated = await self._once(command, by, keys_of(by))
        return await self.shown(done.number, repeated=repeated)

    async def shown(self, draft_id: str, *, repeated: bool) -> DraftOutcome:
        """As it is by now."""
        draft = await self._store.load(draft_id)
        if draft is None:
            return DraftOutcome(repeated=repeated)
        files = await self._store.files_of([draft])
        return DraftOutcome(draft=rules.view_of(draft, files), repeated=repeated)

    async def _submit(self, command: SubmitDraft, by: Caller) -> DraftOutcome:
        """Under a key of the draft's own besides: it becomes one appeal, however often it is
        asked."""
        keys = [*keys_of(by), derived_id("draft", command.draft_id)]
        done, repeated = await self._once(command, by, keys)
        appeal = await outcome(self._ctx, done.number, by, repeated=repeated)
        return DraftOutcome(appeal=appeal.appeal, repeated=repeated)

    async def _discard(self, command: DiscardDraft, by: Caller) -> DraftOutcome:
        async def attempt() -> None:
            draft = await self._store.load(command.draft_id)
            if draft is not None and draft.member_id == command.member_id:
                await self._store.end(draft, by.actor, self._ctx.now())

        await retry_on_conflict(attempt)
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
        await self._store.save(draft, ExtraRows(done=under(keys, done)))
        return done

    async def _written(self, command: SaveDraft) -> AppealDraft:
        now = self._ctx.now()
        if command.draft_id:
            held = await self._filing.held(command.draft_id, command.member_id)
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
        draft = await self._filing.held(command.draft_id, command.member_id)
        opening = OpenAppeal(
            member_id=draft.member_id, text=draft.text, orders=draft.orders, lost_at=draft.lost_at
        )
        check_opening(opening, by.actor, self._ctx.now())
        case = await case_of_loss(self._ctx, opening)

        def done_as(number: str) -> list[Done]:
            return under(keys, Done(fingerprint=fingerprint(command), number=number))

        return await open_now(self._ctx, opening, case, by, done_as, begun=self._begun(draft))

    def _begun(self, draft: AppealDraft) -> Begun:
        message_id = new_id()
        handed_in = self._store.handed_in
        return Begun(draft.files, message_id, lambda number: handed_in(draft, number, message_id))
