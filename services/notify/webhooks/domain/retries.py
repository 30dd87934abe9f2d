"""When a call that failed is made again.

The waits are those that the Standard Webhooks specification proposes, then once a day: the head of
a member's queue stays until its endpoint is disabled, and is kept then.
https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import random
from datetime import timedelta

WAITS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""After the first try, which is made at once, and those after it."""
DAILY = timedelta(days=1)
JITTER = 0.1
"""So much of a wait it may be longer or shorter: not all come back at the same instant."""


def wait_after(tries: int, asked: timedelta, rng: random.Random) -> timedelta:
    """How long to wait after so many tries, 1 or more. `asked`: by the endpoint (Retry-After); it
    is heeded up to a day."""
    planned = WAITS[tries - 1] if tries <= len(WAITS) else DAILY
    return max(planned * rng.uniform(1 - JITTER, 1 + JITTER), min(asked, DAILY))
