"""Tokens that were verified a moment ago: whose they are, without verifying them again.

Whether they still open anything is asked apart, each time."""

import time
from collections import OrderedDict
from datetime import UTC, datetime
from typing import Final

from gateway.identity.viewer import LEEWAY, Viewer

_KEPT_SECONDS: Final = 30.0
"""Well within the time in which it is noticed that an identity provider withdrew a key."""
_MOST: Final = 10_000


class VerifiedTokens:
    """Only good ones are kept, so that nobody fills it with others."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, tuple[float, Viewer]] = OrderedDict()

    def get(self, token: str) -> Viewer | None:
        known = self._known.get(token)
        if known is None or known[0] <= time.monotonic() or _is_over(known[1]):
            return None
        return known[1]

    def keep(self, token: str, viewer: Viewer) -> None:
        now = time.monotonic()
        self._known.pop(token, None)
        self._known[token] = now + _KEPT_SECONDS, viewer
        while self._known:
            oldest, (until, _) = next(iter(self._known.items()))
            if until > now and len(self._known) <= _MOST:
                return
            del self._known[oldest]


def _is_over(viewer: Viewer) -> bool:
    return viewer.expires_at is not None and viewer.expires_at + LEEWAY <= datetime.now(UTC)
