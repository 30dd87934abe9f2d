"""Who has which appeal: the next one, one that is assigned, one that is given back."""

from collections.abc import Callable
from contextlib import suppress
from typing import Final

from infra.kernel.errors import NotFound
from infra.kernel.idempotency import under
from infra.kernel.sentences import both
from infra.storage.changes import VersionConflict
from infra.storage.once import once
from services.appeals.context import Context
from services.appeals.contract.commands import TakeAppeal
from services.appeals.contract.desk_commands import (
    AnyDeskCommand,
    AssignAppeal,
    GiveBackAppeal,
    TakeNext,
)
from services.appeals.contract.desk_words import AppealQueue
from services.appeals.desk.domain.assigning import assign, give_back
from services.appeals.desk.domain.colleague import (
    Colleague,
    require_can_have,
    require_there,
    require_works_in,
    unknown_colleague,
    why_not,
)
from services.appeals.desk.reviewer_store import ReviewerStore, colleague_of
from services.appeals.domain.queues.lists import free
from services.appeals.domain.queues.queue import waits
from services.appeals.domain.queues.queueing import works_in
from services.appeals.domain.recording.recorder import Recorder
from services.appeals.domain.review.review import take
from services.appeals.handlers import Handler
from services.appeals.handlers.current import current
from services.appeals.handlers.once import earlier, outcome_of
from services.appeals.rows import Done, ExtraRows, Loaded
from services.shared.callers import Caller, keys_of

_TRIED_AT_ONCE = 20
_TRIES = 5
"""Of one appeal."""


class Assigning:
    def __init__(self, ctx: Context, reviewers: ReviewerStore) -> None:
        self._ctx = ctx
        self._reviewers = reviewers
        self.handlers: Final[dict[type, Handler]] = {
            TakeNext: self.take_next,
            AssignAppeal: self.assign,
            GiveBackAppeal: self.give_back,
        }

    async def take_next(self, command: TakeNext, by: Caller) -> tuple[str, bool]:
        """Whoever is faster has it, and the other the one behind it."""
        done, repeated = await once(
            lambda: earlier(self._ctx, command, by), lambda: self._first_free(command, by)
        )
        return done.number, repeated

    async def assign(self, command: AssignAppeal, by: Caller) -> tuple[str, bool]:
        to = await self._reviewers.find(command.to)
        if to is None:
            raise unknown_colleague(command.to, "to")
        assigner, note = colleague_of(by), command.note

        def decide(there: Loaded) -> Recorder:
            require_can_have(there.appeal, there.place.queue, to, self._ctx.now())
            return assign(there.appeal, to, assigner, note, self._ctx.now())

        return await self._change(command, by, decide)

    async def give_back(self, command: GiveBackAppeal, by: Caller) -> tuple[str, bool]:
        holder, note = colleague_of(by), command.note
        return await self._change(
            command, by, lambda there: give_back(there.appeal, holder, note, self._ctx.now())
        )

    async def _change(
        self,
        command: AssignAppeal | GiveBackAppeal,
        by: Caller,
        decide: Callable[[Loaded], Recorder],
    ) -> tuple[str, bool]:
        async def attempt() -> Done:
            there = await current(self._ctx, command.number)
            return await self._save(there, decide(there), command, by)

        done, repeated = await once(lambda: earlier(self._ctx, command, by), attempt)
        return done.number, repeated

    async def _first_free(self, command: TakeNext, by: Caller) -> Done:
        taker = await self._reviewers.colleague(by)
        require_there(taker, self._ctx.now())
        names = [free(queue) for queue in _queues(command, by)]
        after = ""
        while found := await self._ctx.store.listed(names, after, _TRIED_AT_ONCE):
            for one in found:
                if (done := await self._taken(one.number, taker, command, by)) is not None:
                    return done
            after = found[-1].key
        raise NotFound(
            both(
                "目前没有您可以受理的申诉在等待。",
                "No appeal that you may take waits at the moment.",
            ),
            field="queue",
        )

    async def _taken(
        self, number: str, taker: Colleague, command: TakeNext, by: Caller
    ) -> Done | None:
        """None where somebody was faster, or it is not for this person. What was changed meanwhile
        may still wait, as where its case was put together: it is looked at again."""
        for _ in range(_TRIES):
            there = await current(self._ctx, number)
            appeal, now = there.appeal, self._ctx.now()
            if not waits(appeal) or why_not(appeal, there.place.queue, taker, now) is not None:
                return None
            taken = take(appeal, TakeAppeal(number=number), by.actor, now)
            with suppress(VersionConflict):
                return await self._save(there, taken, command, by)
        return None

    async def _save(
        self, there: Loaded, recorder: Recorder, command: AnyDeskCommand, by: Caller
    ) -> Done:
        done = outcome_of(command, there.appeal.number)
        await self._ctx.store.save(there, recorder, by, ExtraRows(done=under(keys_of(by), done)))
        return done


def _queues(command: TakeNext, by: Caller) -> list[AppealQueue]:
    """The one that is named, or all in which this person works."""
    if command.queue is not None:
        require_works_in(by.staff_kind, command.queue, by.actor.name or by.actor.id)
        return [command.queue]
    return [queue for queue in AppealQueue if works_in(by.staff_kind, queue)]
