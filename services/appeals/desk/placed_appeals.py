"""What every save of an appeal passes: it is put where the rules say, and whoever gets it may have
it. So no other way of changing an appeal has to think of either."""

from collections.abc import Sequence

from msgspec.structs import replace

from infra.kernel.clock import Clock
from infra.kernel.paging import MOST_COUNTED
from infra.storage.unit_of_work import UnitOfWork
from services.appeals.adapters.documents import APPEALS
from services.appeals.adapters.proposals import done_with
from services.appeals.adapters.repository import MongoAppeals, earliest
from services.appeals.contract.desk_words import AppealQueue, GivenBackBecause
from services.appeals.desk.collections import PLACED_BY
from services.appeals.desk.domain.assigning import let_go
from services.appeals.desk.domain.colleague import require_can_have
from services.appeals.desk.domain.facts import looked_at_again, weight_of
from services.appeals.desk.domain.placing import placed
from services.appeals.desk.reviewer_store import ReviewerStore
from services.appeals.desk.rules_store import RulesStore
from services.appeals.domain.aggregate.ended import time_ahead
from services.appeals.domain.queues.queue import waits
from services.appeals.domain.queues.queueing import QueuePlace, works_in
from services.appeals.domain.recording.notices import StaffNotice, nobody_there
from services.appeals.domain.recording.recorder import Recorder
from services.appeals.rows import ExtraRows, Loaded
from services.shared.callers import SYSTEM, Caller


class PlacedAppeals(MongoAppeals):
    def __init__(
        self, uow: UnitOfWork, rules: RulesStore, reviewers: ReviewerStore, clock: Clock
    ) -> None:
        super().__init__(uow)
        self._rules = rules
        self._reviewers = reviewers
        self._clock = clock

    async def save(
        self, loaded: Loaded | None, recorder: Recorder, by: Caller, extra: ExtraRows
    ) -> None:
        """
        Raises:
            Forbidden, NotAllowed: whoever takes it may not have it.
        """
        if recorder.drafts:
            extra = await self._placed(loaded, recorder, extra)
            await self._check_taker(loaded, recorder, extra, by)
        await super().save(loaded, recorder, by, extra)

    async def look(self, loaded: Loaded) -> None:
        recorder = Recorder(loaded.appeal, SYSTEM, self._clock.now())
        placed = await self._placed(loaded, recorder, ExtraRows())
        if recorder.drafts:
            await super().save(loaded, recorder, Caller(actor=SYSTEM), placed)
        else:
            await self.relist(loaded, placed)

    async def to_look_at(self, version: int, limit: int) -> Sequence[str]:
        """Numbers of appeals that were placed by rules before this version, or by a release that
        had none."""
        for asked in ({"$gte": 0, "$lt": version}, None):
            found = self._uow.db[APPEALS].find({PLACED_BY: asked}, {"_id": 1}).limit(limit)
            if numbers := [row["_id"] async for row in found]:
                return numbers
        return ()

    async def left(self, version: int) -> int:
        """How many `to_look_at` has yet; counted as far as is worth it."""
        asked = {PLACED_BY: {"$gte": 0, "$lt": version}}
        return int(await self._uow.db[APPEALS].count_documents(asked, limit=MOST_COUNTED))

    async def _placed(
        self, loaded: Loaded | None, recorder: Recorder, extra: ExtraRows
    ) -> ExtraRows:
        rules, now = await self._rules.current(), recorder.now
        before = loaded.place if loaded else QueuePlace()
        if extra.case is not None:
            before = replace(before, weight=weight_of(extra.case))
        place = placed(recorder.appeal, before, rules, now)
        notices = extra.notices
        if place.queue is not before.queue:
            await self._free_of_others(recorder, place.queue)
            notices = [*notices, *await self._untakeable(recorder, place.queue)]
        removals = [*extra.removals, *done_with(loaded, recorder)]
        again = looked_at_again(recorder.appeal, rules.rules, now)
        look_at = earliest(again, time_ahead(recorder.appeal, now))
        return replace(extra, place=place, look_at=look_at, removals=removals, notices=notices)

    async def _untakeable(self, recorder: Recorder, queue: AppealQueue) -> list[StaffNotice]:
        """The desk hears of what has come where nobody can take it; of what was escalated it hears
        by that."""
        appeal, now = recorder.appeal, recorder.now
        if not waits(appeal) or appeal.nobody_else:
            return []
        there = await self._reviewers.anybody_for(queue, appeal.excluded_reviewers, now)
        return [] if there else [nobody_there(recorder)]

    async def _free_of_others(self, recorder: Recorder, queue: AppealQueue) -> None:
        """What has come into a queue that is not its reviewer's waits for another."""
        if (reviewer := recorder.appeal.reviewer) is not None:
            known = await self._reviewers.find(reviewer.id)
            if known is not None and not works_in(known.kind, queue):
                let_go(recorder, GivenBackBecause.QUEUE)

    async def _check_taker(
        self, loaded: Loaded | None, recorder: Recorder, extra: ExtraRows, by: Caller
    ) -> None:
        taker, former = recorder.appeal.reviewer, loaded.appeal.reviewer if loaded else None
        if taker is not None and taker.id == by.actor.id and taker != former and extra.place:
            colleague = await self._reviewers.colleague(by)
            require_can_have(recorder.appeal, extra.place.queue, colleague, recorder.now)
