"""What our SMS and mail channels cost over a bare client loop against the same sink.

Bare and ours take turns, and the ratio is the median of the turns: the sink and the machine are
then equally busy for both.
"""

import asyncio
import base64
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from email import policy
from email.message import EmailMessage
from pathlib import Path

import aiohttp
import aiosmtplib

from services.notify.contract.words import Topic
from services.notify.core.deliveries.results import Accepted
from services.notify.core.ports.providers import Envelope
from services.notify.core.ports.renderer import Mail
from services.notify.provider_names import MailRelay
from services.notify.providers.smtp.email import SmtpMail
from services.notify.providers.twilio.sms import TwilioSms
from tests.servers import Sinks, running_sinks

AT_ONCE = 50
CONNECTIONS = 8
MESSAGES = 300
TURNS = 5
SENDER = "+15005550006"
MAIL_SENDER = "membership@reinstate.example"
CALLBACK = "http://127.0.0.1:9"
TEXT = "【Reinstate】您的会员已于今日到期，现处于 24 小时宽限期，权益不变。请在宽限期内续费。"
HTML = f"<html><body><p style='margin:0'>{TEXT}</p></body></html>" * 8

Send = Callable[[int], Awaitable[None]]


async def measure() -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        async with running_sinks(Path(folder)) as sinks:
            lines = await _compared("SMS", sinks, AT_ONCE, _bare_sms, _our_sms)
            return lines + await _compared("SMTP", sinks, CONNECTIONS, _bare_mail, _our_mail)


async def _compared(
    name: str,
    sinks: Sinks,
    at_once: int,
    bare: Callable[[Sinks, AsyncExitStack], Awaitable[Send]],
    ours: Callable[[Sinks, AsyncExitStack], Awaitable[Send]],
) -> list[str]:
    async with AsyncExitStack() as stack:
        sends = [await bare(sinks, stack), await ours(sinks, stack)]
        for send in sends:
            await rate(send, at_once, MESSAGES // 4)  # connections, caches
        turns = [[await rate(send, at_once) for send in sends] for _ in range(TURNS)]
        await sinks.clear()
    ratio = statistics.median(mine / plain for plain, mine in turns)
    plain, mine = (statistics.median(column) for column in zip(*turns, strict=True))
    return [
        f"{name}, bare client loop, {at_once} at once".ljust(40) + f"{plain:8.0f} /s    1.00",
        f"{name}, our channel".ljust(40) + f"{mine:8.0f} /s    {ratio:.2f}",
    ]


async def rate(send: Send, at_once: int, count: int = MESSAGES) -> float:
    """Messages a second, with `at_once` under way at any time."""
    left = iter(range(count))

    async def work() -> None:
        for number in left:
            await send(number)

    began = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(at_once)))
    return count / (time.perf_counter() - began)


async def _bare_sms(sinks: Sinks, stack: AsyncExitStack) -> Send:
    """Form-encoded with basic authentication, as the provider's documentation has it."""
    session = await stack.enter_async_context(aiohttp.ClientSession())
    url = f"{sinks.url}/2010-04-01/Accounts/{sinks.account_sid}/Messages.json"
    secret = base64.b64encode(f"{sinks.account_sid}:{sinks.auth_token}".encode()).decode()
    headers = {"Authorization": f"Basic {secret}"}

    async def send(number: int) -> None:
        form = {"To": _phone(number), "From": SENDER, "Body": TEXT}
        form["StatusCallback"] = f"{CALLBACK}/callbacks/twilio/bare-{number}"
        async with session.post(url, data=form, headers=headers) as answer:
            assert (await answer.json())["sid"]

    return send


async def _our_sms(sinks: Sinks, stack: AsyncExitStack) -> Send:
    sms = TwilioSms(
        account=sinks.account_sid,
        token=sinks.auth_token,
        sender=SENDER,
        base_url=sinks.url,
        callback_base=CALLBACK,
    )
    stack.push_async_callback(sms.close)

    async def send(number: int) -> None:
        result = await sms.send(_envelope(number, _phone(number)), TEXT)
        assert isinstance(result, Accepted)

    return send


async def _bare_mail(sinks: Sinks, stack: AsyncExitStack) -> Send:
    """As many kept connections as are at work, and one message that was made beforehand."""
    idle: list[aiosmtplib.SMTP] = []
    for _ in range(CONNECTIONS):
        smtp = aiosmtplib.SMTP(hostname=sinks.smtp_host, port=sinks.smtp_port, start_tls=False)
        idle.append(await stack.enter_async_context(smtp))
    message = EmailMessage()
    message["From"] = f"Reinstate <{MAIL_SENDER}>"
    message["Subject"] = "您的会员已到期"
    message.set_content(TEXT, cte="base64")
    message.add_alternative(HTML, subtype="html", cte="base64")
    content = message.as_bytes(policy=policy.SMTP)

    async def send(number: int) -> None:
        smtp = idle.pop()
        try:
            await smtp.sendmail(MAIL_SENDER, _address(number), content)
        finally:
            idle.append(smtp)

    return send


async def _our_mail(sinks: Sinks, stack: AsyncExitStack) -> Send:
    mail = SmtpMail(
        relay=MailRelay(sinks.smtp_host, sinks.smtp_port),
        sender=f"Reinstate <{MAIL_SENDER}>",
        connections=CONNECTIONS,
    )
    stack.push_async_callback(mail.close)
    content = Mail(subject="您的会员已到期", text=TEXT, html=HTML)

    async def send(number: int) -> None:
        result = await mail.send(_envelope(number, _address(number)), content)
        assert isinstance(result, Accepted)

    return send


def _phone(number: int) -> str:
    return f"+86138{number:08d}"


def _address(number: int) -> str:
    return f"member-{number}@mail.example.com"


def _envelope(number: int, to: str) -> Envelope:
    return Envelope(delivery_id=f"bench-{number}", to=to, attempt=1, topic=Topic.STATUS)
