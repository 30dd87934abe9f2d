"""Names become addresses once for each connection, and the connection goes to what was checked.

A name that answers differently the next time (DNS rebinding) gains nothing: between the check and
the connection nobody asks again.
"""

import asyncio
import socket
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from aiohttp.abc import AbstractResolver, ResolveResult

from services.notify.providers.webhook.domain.addresses import Network, may_be_called

_THREADS = 32
_NUMERIC = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV


class RefusedAddress(OSError):
    """It lies where nothing is sent to."""


class SystemResolver(AbstractResolver):
    """The system's, on threads of its own: a name server that does not answer for one endpoint
    delays nobody else's names. Those who ask for one name at once share the question."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="names of webhooks")
        self._asked: dict[tuple[str, int, int], asyncio.Future[list[ResolveResult]]] = {}

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        key = (host, port, family)
        if key not in self._asked:
            asking = asyncio.get_running_loop().run_in_executor(self._threads, _look_up, *key)
            self._asked[key] = asking
            asking.add_done_callback(lambda _: self._asked.pop(key, None))
        return await asyncio.shield(self._asked[key])

    async def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


class GuardedResolver(AbstractResolver):
    """Gives only addresses that may be called; of a name that has another one beside, none."""

    def __init__(self, inner: AbstractResolver, allowed: Sequence[Network]) -> None:
        self._inner = inner
        self._allowed = allowed

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        if not all(may_be_called(one["host"], self._allowed) for one in found):
            raise RefusedAddress("it lies where nothing is sent to")
        return found

    async def close(self) -> None:
        await self._inner.close()


def _look_up(host: str, port: int, family: int) -> list[ResolveResult]:
    found = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    return [
        ResolveResult(
            hostname=host, host=str(at[0]), port=int(at[1]),
            family=kind, proto=proto, flags=_NUMERIC,
        )
        for kind, _, proto, _, at in found
    ]  # fmt: skip
