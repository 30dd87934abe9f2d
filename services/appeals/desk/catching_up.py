"""After other rules, or an upgrade, every open appeal is put where it belongs now."""

from contextlib import suppress

from infra.storage.changes import VersionConflict
from services.appeals.desk.placed_appeals import PlacedAppeals
from services.appeals.desk.rules_store import RulesStore

_PAGE = 100


class CatchingUp:
    """Nothing is kept of how far it is: those that are left are found by what they say."""

    def __init__(self, appeals: PlacedAppeals, rules: RulesStore) -> None:
        self._appeals = appeals
        self._rules = rules

    async def step(self) -> int:
        """One page; gives how many there were."""
        current = await self._rules.current()
        numbers = await self._appeals.to_look_at(current.version, _PAGE)
        for number in numbers:
            loaded = await self._appeals.load(number)
            if loaded is not None:
                with suppress(VersionConflict):  # whoever was faster has placed it
                    await self._appeals.look(loaded)
        return len(numbers)
