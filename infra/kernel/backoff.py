"""When to try again."""

import random
from datetime import timedelta


def equal_jitter(attempt: int, *, base: timedelta, cap: timedelta, rng: random.Random) -> timedelta:
    """A wait drawn evenly from half to all of `base × 2^(attempt-1)`, at most `cap`.

    Half is kept so that a retry is never immediate; the rest spreads the herd.
    """
    ceiling: timedelta = min(base * 2.0 ** min(attempt - 1, 30), cap)
    return ceiling * rng.uniform(0.5, 1.0)
