"""The sinks, through the clients that the product uses."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import aiosmtplib
import pytest
from aiohttp import web
from twilio.base.exceptions import TwilioRestException  # type: ignore[import-untyped]  # ships no types
from twilio.http import HttpClient  # type: ignore[import-untyped]  # ships no types
from twilio.http.async_http_client import AsyncTwilioHttpClient  # type: ignore[import-untyped]  # ships no types
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]  # ships no types
from twilio.rest import Client  # type: ignore[import-untyped]  # ships no types

from tests.servers import Sinks, running_sinks
from tests.waiting import eventually

TO = "+8613800138000"


class Redirected(AsyncTwilioHttpClient):  # type: ignore[misc]  # untyped, see above
    """Twilio's own client; only the host differs."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self._base = base

    async def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        return await super().request(
            method, url.replace("https://api.twilio.com", self._base), *args, **kwargs
        )


@asynccontextmanager
async def twilio(sinks: Sinks, token: str | None = None) -> AsyncIterator[Client]:
    http: HttpClient = Redirected(sinks.url)
    async with http:
        yield Client(sinks.account_sid, token or sinks.auth_token, http_client=http)


async def send(client: Client, **more: Any) -> Any:
    wanted = {"to": TO, "from_": "+15005550006", "body": "会员已到期"} | more
    return await client.messages.create_async(**wanted)


@asynccontextmanager
async def listener() -> AsyncIterator[tuple[str, list[dict[str, str]]]]:
    """Collects status callbacks whose signature is right; the first attempt of all fails."""
    heard: list[dict[str, str]] = []
    validator = RequestValidator(Sinks.auth_token)
    refused = False

    async def hear(request: web.Request) -> web.Response:
        nonlocal refused
        form = {key: str(value) for key, value in (await request.post()).items()}
        signature = request.headers["X-Twilio-Signature"]
        assert validator.validate(str(request.url), form, signature)
        if not refused:
            refused = True
            return web.Response(status=503)
        heard.append(form)
        return web.Response()

    app = web.Application()
    app.router.add_post("/status", hear)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    try:
        yield f"http://127.0.0.1:{port}/status", heard
    finally:
        await runner.cleanup()


async def test_sms_is_taken_listed_and_shown(sinks: Sinks) -> None:
    before = datetime.now(UTC) - timedelta(seconds=2)
    async with twilio(sinks) as client:
        made = await send(client)
        listed = await client.messages.list_async(to=TO, date_sent_after=before)
        later = await client.messages.list_async(to=TO, date_sent_after=before + timedelta(hours=1))
        fetched = await client.messages(made.sid).fetch_async()
    assert made.status == "queued"
    assert made.num_segments == "1"
    assert made.date_created >= before.replace(microsecond=0)
    assert [item.sid for item in listed] == [made.sid] == [fetched.sid]
    assert later == []
    [shown] = await sinks.messages(to=TO)
    assert (shown["channel"], shown["body"]) == ("sms", "会员已到期")
    assert await sinks.messages(to="+8613900000000") == []


async def test_wrong_token_and_wrong_number_are_twilios_errors(sinks: Sinks) -> None:
    async with twilio(sinks, token="wrong") as client:
        with pytest.raises(TwilioRestException) as refused:
            await send(client)
        assert refused.value.code == 20003
    async with twilio(sinks) as client:
        with pytest.raises(TwilioRestException) as refused:
            await send(client, to="12")
        assert (refused.value.status, refused.value.code) == (400, 21211)
    assert await sinks.messages() == []


async def test_callbacks_are_signed_in_order_and_tried_again(sinks: Sinks) -> None:
    async with listener() as (url, heard), twilio(sinks) as client:
        made = await send(client, status_callback=url)
        await eventually(lambda: len(heard) == 2)
        assert [form["MessageStatus"] for form in heard] == ["sent", "delivered"]
        assert {form["MessageSid"] for form in heard} == {made.sid}
        assert (await client.messages(made.sid).fetch_async()).status == "delivered"


async def test_callbacks_can_arrive_reordered_doubled_and_with_an_error(sinks: Sinks) -> None:
    async with listener() as (url, heard), twilio(sinks) as client:
        await sinks.faults(callbacks="reordered")
        await send(client, status_callback=url)
        await eventually(lambda: len(heard) == 2)
        assert [form["MessageStatus"] for form in heard] == ["delivered", "sent"]
        heard.clear()
        await sinks.faults(callbacks="doubled", outcome={"status": "undelivered", "code": 30005})
        await send(client, status_callback=url)
        await eventually(lambda: len(heard) == 4)
        assert heard[-1]["ErrorCode"] == "30005"


async def test_sms_faults(sinks: Sinks) -> None:
    async with twilio(sinks) as client:
        await sinks.faults(sms={"status": 429, "times": 1})
        with pytest.raises(TwilioRestException) as refused:
            await send(client)
        assert refused.value.code == 20429
        await send(client)
        await sinks.faults(sms={"status": "drop_after_accept"})
        with pytest.raises(Exception, match=r"(?i)disconnected|reset|closed"):
            await send(client)
    counts = await sinks.counts()
    assert (counts["total"], counts["sms"]) == (2, 2)
    [double] = counts["duplicates"]
    assert (double["to"], double["count"]) == (TO, 2)


def mail(to: str = "li@example.com") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.com", to, "会员已到期"
    message.set_content("请续费")
    message.add_alternative("<p>请<b>续费</b></p>", subtype="html")
    return message


async def deliver(sinks: Sinks, message: EmailMessage) -> None:
    await aiosmtplib.send(message, hostname=sinks.smtp_host, port=sinks.smtp_port)


async def test_email_is_kept_with_its_parts(sinks: Sinks) -> None:
    await deliver(sinks, mail())
    [shown] = await sinks.messages(to="li@example.com")
    assert (shown["channel"], shown["subject"]) == ("email", "会员已到期")
    assert shown["body"].strip() == "请续费"
    assert shown["html"].strip() == "<p>请<b>续费</b></p>"


async def test_email_faults(sinks: Sinks) -> None:
    await sinks.faults(email={"code": 450, "times": 1})
    with pytest.raises(aiosmtplib.SMTPDataError) as refused:
        await deliver(sinks, mail())
    assert refused.value.code == 450
    assert await sinks.messages() == []
    await sinks.faults(email={"code": "drop_after_body", "to": "li@example.com"})
    with pytest.raises((aiosmtplib.SMTPServerDisconnected, ConnectionError)):
        await deliver(sinks, mail())
    await deliver(sinks, mail("wang@example.com"))
    assert (await sinks.counts())["email"] == 2


async def test_killed_sink_forgets_nothing(tmp_path: Any) -> None:
    async with running_sinks(tmp_path) as first, twilio(first) as client:
        await send(client)
        first.child.kill()
    with (tmp_path / "sinks" / "messages.jsonl").open("ab") as file:
        file.write(b'{"id":"cut sh')
    async with running_sinks(tmp_path) as second:
        assert [item["to"] for item in await second.messages()] == [TO]
