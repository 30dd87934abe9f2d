"""What somebody has goes on without them while they are away, from the time that was said."""

from datetime import datetime

from infra.storage.unit_of_work import retry_on_conflict
from services.appeals.context import Context
from services.appeals.desk.domain.assigning import stand_in
from services.appeals.desk.domain.colleague import Colleague, why_not
from services.appeals.desk.reviewer_store import ReviewerStore
from services.appeals.domain.queues.lists import of_reviewer
from services.appeals.handlers.current import BY_TIME, current
from services.appeals.rows import ExtraRows, Loaded

_PAGE = 100


class Absences:
    def __init__(self, ctx: Context, reviewers: ReviewerStore) -> None:
        self._ctx = ctx
        self._reviewers = reviewers

    async def tick(self, id: str) -> None:
        """Begins an absence or ends it. Cut off, it begins again with what is left."""
        away = await self._reviewers.find(id)
        if away is None or not (away.absence or away.left):
            return
        if not away.absent(self._ctx.now()):
            await self._reviewers.stood_in(away, None)
            return
        while found := await self._ctx.store.listed([of_reviewer(id)], "", _PAGE):
            for one in found:
                await self._pass_on(one.number, away)
        await self._reviewers.stood_in(away, _again(away))

    async def _pass_on(self, number: str, away: Colleague) -> None:
        async def attempt() -> None:
            there = await current(self._ctx, number)
            substitute = await self._substitute(away, there)
            recorder = stand_in(there.appeal, away, substitute, self._ctx.now())
            await self._ctx.store.save(there, recorder, BY_TIME, ExtraRows())

        await retry_on_conflict(attempt)

    async def _substitute(self, away: Colleague, there: Loaded) -> Colleague | None:
        """None where nobody was named, or they cannot have this one, or for who left."""
        named = away.absence.substitute if away.absence and not away.left else ""
        found = await self._reviewers.find(named) if named else None
        if found is None:
            return None
        kept_away = why_not(there.appeal, there.place.queue, found, self._ctx.now())
        return None if kept_away else found


def _again(away: Colleague) -> datetime | None:
    """When they are looked at again."""
    return away.absence.until if away.absence and not away.left else None
