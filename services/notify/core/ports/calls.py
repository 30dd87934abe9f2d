"""What brings webhooks to an endpoint, as notification needs it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Protocol

import msgspec

from services.notify.contract.webhooks import CallError


class WebhookCall(msgspec.Struct, frozen=True, kw_only=True):
    """A request that is ready to go: signed, its body as it is."""

    url: str
    headers: Mapping[str, str]
    body: bytes


class WebhookAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a call. `status`: 0 without an answer. `error`: none for a 2xx. `retry_after`:
    as the endpoint asks. `response`: how the body begins, cut and cleaned."""

    status: int = 0
    error: CallError | None = None
    took_ms: int = 0
    retry_after: timedelta = timedelta(0)
    response: str = ""


class WebhookChannel(Protocol):
    async def post(self, call: WebhookCall) -> WebhookAnswer:
        """Takes 15 seconds at most, and never raises for what the other side does."""
        ...

    async def check(self, url: str) -> str:
        """The address, as it is called.

        Raises:
            InvalidInput: nothing is sent there: it is no https address, or lies where nobody
                outside could reach it.
        """
        ...

    async def close(self) -> None: ...
