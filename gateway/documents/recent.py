"""A cache that keeps what was used last."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Final, Generic, TypeVar

ENTRY: Final = 256  # what even the shortest text counts for
K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """The results last used, as many as belong to `budget` bytes of text. For any thread."""

    def __init__(self, budget: int) -> None:
        self.budget = budget
        self.used = 0
        self._entries: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: K) -> V | None:
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            self._entries.move_to_end(key)
            return entry[0]

    def put(self, key: K, value: V, size: int) -> None:
        weight = size + ENTRY
        if weight > self.budget:
            return
        with self._lock:
            self.used += weight - self._entries.pop(key, (value, 0))[1]
            self._entries[key] = value, weight
            while self.used > self.budget:
                self.used -= self._entries.popitem(last=False)[1][1]
