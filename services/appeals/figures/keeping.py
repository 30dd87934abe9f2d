"""Sums a day up once it is over, so that a year is read from its days."""

from datetime import timedelta

from infra.kernel.clock import Clock
from services.appeals.domain.recording.figures import FigureKind
from services.appeals.figures.domain.summing import DAY, KeptDay, begin_of, sums_of
from services.appeals.figures.figure_store import FigureStore

SETTLED_AFTER = timedelta(hours=1)
"""Whatever was counted in a day is written by then."""
POLL_SECONDS = 60.0


class FigureKeeping:
    def __init__(self, store: FigureStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def step(self) -> int:
        """One day; gives how many were left."""
        last = await self._store.last_kept()
        day = last.day + DAY if last else await self._store.first()
        now = self._clock.now()
        if day is None or now < (end := begin_of(day) + DAY) + SETTLED_AFTER:
            return 0
        sums = sums_of(await self._store.of_period(begin_of(day), end))
        more = sums[FigureKind.OPENED,]
        open_ = last.open + more if last else await self._store.open_at(end)
        await self._store.keep(KeptDay(day=day, open=open_, sums=tuple(sums.items())))
        return 1
