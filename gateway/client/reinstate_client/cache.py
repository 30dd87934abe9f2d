"""What was answered and pushed, in bounded room."""

from collections import OrderedDict
from dataclasses import dataclass

from reinstate_client.entitlement import Entitlement


@dataclass(frozen=True, slots=True)
class Kept:
    """`sure`: every change since was pushed, or will be."""

    entitlement: Entitlement
    sure: bool


class Cache:
    """Members that were asked for, the last ones; and, so that a pass that was taken back is known,
    the last changes of others.

    `watch`: counts the gaps in what is pushed. What was asked before a gap is not sure after it.
    """

    def __init__(self, most: int) -> None:
        self.watch = 0
        self._most = most
        self._asked: OrderedDict[str, tuple[Entitlement, int]] = OrderedDict()
        self._others: OrderedDict[str, tuple[Entitlement, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._asked)

    def get(self, member_id: str) -> Kept | None:
        if member_id in self._asked:
            self._asked.move_to_end(member_id)
        found = self._asked.get(member_id) or self._others.get(member_id)
        return Kept(found[0], found[1] == self.watch) if found else None

    def answered(self, one: Entitlement, watch: int) -> Entitlement:
        """Keeps an answer that was asked under this watch; gives what holds, which may be later."""
        known = self._others.pop(one.member_id, None) or self._asked.get(one.member_id)
        row = known if known is not None and not one.outdates(known[0]) else (one, watch)
        self._put(self._asked, row)
        return row[0]

    def pushed(self, one: Entitlement) -> None:
        if one.member_id in self._asked:
            self.answered(one, self.watch)
            return
        known = self._others.get(one.member_id)
        if known is None or one.outdates(known[0]):
            self._put(self._others, (one, self.watch))

    def _put(
        self, rows: OrderedDict[str, tuple[Entitlement, int]], row: tuple[Entitlement, int]
    ) -> None:
        rows[row[0].member_id] = row
        rows.move_to_end(row[0].member_id)
        while len(rows) > self._most:
            rows.popitem(last=False)
