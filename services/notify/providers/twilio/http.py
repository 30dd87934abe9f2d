"""Twilio's own asynchronous HTTP client with one kept pool, a settable base URL and a deadline."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import aiohttp
import msgspec
from twilio.http.async_http_client import AsyncTwilioHttpClient  # type: ignore[import-untyped]  # untyped package
from twilio.http.response import Response  # type: ignore[import-untyped]  # untyped package
from yarl import URL

TWILIO = "https://api.twilio.com"
CONNECTIONS = 400
"""More than all jobs at work together use, so that a code waits for none."""
SECONDS = 5.0
_NO_URL = URL()
_LONGEST_WAIT = timedelta(hours=1)


class Refused(Exception):
    """The provider answered with an error."""

    def __init__(self, status: int, code: str, retry_after: timedelta) -> None:
        super().__init__(f"HTTP {status}, code {code or 'none'}")
        self.status = status
        self.code = code
        self.retry_after = retry_after


class PooledTwilioHttp(AsyncTwilioHttpClient):  # type: ignore[misc]  # untyped package
    """Made inside the event loop that uses it. An error answer raises `Refused`.

    `request` is the library's own place for a transport. Its stock one builds a record of each
    request for tests and logs, and encodes the same credentials and address for each message anew.
    """

    def __init__(self, base_url: str) -> None:
        super().__init__(pool_connections=False)
        self._base_url = base_url.rstrip("/") or TWILIO
        self._urls: dict[str, URL] = {}
        self._credentials: dict[tuple[str, str], str] = {}
        self.session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=30),
            timeout=aiohttp.ClientTimeout(total=SECONDS),  # the library would wait for ever
        )

    async def request(
        self,
        method: str,
        url: str,
        *,
        params: dict[str, Any] | None = None,
        data: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        sent = headers or {}
        if auth is not None:
            sent["Authorization"] = self._credentials.get(auth) or self._authorization(auth)
        async with self.session.request(
            method,
            self._urls.get(url) or self._here(url),
            params=params,
            data=form_encoded(data) if data else None,
            headers=sent,
            allow_redirects=allow_redirects,
        ) as answer:
            text = (await answer.read()).decode("utf-8", "replace")
        response = Response(answer.status, text, answer.headers)
        if answer.status >= 400:
            raise Refused(answer.status, _code(response), _retry_after(response))
        return response

    def _here(self, url: str) -> URL:
        """The address to send to is remembered; those of single messages are not."""
        here = URL(self._base_url + url.removeprefix(TWILIO))
        if url.endswith("/Messages.json"):
            self._urls[url] = here
        return here

    def _authorization(self, auth: tuple[str, str]) -> str:
        encoded: str = aiohttp.encode_basic_auth(*auth)
        self._credentials[auth] = encoded
        return encoded


def form_encoded(fields: Mapping[str, str]) -> bytes:
    """As a form is posted. The query of a URL has the same form, and yarl encodes it in C."""
    return _NO_URL.with_query(fields).raw_query_string.encode("ascii")


def _code(response: Response) -> str:
    try:
        return str(msgspec.json.decode(response.text, type=dict[str, Any]).get("code", ""))
    except msgspec.DecodeError:
        return ""


def _retry_after(response: Response) -> timedelta:
    value = (response.headers or {}).get("Retry-After", "")
    return min(timedelta(seconds=int(value)), _LONGEST_WAIT) if value.isdigit() else timedelta(0)
