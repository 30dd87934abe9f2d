"""The names of the plans, as membership tells them."""

import time
from collections.abc import Callable, Iterable
from contextlib import suppress

from infra.kernel.errors import Unavailable
from services.membership.contract.plans import PlansView
from services.membership.contract.queries import GetPlans
from services.notify.core.neighbours import Neighbours

_FRESH_SECONDS = 30.0
_AGAIN_AFTER_SECONDS = 2.0


class PlanNames:
    """Remembers them for a while: a new version may have another name. Of a code that nobody asked
    for before it asks at once, of one that membership did not know it asks again soon."""

    def __init__(
        self, neighbours: Neighbours, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self._seconds = seconds
        self._neighbours = neighbours
        self._names: dict[str, dict[str, str]] = {}
        self._in_vain: set[str] = set()
        self._asked = -_FRESH_SECONDS

    async def of(self, codes: Iterable[str]) -> dict[str, dict[str, str]]:
        """Names by code and language (zh, en); a code that membership does not know is left out.

        Raises:
            Unavailable: membership does not answer, and a name is not known.
        """
        wanted = set(codes)
        age = self._seconds() - self._asked
        unknown = wanted - self._names.keys()
        if unknown - self._in_vain or (unknown and age >= _AGAIN_AFTER_SECONDS):
            await self._ask(unknown)
        elif wanted and age >= _FRESH_SECONDS:
            with suppress(Unavailable):
                await self._ask(unknown)
        return {code: self._names[code] for code in wanted & self._names.keys()}

    async def _ask(self, unknown: set[str]) -> None:
        [answer] = await self._neighbours.membership.read([GetPlans()])
        if isinstance(answer, PlansView):
            known = (*answer.plans, *answer.past)
            self._names = {p.code: {"zh": p.name.zh, "en": p.name.en} for p in known}
            self._in_vain = (self._in_vain | unknown) - self._names.keys()
            self._asked = self._seconds()
