"""Figures, put together."""

from infra.kernel.clock import Clock
from infra.process.foundation import Foundation
from services.appeals.figures.figure_store import FigureStore
from services.appeals.figures.reading import FigureReading


def build_figures(base: Foundation, clock: Clock) -> FigureReading:
    return FigureReading(FigureStore(base.db), clock)
