"""Figures of a period are asked for."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, Final

from infra.kernel.clock import Clock
from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import both
from services.appeals.contract.figures import AppealFigures, GetFigures
from services.appeals.contract.query import Query
from services.appeals.contract.views import Answer
from services.appeals.domain.recording.figures import FigureKind
from services.appeals.figures.domain.summing import (
    by_cause,
    by_remedy,
    by_reviewer,
    of_kind,
    spread,
)
from services.appeals.figures.figure_store import FigureStore

LONGEST = timedelta(days=366)


class FigureReading:
    def __init__(self, store: FigureStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
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
        figures = await self._store.of_period(query.since, query.until)
        decided = of_kind(figures, FigureKind.DECIDED)
        return AppealFigures(
            open=await self._store.open(),
            overdue=await self._store.overdue(self._clock.now()),
            submitted=len(of_kind(figures, FigureKind.SUBMITTED)),
            first_answer=spread(one.seconds for one in of_kind(figures, FigureKind.ANSWERED)),
            decision=spread(one.seconds for one in decided),
            causes=by_cause(decided),
            reviewers=by_reviewer(decided, await self._store.open_by_reviewer()),
            remedies=by_remedy(of_kind(figures, FigureKind.REMEDIED)),
        )
