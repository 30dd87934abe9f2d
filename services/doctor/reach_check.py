"""Processes, and the address that providers call back: whether they answer, and by which clock."""

import asyncio
import ipaddress
import socket
import time
from collections.abc import Mapping, Sequence
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import aiohttp
import msgspec

from infra.kernel.errors import AppError
from infra.kernel.sentences import both
from services.compose import Apis
from services.doctor.advice import Advice, fault, fine, note, warning
from services.doctor.database_check import of_clock
from services.notify.contract.staff import DeadLettersPage, GetDeadLetters
from services.settings import Settings

_PATIENCE = aiohttp.ClientTimeout(total=5)
MANY_DEAD_LETTERS = 50


class _PublicKey(msgspec.Struct):
    kid: str = ""


class _KeySet(msgspec.Struct):
    keys: list[_PublicKey]


async def of_services(apis: Apis) -> list[Advice]:
    """Each is asked how busy it is, which costs it little."""
    found = list[Advice]()
    for name in ("membership", "accounts", "appeals", "notify"):
        try:
            await getattr(apis, name).pulse()
            found.append(fine(name, both("应答正常。", "It answers.")))
        except AppError:
            found.append(_absent(name))
    return found


async def of_dead_letters(apis: Apis) -> list[Advice]:
    try:
        [page] = await apis.notify.read([GetDeadLetters(first=1)])
    except AppError:
        return []  # said of the service already
    total = page.total if isinstance(page, DeadLettersPage) else 0
    if total <= MANY_DEAD_LETTERS:
        return [
            fine(
                "notify.dead-letters",
                both("放弃的消息：{n} 条。", "{n} messages were given up.", n=total),
            )
        ]
    return [
        warning(
            "notify.dead-letters",
            both("已放弃 {n} 条消息。", "{n} messages were given up.", n=total),
            both("这些会员没有得到通知。", "Their members were not told."),
            both("先处理原因，再重发。", "Mend the cause, then replay them."),
        )
    ]


async def of_gateways(urls: Sequence[str]) -> list[Advice]:
    """Each by itself, and whether all of them verify by the same keys."""
    if len(urls) == 1:
        return await of_gateway(urls[0])
    abouts = [f"gateway.{urlsplit(url).netloc}" for url in urls]
    each = await asyncio.gather(*map(of_gateway, urls, abouts))
    keys = [found for found in await asyncio.gather(*map(_key_ids, urls)) if found is not None]
    return [*(one for some in each for one in some), *_of_keys(keys)]


async def of_gateway(url: str, about: str = "gateway") -> list[Advice]:
    since = time.time()
    try:
        async with (
            aiohttp.ClientSession(timeout=_PATIENCE) as session,
            session.get(f"{url}/readyz") as answer,
        ):
            ready, date = answer.status == 200, answer.headers.get("date", "")
    except (aiohttp.ClientError, OSError, TimeoutError):
        return [_absent(about)]
    clock = of_clock(about, parsedate_to_datetime(date).timestamp(), since) if date else []
    return [fine(about, both("就绪。", "Ready.")) if ready else _absent(about), *clock]


async def _key_ids(url: str) -> frozenset[str] | None:
    """Of the public keys that a gateway shows; None where it shows none, which is said already."""
    try:
        async with (
            aiohttp.ClientSession(timeout=_PATIENCE) as session,
            session.get(f"{url}/.well-known/jwks.json") as answer,
        ):
            keys = msgspec.json.decode(await answer.read(), type=_KeySet).keys
    except (aiohttp.ClientError, OSError, TimeoutError, msgspec.DecodeError):
        return None
    return frozenset(key.kid for key in keys)


def _of_keys(found: Sequence[frozenset[str]]) -> list[Advice]:
    if len(set(found)) <= 1:
        return [fine("gateways.keys", both("公钥一致。", "All show the same keys."))]
    return [
        fault(
            "gateways.keys",
            both("各网关的公钥不同。", "They do not show the same keys."),
            both(
                "一个网关签发的凭证，其他网关或商店可能拒绝。",
                "What one of them signs is refused where another is asked.",
            ),
            both(
                "为所有网关设相同的 PASS_KEY、TOKEN_KEY 与 CURSOR_KEY，再重启。",
                "Give all the same PASS_KEY, TOKEN_KEY and CURSOR_KEY, and start them again.",
            ),
        )
    ]


def _absent(name: str) -> Advice:
    return fault(
        name,
        both("没有应答。", "It does not answer."),
        both("它负责的事情都在等。", "What it does waits."),
        both("看它最后几行日志，再启动它。", "Read its last log lines, and start it."),
    )


async def of_callbacks(settings: Settings) -> list[Advice]:
    """An unsigned callback is refused by notify itself, which shows that the way leads there."""
    base = settings.callback_base
    host = urlsplit(base).hostname or ""
    if not settings.development and _is_private(host):
        return [
            fault(
                "callbacks",
                both("{host} 是内网地址。", "{host} is a private address.", host=host),
                both("服务商从外面到不了。", "No provider reaches it from outside."),
                both("CALLBACK_URL 用公网域名。", "Give CALLBACK_URL a public name."),
            )
        ]
    try:
        async with (
            aiohttp.ClientSession(timeout=_PATIENCE) as session,
            session.post(f"{base}/callbacks/twilio/doctor") as answer,
        ):
            led = answer.status == 403
    except (aiohttp.ClientError, OSError, TimeoutError):
        led = False
    if led:
        return [fine("callbacks", both("能到达 notify。", "They lead to notify."))]
    return [
        fault(
            "callbacks",
            both("{host} 不通向 notify。", "{host} does not lead to notify.", host=host),
            both("收不到送达回执。", "No receipt arrives."),
            both(
                "检查代理：/callbacks/ 与 /inbound/ 应转到 notify。",
                "Look at the proxy: /callbacks/ and /inbound/ go to notify.",
            ),
        )
    ]


def _is_private(host: str) -> bool:
    try:
        found = socket.getaddrinfo(host, None)
    except OSError:
        return False  # it says so itself when it is called
    return all(not ipaddress.ip_address(one[4][0]).is_global for one in found)


def not_looked_at(missing: Mapping[str, str]) -> list[Advice]:
    """What needs an option to be looked at."""
    return [
        note(about, both("未检查：请给 {option}。", "Not looked at: give {option}.", option=option))
        for about, option in missing.items()
    ]
