"""The public keys of who issues tokens, fetched and kept."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final

import aiohttp
import jwt
import msgspec

from gateway.algorithms import PUBLIC_KEY_ALGORITHMS, RSA_ALGORITHMS
from infra.kernel.errors import AppError, Unavailable
from infra.kernel.sentences import both

log = logging.getLogger(__name__)

REFRESH_EVERY: Final = 30.0  # seconds between two fetches at the least, whoever asks for what
FRESH_FOR: Final = 300.0  # seconds after which the keys are fetched again, in the background
TIMEOUT: Final = 3.0  # seconds
LARGEST_ANSWER: Final = 256 * 1024  # bytes


class SigningKey(msgspec.Struct, frozen=True, kw_only=True):
    """A public key and the algorithms that it may verify; never a shared secret."""

    id: str
    algorithms: frozenset[str]
    key: Any


class _Answer(msgspec.Struct):
    keys: list[dict[str, Any]]


class SigningKeys:
    """Finds keys by id, fetching the set when an id is unknown or the set is old.

    A known key never waits for the network, and keys stay in use while fetching fails. However many
    unknown ids are asked for, there is one fetch at a time and one in `REFRESH_EVERY` seconds.
    """

    def __init__(
        self,
        url: str = "",
        *,
        monotonic: Callable[[], float] = time.monotonic,
        download: Callable[[], Awaitable[bytes]] | None = None,
        refresh_every: float = REFRESH_EVERY,
    ) -> None:
        """`download`: where the set comes from, if not from `url`."""
        self.url = url
        self._download = download or self._over_http
        self._refresh_every = refresh_every
        self._monotonic = monotonic
        self._keys: dict[str, SigningKey] = {}
        self._fetched_at = float("-inf")
        self._tried_at = float("-inf")
        self._refreshing: asyncio.Task[None] | None = None

    async def find(self, key_id: str | None) -> SigningKey | None:
        """The key of that id, or the only one when a token names none.

        Raises:
            Unavailable: no key could be fetched yet.
        """
        found = self._known(key_id)
        if found is not None:
            if self._monotonic() - self._fetched_at > FRESH_FOR:
                self._refresh()
            return found
        refreshing = self._refresh()
        if refreshing is not None:
            await asyncio.shield(refreshing)  # others wait for it too
        if not self._keys:
            raise Unavailable(
                both(
                    "暂时无法取得用于验证身份的密钥，请 {seconds} 秒后重试。",
                    "The keys that prove who you are cannot be fetched at the moment. Try "
                    "again in {seconds} seconds.",
                    seconds=round(self._refresh_every),
                )
            )
        return self._known(key_id)

    async def close(self) -> None:
        """Gives up a fetch that is under way."""
        if self._refreshing is not None:
            self._refreshing.cancel()
            await asyncio.gather(self._refreshing, return_exceptions=True)

    def _known(self, key_id: str | None) -> SigningKey | None:
        if key_id is None and len(self._keys) == 1:
            return next(iter(self._keys.values()))
        return self._keys.get(key_id or "")

    def _refresh(self) -> asyncio.Task[None] | None:
        """The fetch under way, or a new one if it is time."""
        if self._refreshing is not None and not self._refreshing.done():
            return self._refreshing
        if self._monotonic() - self._tried_at < self._refresh_every:
            return None
        self._tried_at = self._monotonic()
        self._refreshing = asyncio.create_task(self._fetch())
        return self._refreshing

    async def _fetch(self) -> None:
        try:
            async with asyncio.timeout(TIMEOUT):
                keys = read_keys(await self._download())
            if not keys:
                raise ValueError("no usable key")
        except (aiohttp.ClientError, OSError, ValueError, RecursionError, AppError) as error:
            # What is known stays in use. (A timeout is an OSError.)
            log.warning("the signing keys could not be fetched: %s", type(error).__name__)
            return
        self._keys = keys
        self._fetched_at = self._monotonic()

    async def _over_http(self) -> bytes:
        body = bytearray()
        async with (
            aiohttp.ClientSession() as session,
            session.get(self.url, allow_redirects=False) as response,
        ):
            if response.status != 200:
                raise ValueError(f"status {response.status}")
            async for part in response.content.iter_any():
                body += part
                if len(body) > LARGEST_ANSWER:
                    raise ValueError("too large")
        return bytes(body)


def read_keys(answer: bytes) -> dict[str, SigningKey]:
    """The usable keys of a JWK Set (RFC 7517) by id; those that are not usable are left out.

    Raises:
        ValueError: the text is not a JWK Set.
    """
    try:
        entries = msgspec.json.decode(answer, type=_Answer).keys
    except msgspec.MsgspecError as error:
        raise ValueError("not a JWK Set") from error
    found: dict[str, SigningKey] = {}
    for entry in entries:
        key = _read_key(entry)
        if key is not None:
            found[key.id] = key
    return found


def _read_key(entry: dict[str, Any]) -> SigningKey | None:
    key_id = entry.get("kid", "")
    if entry.get("kty") not in ("RSA", "EC", "OKP") or entry.get("use", "sig") != "sig":
        return None  # above all: an "oct" key would make a shared secret of what is public
    try:
        parsed = jwt.PyJWK(entry)
    except (jwt.PyJWTError, ValueError, TypeError, KeyError):
        return None
    algorithms = {parsed.algorithm_name}
    if entry["kty"] == "RSA" and "alg" not in entry:
        algorithms = set(RSA_ALGORITHMS)
    if not isinstance(key_id, str) or not algorithms <= PUBLIC_KEY_ALGORITHMS:
        return None
    return SigningKey(id=key_id, algorithms=frozenset(algorithms), key=parsed.key)
