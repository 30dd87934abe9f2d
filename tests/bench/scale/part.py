"""The part `scale` of `make bench`: what was measured beside what the model says of it. Nothing is
kept: `python -m tests.bench.scale --measure --write` does."""

from tests.bench.scale.measuring import WHOLE
from tests.bench.scale.measuring import measure as measured
from tests.bench.scale.page import tables


async def measure() -> list[str]:
    shown = tables(await measured(WHOLE))
    return [*shown["measured"].splitlines(), *shown["compared"].splitlines()]
