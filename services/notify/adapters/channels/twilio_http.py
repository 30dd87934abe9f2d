"""Twilio's own asynchronous HTTP client with one kept pool, a settable base URL and a deadline."""

import asyncio
from datetime import timedelta
from typing import Any

import aiohttp
import msgspec
from twilio.http.async_http_client import AsyncTwilioHttpClient  # type: ignore[import-untyped]  # untyped package
from twilio.http.response import Response  # type: ignore[import-untyped]  # untyped package

TWILIO = "https://api.twilio.com"
CONNECTIONS = 128
SECONDS = 5.0
_LONGEST_WAIT = timedelta(hours=1)


class Refused(Exception):
    """The provider answered with an error."""

    def __init__(self, status: int, code: str, retry_after: timedelta) -> None:
        super().__init__(f"HTTP {status}, code {code or 'none'}")
        self.status = status
        self.code = code
        self.retry_after = retry_after


class PooledTwilioHttp(AsyncTwilioHttpClient):  # type: ignore[misc]  # untyped package
    """Made inside the event loop that uses it. An error answer raises `Refused`."""

    def __init__(self, base_url: str) -> None:
        super().__init__(pool_connections=False)
        self._base_url = base_url.rstrip("/") or TWILIO
        self.session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=30),
        )

    async def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        here = self._base_url + url.removeprefix(TWILIO)
        async with asyncio.timeout(SECONDS):  # the library would wait for ever
            response = await super().request(method, here, *args, **kwargs)
        if response.status_code >= 400:
            raise Refused(response.status_code, _code(response), _retry_after(response))
        return response


def _code(response: Response) -> str:
    try:
        return str(msgspec.json.decode(response.text, type=dict[str, Any]).get("code", ""))
    except msgspec.DecodeError:
        return ""


def _retry_after(response: Response) -> timedelta:
    value = (response.headers or {}).get("Retry-After", "")
    return min(timedelta(seconds=int(value)), _LONGEST_WAIT) if value.isdigit() else timedelta(0)
