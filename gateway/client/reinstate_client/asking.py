"""Questions of the same moment go together, and nobody waits for a Reinstate that is away."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Final

from reinstate_client.entitlement import FIELDS, Entitlement
from reinstate_client.errors import NotReached

MOST_AT_ONCE: Final = 1_000
FIRST_PAUSE: Final = 0.5
LONGEST_PAUSE: Final = 8.0
"""Seconds for which nobody is asked after an answer that did not come; doubled from the first on.
Of the computer's own clock, whatever the shop's says."""

QUERY: Final = (
    f"query Entitlements($ids: [ID!]!) {{ entitlements(memberIds: $ids) {{ {FIELDS} }} }}"
)

Ask = Callable[[list[str]], Awaitable[list[Entitlement]]]


class Asking:
    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._waiting: dict[str, asyncio.Future[Entitlement]] = {}
        self._running: set[asyncio.Task[None]] = set()
        self._pause = FIRST_PAUSE
        self._not_before = 0.0

    async def about(self, member_ids: Iterable[str]) -> list[Entitlement]:
        """
        Raises:
            NotReached, NotUsable
        """
        if time.monotonic() < self._not_before:
            raise NotReached("it was away a moment ago")
        return list(await asyncio.gather(*(self._future(id) for id in dict.fromkeys(member_ids))))

    def again(self) -> None:
        """It was heard of: whoever asks next is answered."""
        self._pause, self._not_before = FIRST_PAUSE, 0.0

    async def close(self) -> None:
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _future(self, member_id: str) -> Entitlement:
        if not self._waiting:
            task = asyncio.create_task(self._together())
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        future = self._waiting.setdefault(member_id, asyncio.get_running_loop().create_future())
        return await asyncio.shield(future)

    async def _together(self) -> None:
        await asyncio.sleep(0)  # whoever asks in this turn of the loop comes along
        waiting, self._waiting = self._waiting, {}
        ids = list(waiting)
        try:
            for begin in range(0, len(ids), MOST_AT_ONCE):
                batch = ids[begin : begin + MOST_AT_ONCE]
                for one in await self._ask(batch):
                    waiting[one.member_id].set_result(one)
            self.again()
        except BaseException as error:
            if isinstance(error, NotReached):
                self._not_before = time.monotonic() + self._pause
                self._pause = min(self._pause * 2, LONGEST_PAUSE)
            _fail(waiting.values(), error)
            if not isinstance(error, Exception):
                raise


def _fail(futures: Iterable[asyncio.Future[Entitlement]], error: BaseException) -> None:
    for future in futures:
        if not future.done():
            future.set_exception(error if isinstance(error, Exception) else NotReached("closed"))
            future.exception()  # whoever waited may be gone
