"""Figures, put together."""

from collections.abc import Sequence
from dataclasses import dataclass

from infra.concurrency.wakeup import Wakeup
from infra.kernel.clock import Clock
from infra.process.component import Loop
from infra.process.foundation import Foundation
from services.appeals.figures.figure_store import FigureStore
from services.appeals.figures.keeping import POLL_SECONDS, FigureKeeping
from services.appeals.figures.reading import FigureReading
from services.appeals.ports import AppealStore, Colleagues


@dataclass(frozen=True, kw_only=True)
class FigureRoom:
    """What figures bring into appeals."""

    reading: FigureReading
    loops: Sequence[Loop]


def build_figures(
    base: Foundation, clock: Clock, appeals: AppealStore, colleagues: Colleagues
) -> FigureRoom:
    store = FigureStore(base.db, base.transactions)
    keeping = FigureKeeping(store, clock)

    async def keep(_epoch: int) -> None:
        await Wakeup().keep_at(keeping.step, POLL_SECONDS)

    return FigureRoom(
        reading=FigureReading(store, clock, appeals, colleagues),
        loops=[Loop(name="sum figures up by day", run=keep)],
    )
