"""How fast a client may send messages over one WebSocket."""

import time
from typing import Final

from infra.gate.bucket import MICROSECONDS, Bucket, Priority, Rate, take

_PACE: Final = Rate(per_second=50, burst=500)
"""Messages: a client that begins sends many at once."""


class Pace:
    """Of one connection."""

    __slots__ = ("_bucket",)

    def __init__(self) -> None:
        self._bucket: Bucket | None = None

    def is_kept(self) -> bool:
        """One more message came."""
        now = int(time.monotonic() * MICROSECONDS)
        self._bucket, granted, _ = take(self._bucket, _PACE, Priority.NORMAL, 1, now)
        return granted == 1
