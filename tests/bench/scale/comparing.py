"""What the model says beside what was measured."""

from collections.abc import Iterator
from typing import NamedTuple

from tests.bench.scale.costs import Measured, Run
from tests.bench.scale.fitting import predicted
from tests.bench.scale.passing import rates, waits

WANTED = 0.25


class Compared(NamedTuple):
    """`unit`: `/s`, or `ms`."""

    run: Run
    what: str
    unit: str
    measured: float
    predicted: float

    @property
    def off(self) -> float:
        """By what share of the measured the model is beside it."""
        return self.predicted / self.measured - 1


def compared(found: Measured, run: Run) -> Iterator[Compared]:
    """Of a rush how many there were a second, as nothing else is steady in it; else the waits."""
    passed = predicted(found, run).passed
    if run.load.callers:
        said, seen, unit = rates(passed), run.rates, "/s"
    else:
        said, seen, unit = waits(passed), run.waits, "ms"
    times = 1.0 if unit == "/s" else 1e3
    yield Compared(run, "answered", unit, seen.answer * times, said.answer * times)
    yield Compared(run, "seen by who subscribes", unit, seen.seen * times, said.seen * times)
    yield Compared(run, "told by SMS", unit, seen.told * times, said.told * times)
