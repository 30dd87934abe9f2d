"""A second of the staff looks at what is worth much: the decision is confirmed or returned."""

from typing import Final

from msgspec.structs import replace

from infra.kernel.idempotency import under
from infra.storage.changes import Removal
from infra.storage.once import once
from services.appeals.adapters.proposals import PROPOSALS, ProposalStore
from services.appeals.context import Context
from services.appeals.contract.desk_commands import ConfirmDecision, ReturnDecision
from services.appeals.desk.domain.colleague import require_can_have
from services.appeals.desk.reviewer_store import ReviewerStore
from services.appeals.domain.aggregate.ended import require_open
from services.appeals.domain.aggregate.texts import private_text
from services.appeals.domain.deciding.decision import decide_appeal
from services.appeals.domain.identity.identity import require_proven
from services.appeals.domain.recording.recorder import NewMessage, Recorder
from services.appeals.domain.review.proposal import (
    Proposal,
    nothing_proposed,
    require_nothing_new,
    require_second,
)
from services.appeals.handlers import Handler
from services.appeals.handlers.current import current
from services.appeals.handlers.once import earlier, outcome_of
from services.appeals.rows import Done, ExtraRows, Loaded
from services.shared.callers import Caller, keys_of


class FourEyes:
    def __init__(self, ctx: Context, proposals: ProposalStore, reviewers: ReviewerStore) -> None:
        self._ctx = ctx
        self._proposals = proposals
        self._reviewers = reviewers
        self.handlers: Final[dict[type, Handler]] = {
            ConfirmDecision: self.confirm,
            ReturnDecision: self.give_back,
        }

    async def confirm(self, command: ConfirmDecision, by: Caller) -> tuple[str, bool]:
        """What was proposed is decided, by whoever proposed it, as it would be now.

        Raises:
            NotAllowed: it is over meanwhile.
        """

        async def attempt() -> Done:
            there, proposal = await self._looked_at(command.number, by)
            require_open(there.appeal, by.actor, self._ctx.now())
            steps = (await self._ctx.store.dossiers([command.number]))[command.number].steps
            require_nothing_new(proposal, steps)
            recorder = await self._decided(there, proposal, by)
            return await self._save(there, recorder, proposal, command, by)

        done, repeated = await once(lambda: earlier(self._ctx, command, by), attempt)
        if not repeated:
            self._ctx.at("appeals.decision.recorded")
        return done.number, repeated

    async def give_back(self, command: ReturnDecision, by: Caller) -> tuple[str, bool]:
        """Nothing was decided; why stands among the notes. Also where the appeal is over by now."""
        reason = private_text(command.reason, "reason")

        async def attempt() -> Done:
            there, proposal = await self._looked_at(command.number, by)
            recorder = Recorder(there.appeal, by.actor, self._ctx.now())
            recorder.say(NewMessage(text=reason, staff_only=True))
            return await self._save(there, recorder, proposal, command, by)

        done, repeated = await once(lambda: earlier(self._ctx, command, by), attempt)
        return done.number, repeated

    async def _looked_at(self, number: str, by: Caller) -> tuple[Loaded, Proposal]:
        """
        Raises:
            NotAllowed: nothing waits, or the second decided it before.
            Forbidden: it is their own, or its queue is not theirs.
        """
        there = await current(self._ctx, number)
        proposal = (await self._proposals.waiting([number])).get(number)
        if proposal is None:
            raise nothing_proposed(number)
        require_second(proposal, by.actor)
        second = await self._reviewers.colleague(by)
        require_can_have(there.appeal, there.place.queue, second, self._ctx.now())
        return there, proposal

    async def _decided(self, there: Loaded, proposal: Proposal, by: Caller) -> Recorder:
        """
        Raises:
            AppError: why it cannot be given any more, or not before its member has proven who
                they are; Unavailable while the membership cannot say.
        """
        ruled = replace(proposal.command, confirmed_by=by.actor)
        recorder = decide_appeal(there.appeal, ruled, proposal.by, self._ctx.now())
        recorder.complete((), proposal.said)
        worth = await self._ctx.memberships.check_remedy(recorder.appeal)
        require_proven(recorder.appeal, worth, self._ctx.identity_above)
        return recorder

    async def _save(
        self,
        there: Loaded,
        recorder: Recorder,
        proposal: Proposal,
        command: ConfirmDecision | ReturnDecision,
        by: Caller,
    ) -> Done:
        done = outcome_of(command, command.number)
        extra = ExtraRows(
            done=under(keys_of(by), done),
            guards=[self._proposals.settled(proposal)],
            removals=[Removal(PROPOSALS, {"_id": proposal.number})],
        )
        await self._ctx.store.save(there, recorder, by, extra)
        return done
