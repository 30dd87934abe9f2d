"""The same for programs without an event loop."""

import asyncio
import threading
from collections.abc import Coroutine, Iterable
from types import TracebackType
from typing import Any, Self, TypeVar

from reinstate_client.client import Reinstate
from reinstate_client.entitlement import Answer
from reinstate_client.wire import Token

T = TypeVar("T")


class SyncReinstate:
    """`with SyncReinstate(url, token) as shop`; arguments as of `Reinstate`. It follows in a thread
    of its own, and may be used from several."""

    def __init__(self, url: str, token: Token, **more: Any) -> None:
        self._client = Reinstate(url, token, **more)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._run(self._client.__aenter__())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._run(self._client.__aexit__(kind, error, trace))
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def entitlement(self, member_id: str) -> Answer:
        return self._run(self._client.entitlement(member_id))

    def entitlements(self, member_ids: Iterable[str]) -> dict[str, Answer]:
        return self._run(self._client.entitlements(member_ids))

    def verify(self, token: str) -> Answer:
        return self._run(self._client.verify(token))

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()
