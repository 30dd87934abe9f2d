"""Every change, as it comes: from where the line was lost, as often as it is."""

import asyncio
import contextlib
import logging
import random
from collections.abc import Callable
from typing import Final

from reinstate_client.entitlement import FIELDS, Entitlement
from reinstate_client.errors import NotReached, NotUsable
from reinstate_client.wire import Wire

log = logging.getLogger(__name__)

FIRST_PAUSE: Final = 0.2
LONGEST_PAUSE: Final = 8.0
"""Seconds between two tries: whoever is taken back is known to be well within a minute of our
coming back."""

SUBSCRIPTION: Final = (
    "subscription Changes($after: String) { entitlementChanged(after: $after) "
    f"{{ cursor entitlement {{ {FIELDS} }} }} }}"
)


class ChangeFollower:
    """`began`: called each time the line stands; whether nothing was missed since the last time.
    `live`: whether the line stands now."""

    def __init__(
        self, wire: Wire, changed: Callable[[Entitlement], None], began: Callable[[bool], None]
    ) -> None:
        self.live = False
        self._wire = wire
        self._changed = changed
        self._began = began
        self._cursor: str | None = None
        self._pause = FIRST_PAUSE

    async def run(self) -> None:
        while True:
            try:
                await self._follow()
            except NotReached as away:
                log.info("Reinstate is not followed: %s", away)
            except NotUsable as refused:  # a cursor of before a restore, or a token that is over
                log.warning("Reinstate does not let us follow: %s", refused)
                self._cursor = None
            finally:
                self.live = False
            await asyncio.sleep(self._pause * random.uniform(0.5, 1.0))
            self._pause = min(self._pause * 2, LONGEST_PAUSE)

    async def _follow(self) -> None:
        events = self._wire.follow(SUBSCRIPTION, {"after": self._cursor})
        async with contextlib.aclosing(events):
            async for data in events:
                if data is None:
                    self.live, self._pause = True, FIRST_PAUSE
                    self._began(self._cursor is not None)
                    continue
                change = data["entitlementChanged"]
                self._cursor = change["cursor"]
                if change["entitlement"] is not None:
                    self._changed(Entitlement.of_graph(change["entitlement"]))
