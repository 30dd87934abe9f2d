"""After a change of WEBHOOK_KEY: what the key before sealed is sealed by the new one, so that
nobody has to keep the old key for partners who never rotate."""

from typing import Final

import msgspec

from infra.concurrency.wakeup import Wakeup
from services.notify.webhooks.domain.endpoint import SealedSecret, WebhookEndpoint
from services.notify.webhooks.endpoint_store import Endpoints
from services.notify.webhooks.sealing import Sealing

_PAGE: Final = 100
_LOOKS_AGAIN: Final = 3600.0
"""Seconds; a key only changes with a new start."""


class SealingAnew:
    """Once over all endpoints; whoever is killed begins again, and finds what is done already."""

    def __init__(self, endpoints: Endpoints, sealing: Sealing) -> None:
        self._endpoints = endpoints
        self._sealing = sealing
        self._after = ""
        self._done = False

    async def run(self, _epoch: int) -> None:
        await Wakeup().keep_at(self.step, _LOOKS_AGAIN)

    async def step(self) -> int:
        """A page of endpoints; gives whether there is more to do."""
        if self._done:
            return 0
        page = await self._endpoints.some(self._after, _PAGE)
        for endpoint in page:
            await self._endpoints.change(endpoint, self._sealed_anew)
        self._done = not page
        self._after = page[-1].id if page else ""
        return len(page)

    def _sealed_anew(self, endpoint: WebhookEndpoint) -> WebhookEndpoint:
        return msgspec.structs.replace(endpoint, secrets=tuple(map(self._anew, endpoint.secrets)))

    def _anew(self, one: SealedSecret) -> SealedSecret:
        return msgspec.structs.replace(one, sealed=self._sealing.sealed_anew(one.sealed))
