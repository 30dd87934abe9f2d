"""Brings together those who ask the same, over whatever they are connected."""

from collections.abc import Hashable

from gateway.push.broadcast import Broadcast
from gateway.push.follower import Follower, Line
from gateway.push.live_operation import LiveOperation


class Hub:
    """The broadcasts of one process, as long as somebody is on them."""

    def __init__(self) -> None:
        self._broadcasts: dict[Hashable, Broadcast] = {}

    def __len__(self) -> int:
        return len(self._broadcasts)

    def join(self, operation: LiveOperation, line: Line) -> Follower:
        key = operation.key()
        if key not in self._broadcasts:
            self._broadcasts[key] = Broadcast(
                operation, lambda broadcast: self._close(key, broadcast)
            )
        return self._broadcasts[key].join(operation, line)

    def _close(self, key: Hashable, broadcast: Broadcast) -> None:
        if self._broadcasts.get(key) is broadcast:
            del self._broadcasts[key]
