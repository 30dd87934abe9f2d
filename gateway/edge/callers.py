"""How many WebSockets each caller has open: one caller cannot take the room of all."""

from collections import Counter


class Callers:
    """`most`: sockets of one caller at a time."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._open: Counter[str] = Counter()

    def enter(self, caller: str) -> bool:
        """Whether there was room for one more."""
        if self._open[caller] >= self.most:
            return False
        self._open[caller] += 1
        return True

    def leave(self, caller: str) -> None:
        self._open[caller] -= 1
        if not self._open[caller]:
            del self._open[caller]
