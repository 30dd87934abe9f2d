"""Status callbacks as Twilio makes them: signed form posts, `sent` and then the outcome."""

import asyncio
import contextlib
from collections.abc import Callable

import aiohttp
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]  # ships no types

from infra.concurrency.background import Background
from infra.dev.sinks.faults import Faults, striking
from infra.dev.sinks.store import CaughtMessage

AT_ONCE = 32
PAUSE_SECONDS = 0.005
RETRY_SECONDS = (0.1, 0.5, 2.0, 5.0)


class Callbacks:
    """Posts in the background; a callback that fails is tried a few more times."""

    def __init__(self, account: str, token: str, faults: Callable[[], Faults]) -> None:
        self._account = account
        self._validator = RequestValidator(token)
        self._faults = faults
        self._session: aiohttp.ClientSession | None = None
        self._places = asyncio.Semaphore(AT_ONCE)
        self._running = Background()

    def begin(self, message: CaughtMessage, url: str) -> None:
        self._running.start(self._report(message, url))

    @property
    def under_way(self) -> int:
        return len(self._running)

    async def forget(self) -> None:
        """Reports no more on what was sent so far."""
        await self._running.cancel()

    async def close(self) -> None:
        await self.forget()
        if self._session is not None:
            await self._session.close()

    async def _report(self, message: CaughtMessage, url: str) -> None:
        faults = self._faults()
        final, code = "delivered", None
        if outcome := striking(faults.outcome, message.to):
            final, code = outcome.status, outcome.code
        steps: list[tuple[str, int | None]] = [("sent", None), (final, code)]
        if faults.callbacks == "reordered":
            steps.reverse()
        for status, error_code in steps:
            await asyncio.sleep(PAUSE_SECONDS)
            if message.status in ("queued", "sent"):  # an early outcome stays the outcome
                message.status, message.error_code = status, error_code
            if url and faults.callbacks == "forged":
                await self._forge(message, url)
            if url and faults.callbacks != "silent":
                for _ in range(2 if faults.callbacks == "doubled" else 1):
                    await self._post(message, url, status, error_code)

    async def _forge(self, message: CaughtMessage, url: str) -> None:
        """What somebody without the token would send; once, whatever the answer."""
        form = {"MessageSid": message.id, "MessageStatus": "failed", "ErrorCode": "30005"}
        async with self._places:
            await self._accepted(url, form, {"X-Twilio-Signature": "bWFkZSB1cA=="})

    async def _post(self, message: CaughtMessage, url: str, status: str, code: int | None) -> None:
        form = {
            "AccountSid": self._account,
            "ApiVersion": "2010-04-01",
            "From": message.sender,
            "MessageSid": message.id,
            "MessageStatus": status,
            "SmsSid": message.id,
            "SmsStatus": status,
            "To": message.to,
        }
        if code is not None:
            form["ErrorCode"] = str(code)
        headers = {"X-Twilio-Signature": self._validator.compute_signature(url, form)}
        async with self._places:
            for pause in (0.0, *RETRY_SECONDS):
                await asyncio.sleep(pause)
                if await self._accepted(url, form, headers):
                    return

    async def _accepted(self, url: str, form: dict[str, str], headers: dict[str, str]) -> bool:
        if self._session is None:
            limit = aiohttp.ClientTimeout(total=5)
            self._session = aiohttp.ClientSession(timeout=limit)
        with contextlib.suppress(aiohttp.ClientError, TimeoutError):
            async with self._session.post(url, data=form, headers=headers) as response:
                return response.status < 300
        return False
