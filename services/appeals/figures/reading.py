"""Figures of a period are asked for."""

from asyncio import gather
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from infra.kernel.clock import Clock
from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import both
from services.appeals.contract.figures import AppealFigures, GetFigures
from services.appeals.contract.query import Query
from services.appeals.contract.views import Answer
from services.appeals.domain.queues.lists import of_reviewer
from services.appeals.domain.recording.figures import FigureKind
from services.appeals.figures.domain.summing import (
    DAY,
    Sums,
    begin_of,
    by_cause,
    by_remedy,
    by_reviewer,
    of,
    spread,
    sums_of,
    together,
)
from services.appeals.figures.figure_store import FigureStore
from services.appeals.ports import AppealStore, Colleagues

LONGEST = timedelta(days=366)


class FigureReading:
    def __init__(
        self, store: FigureStore, clock: Clock, appeals: AppealStore, colleagues: Colleagues
    ) -> None:
        self._store = store
        self._clock = clock
        self._appeals = appeals
        self._colleagues = colleagues
        self.answers: Final[dict[type[Query], Callable[[Any], Awaitable[Answer]]]] = {
            GetFigures: self._figures
        }

    async def _figures(self, query: GetFigures) -> AppealFigures:
        """
        Raises:
            InvalidInput: the period is none, or too long.
        """
        if not timedelta(0) < query.until - query.since <= LONGEST:
            raise InvalidInput(
                both(
                    "until 须晚于 since，且相隔不超过 {days} 天。",
                    "until is later than since, by at most {days} days.",
                    days=LONGEST.days,
                ),
                field="until",
            )
        sums, now = await self._sums(query.since, query.until), self._clock.now()
        return AppealFigures(
            open=await self._open(now),
            overdue=await self._store.overdue(now),
            submitted=sums[FigureKind.SUBMITTED,],
            first_answer=spread(of(sums, FigureKind.ANSWERED)),
            decision=spread(of(sums, FigureKind.DECIDED)),
            causes=by_cause(sums),
            reviewers=by_reviewer(sums, await self._open_with_each()),
            remedies=by_remedy(sums),
        )

    async def _sums(self, since: datetime, until: datetime) -> Sums:
        """Of whole days as they are kept, and of what lies before and behind them."""
        first = since.astimezone(UTC).date()
        whole = first if begin_of(first) == since else first + DAY
        days = await self._store.kept(whole, until.astimezone(UTC).date())
        begin, end = (begin_of(days[0].day), days[-1].end) if days else (until, until)
        rest = await self._store.of_period(since, begin)
        rest += await self._store.of_period(end, until)
        sums = sums_of(rest)
        sums.update(together(days))
        return sums

    async def _open(self, now: datetime) -> int:
        """By the last day that is kept, and what was opened and ended since."""
        last = await self._store.last_kept()
        if last is None:
            return await self._store.open_at(now + DAY)
        since = await self._store.of_period(last.end, None)
        return last.open + sums_of(since)[FigureKind.OPENED,]

    async def _open_with_each(self) -> dict[str, int]:
        """Of each who has worked at the desk."""
        ids = await self._colleagues.known()
        counts = await gather(*(self._appeals.count_listed([of_reviewer(id)]) for id in ids))
        return dict(zip(ids, counts, strict=True))
