"""What was answered and pushed, in bounded room."""

from collections import OrderedDict
from collections.abc import Iterator

from reinstate_client.entitlement import Entitlement


class Cache:
    """Members that were asked for, the last ones; and, so that a pass that was taken back is known,
    the last changes of others."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._asked: OrderedDict[str, Entitlement] = OrderedDict()
        self._others: OrderedDict[str, Entitlement] = OrderedDict()

    def __len__(self) -> int:
        return len(self._asked)

    def get(self, member_id: str) -> Entitlement | None:
        if member_id in self._asked:
            self._asked.move_to_end(member_id)
            return self._asked[member_id]
        return self._others.get(member_id)

    def answered(self, one: Entitlement) -> Entitlement:
        """Keeps an answer, unless a later one is known; gives the later one."""
        known = self._others.pop(one.member_id, None) or self._asked.get(one.member_id)
        kept = known if known is not None and not one.outdates(known) else one
        self._put(self._asked, kept)
        return kept

    def pushed(self, one: Entitlement) -> None:
        if one.member_id in self._asked:
            self.answered(one)
        else:
            known = self._others.get(one.member_id)
            if known is None or one.outdates(known):
                self._put(self._others, one)

    def asked(self) -> Iterator[str]:
        return iter(tuple(self._asked))

    def _put(self, rows: OrderedDict[str, Entitlement], one: Entitlement) -> None:
        rows[one.member_id] = one
        rows.move_to_end(one.member_id)
        while len(rows) > self._most:
            rows.popitem(last=False)
