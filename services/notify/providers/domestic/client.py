"""A house's interface: every call is one signed form post, answered in JSON."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import aiohttp
import msgspec

from services.notify.providers.domestic.domain.signing import signed

CONNECTIONS = 400
SECONDS = 5.0
NOT_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
UNCLEAR = (aiohttp.ClientError, TimeoutError, OSError)


class HouseAnswer(msgspec.Struct, frozen=True):
    """`code`: in the body, empty where there was none to be read."""

    status: int
    code: str
    body: Mapping[str, Any]


class HouseClient:
    """Made anywhere; connects at its first use, inside the loop that uses it."""

    def __init__(self, *, url: str, key_id: str, secret: str) -> None:
        self._url = url
        self._key_id = key_id
        self._secret = secret
        self._session: aiohttp.ClientSession | None = None

    async def call(self, action: str, **fields: str) -> HouseAnswer:
        """Raises: `NOT_SENT` where nobody was reached, others of `UNCLEAR` where nobody knows."""
        now, nonce = datetime.now(UTC), uuid4().hex
        form = signed(
            {"Action": action, **fields}, key_id=self._key_id, secret=self._secret,
            nonce=nonce, at=now,
        )  # fmt: skip
        async with self.opened().post(self._url, data=form, allow_redirects=False) as answer:
            raw = await answer.read()
        body = _object_in(raw)
        return HouseAnswer(answer.status, str(body.get("Code", "")), body)

    def opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=30),
                timeout=aiohttp.ClientTimeout(total=SECONDS),
            )
        return self._session

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None


def _object_in(raw: bytes) -> dict[str, Any]:
    try:
        found = msgspec.json.decode(raw)
    except msgspec.DecodeError:
        return {}
    return found if isinstance(found, dict) else {}
