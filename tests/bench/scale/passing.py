"""How changes passed, measured or simulated: how long it took, and how many a second there were."""

from collections.abc import Iterable
from typing import NamedTuple

from tests.bench.scale.costs import Waits


class Passed(NamedTuple):
    """Seconds of one clock: when a change was asked for, answered, seen by who subscribes,
    and told by SMS."""

    asked: float
    answered: float
    seen: float
    told: float


def waits(passed: Iterable[Passed], quantile: float = 0.5) -> Waits:
    """As they are measured, too: since the answer, but for the answer itself."""
    found = list(passed)
    return Waits(
        answer=_quantile([c.answered - c.asked for c in found], quantile),
        seen=_quantile([c.seen - c.answered for c in found], quantile),
        told=_quantile([c.told - c.answered for c in found], quantile),
    )


def _quantile(values: list[float], quantile: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * quantile))]


def rates(passed: Iterable[Passed]) -> Waits:
    """Changes a second that were answered, seen and told, from the first to the last."""
    found = list(passed)
    began = min(change.asked for change in found)
    return Waits(
        answer=len(found) / (max(c.answered for c in found) - began),
        seen=len(found) / (max(c.seen for c in found) - began),
        told=len(found) / (max(c.told for c in found) - began),
    )
