"""Processes, and the address that providers call back: whether they answer, and by which clock."""

import ipaddress
import socket
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import aiohttp

from infra.kernel.errors import AppError
from infra.kernel.sentences import both
from services.compose import Apis
from services.doctor.advice import Advice, fault, fine, note, warning
from services.doctor.database_check import of_clock
from services.notify.contract.staff import DeadLettersPage, GetDeadLetters
from services.settings import Settings

_PATIENCE = aiohttp.ClientTimeout(total=5)
MANY_DEAD_LETTERS = 50


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


async def of_gateway(url: str) -> list[Advice]:
    since = time.time()
    try:
        async with (
            aiohttp.ClientSession(timeout=_PATIENCE) as session,
            session.get(f"{url}/readyz") as answer,
        ):
            ready, date = answer.status == 200, answer.headers.get("date", "")
    except (aiohttp.ClientError, OSError, TimeoutError):
        return [_absent("gateway")]
    clock = of_clock("gateway", parsedate_to_datetime(date).timestamp(), since) if date else []
    return [fine("gateway", both("就绪。", "Ready.")) if ready else _absent("gateway"), *clock]


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
