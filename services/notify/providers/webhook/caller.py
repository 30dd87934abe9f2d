"""Calls endpoints of partners: to where they may lie, once, and without believing what they say."""

import ssl
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import Sentence, both
from services.notify.contract.webhooks import CallError
from services.notify.core.ports.calls import WebhookAnswer, WebhookCall
from services.notify.providers.webhook.domain.addresses import Network, may_be_called
from services.notify.providers.webhook.domain.answers import cleaned, error_of, waited_for
from services.notify.providers.webhook.resolver import (
    GuardedResolver,
    RefusedAddress,
    SystemResolver,
)

SECONDS = 15.0
"""For everything, from the name to the first bytes of the answer's body."""
_READ = 1_024
"""Bytes of a body; whoever sends more is not listened to."""
_KEPT_SECONDS = 10.0
_LONGEST = 2_000
_REMEMBERED = 4_096
"""Addresses."""
NO_TIME = timedelta(0)
_HEADERS = {"content-type": "application/json", "user-agent": "Reinstate-Webhooks/1"}


class WebhookCaller:
    """Opens its connections at the first call, in the event loop that makes it.

    `allowed`: networks that may be called although they are private. `plain`: whether http will
    do. `resolver`: another one than the system's.
    """

    def __init__(
        self,
        *,
        allowed: Sequence[Network] = (),
        plain: bool = False,
        resolver: AbstractResolver | None = None,
        trusted: ssl.SSLContext | None = None,
        seconds: float = SECONDS,
    ) -> None:
        self._allowed = allowed
        self._plain = plain
        self._resolver = GuardedResolver(resolver or SystemResolver(), allowed)
        self._trusted = trusted
        self._seconds = seconds
        self._opened: aiohttp.ClientSession | None = None
        self._known: dict[str, URL] = {}

    async def check(self, url: str) -> str:
        """The address, as it is called.

        Raises:
            InvalidInput: nothing is sent there, with why.
        """
        try:
            address = self._address(url)
            if not self._is_literal(address):
                await self._resolver.resolve(address.raw_host or "", address.port or 0)
        except RefusedAddress:
            raise _refused(
                both(
                    "这个地址在内网或本机，不能接收推送；请填写公网地址，或请平台管理员放行所在网段。",
                    "This address is private or reserved; nothing is sent there. Name a public "
                    "one, or ask the operator to allow its network.",
                )
            ) from None
        except OSError:
            raise _refused(
                both(
                    "无法解析这个地址的域名；请检查拼写和 DNS 记录。",
                    "The name in this address has no address; look at its spelling and its DNS.",
                )
            ) from None
        return str(address)

    async def post(self, call: WebhookCall) -> WebhookAnswer:
        began = time.monotonic()
        try:
            status, retry_after, body = await self._posted(call)
        except (aiohttp.ClientError, OSError, ValueError, InvalidInput) as error:
            return WebhookAnswer(error=_kind_of(error), took_ms=_millis_since(began))
        return WebhookAnswer(
            status=status,
            error=error_of(status),
            took_ms=_millis_since(began),
            retry_after=waited_for(retry_after, datetime.now(UTC)) if retry_after else NO_TIME,
            response=cleaned(body) if body else "",
        )

    async def close(self) -> None:
        if self._opened is not None:
            await self._opened.close()
        await self._resolver.close()

    async def _posted(self, call: WebhookCall) -> tuple[int, str, bytes]:
        """The status, what it says of trying again, and how the body begins."""
        async with self._session().post(
            self._callable(call.url),
            data=call.body,
            headers={**_HEADERS, **call.headers},
            allow_redirects=False,
        ) as answer:
            said = answer.headers.get("Retry-After", "")
            return answer.status, said, await _beginning(answer)

    def _session(self) -> aiohttp.ClientSession:
        if self._opened is None:
            connector = aiohttp.TCPConnector(
                resolver=self._resolver,
                use_dns_cache=False,
                limit=0,  # how many calls there are at once is settled before
                keepalive_timeout=_KEPT_SECONDS,
                ssl=self._trusted or True,
            )
            self._opened = aiohttp.ClientSession(
                connector=connector,
                timeout=aiohttp.ClientTimeout(total=self._seconds),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                skip_auto_headers=("Accept-Encoding",),
            )
        return self._opened

    def _callable(self, url: str) -> URL:
        """What can be said of an address without asking for its name, said once."""
        if url not in self._known:
            address = self._address(url)
            self._is_literal(address)
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[url] = address
        return self._known[url]

    def _address(self, url: str) -> URL:
        """
        Raises:
            InvalidInput: it cannot be called, with why.
        """
        try:
            address = URL(url)
        except ValueError:
            address = URL()
        schemes = ("https", "http") if self._plain else ("https",)
        if address.scheme not in schemes or not address.raw_host or len(url) > _LONGEST:
            raise _refused(
                both(
                    "请填写完整的 https 地址，例如 https://partner.example/hooks。",
                    "Write a whole https address, such as https://partner.example/hooks.",
                )
            )
        if address.user or address.password or address.fragment:
            raise _refused(
                both(
                    "地址中不能有用户名、密码或 # 部分。",
                    "The address must hold no user, no password and no part after #.",
                )
            )
        return address

    def _is_literal(self, url: URL) -> bool:
        """Whether the host is a number, which no resolver is asked for.

        Raises:
            RefusedAddress: it is one that is not called.
        """
        host = url.raw_host or ""
        literal = ":" in host or host.replace(".", "").isdigit()
        if literal and not may_be_called(host, self._allowed):
            raise RefusedAddress("it lies where nothing is sent to")
        return literal


async def _beginning(answer: aiohttp.ClientResponse) -> bytes:
    """The status counts, whatever becomes of the body."""
    read = b""
    try:
        while len(read) < _READ and (more := await answer.content.read(_READ - len(read))):
            read += more
    except (aiohttp.ClientError, TimeoutError):
        answer.close()
    return read


def _kind_of(error: Exception) -> CallError:
    match error:
        case RefusedAddress() | aiohttp.ClientConnectorDNSError(os_error=RefusedAddress()):
            return CallError.REFUSED_ADDRESS
        case aiohttp.ClientConnectorDNSError():
            return CallError.RESOLVE
        case aiohttp.ClientSSLError():  # some are a ValueError as well
            return CallError.TLS
        case InvalidInput() | aiohttp.InvalidURL() | ValueError():
            return CallError.ADDRESS
        case TimeoutError():
            return CallError.TIMEOUT
        case _:
            return CallError.CONNECT


def _millis_since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)


def _refused(sentence: Sentence) -> InvalidInput:
    return InvalidInput(sentence, field="url")
