"""The names of the plans, as membership tells them."""

import time
from collections.abc import Iterable

from services.membership.contract.plans import PlansView
from services.membership.contract.queries import GetPlans
from services.notify.core.neighbours import Neighbours

_AGAIN_AFTER_SECONDS = 30.0


class PlanNames:
    """Remembers them; asks again, not too often, when a code is unknown."""

    def __init__(self, neighbours: Neighbours) -> None:
        self._neighbours = neighbours
        self._names: dict[str, dict[str, str]] = {}
        self._asked = -_AGAIN_AFTER_SECONDS

    async def of(self, codes: Iterable[str]) -> dict[str, dict[str, str]]:
        """Names by code and language (zh, en); a code that membership does not know is left out.

        Raises:
            Unavailable: membership does not answer.
        """
        wanted = set(codes)
        if not wanted <= self._names.keys():
            await self._ask()
        return {code: self._names[code] for code in wanted & self._names.keys()}

    async def _ask(self) -> None:
        if time.monotonic() - self._asked < _AGAIN_AFTER_SECONDS:
            return
        [answer] = await self._neighbours.membership.read([GetPlans()])
        if isinstance(answer, PlansView):
            known = (*answer.plans, *answer.past)
            self._names = {p.code: {"zh": p.name.zh, "en": p.name.en} for p in known}
            self._asked = time.monotonic()
