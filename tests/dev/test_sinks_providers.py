"""What the sinks play beyond taking messages: answers, opting out, reports, bad days."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes

import aiohttp
import aiosmtplib
import pytest
from aiohttp import web
from twilio.base.exceptions import TwilioRestException  # type: ignore[import-untyped]  # ships no types
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]  # ships no types

from tests.dev.test_sinks import TO, deliver, mail, send, twilio
from tests.servers import Sinks
from tests.waiting import eventually


@asynccontextmanager
async def hearing(path: str) -> AsyncIterator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    """A service that keeps the headers and bodies that are posted to it."""
    heard: list[tuple[dict[str, str], bytes]] = []

    async def hear(request: web.Request) -> web.Response:
        heard.append((dict(request.headers), await request.read()))
        return web.Response()

    app = web.Application()
    app.router.add_post(path, hear)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}{path}", heard
    finally:
        await runner.cleanup()


async def test_an_answer_is_handed_on_signed_and_stop_is_honoured(sinks: Sinks) -> None:
    async with hearing("/inbound/twilio") as (url, heard), twilio(sinks) as client:
        assert await sinks.reply(TO, "STOP", url=url, sid="SM1") == 200
        [(headers, body)] = heard
        form = dict(part.split("=", 1) for part in body.decode().split("&"))
        assert (form["Body"], form["From"], form["MessageSid"]) == (
            "STOP",
            "%2B8613800138000",
            "SM1",
        )
        signed = {key: value.replace("%2B", "+") for key, value in form.items()}
        assert RequestValidator(sinks.auth_token).validate(
            url, signed, headers["X-Twilio-Signature"]
        )
        with pytest.raises(TwilioRestException) as refused:
            await send(client)
        assert (refused.value.status, refused.value.code) == (400, 21610)
        await send(client, to="+8613900139000")
        await sinks.reply(TO, "start", url=url)
        await send(client)
    assert (await sinks.counts())["sms"] == 2


async def test_an_answer_that_nobody_hears_is_said(sinks: Sinks) -> None:
    with pytest.raises(aiohttp.ClientResponseError) as refused:
        await sinks.reply(TO, "STOP", url="http://127.0.0.1:9/")
    assert refused.value.status == 502


async def test_faults_come_mixed_and_in_per_cent(sinks: Sinks) -> None:
    await sinks.faults(
        sms=[{"percent": 30, "status": 429, "retry_after": 7}, {"percent": 50, "status": 500}]
    )
    codes: list[int] = []
    async with twilio(sinks) as client:
        for _ in range(60):
            try:
                await send(client)
                codes.append(201)
            except TwilioRestException as refused:
                codes.append(refused.status)
    assert set(codes) == {201, 429, 500}
    assert codes.count(201) == (await sinks.counts())["sms"]


async def test_a_message_dropped_before_it_was_taken_is_not_there(sinks: Sinks) -> None:
    async with twilio(sinks) as client:
        await sinks.faults(sms={"status": "drop_before_accept", "times": 1})
        with pytest.raises(Exception, match=r"(?i)disconnected|reset|closed"):
            await send(client)
        assert (await sinks.counts())["sms"] == 0
        await send(client)


async def test_forged_callbacks_come_before_the_right_ones(sinks: Sinks) -> None:
    async with hearing("/status") as (url, heard), twilio(sinks) as client:
        await sinks.faults(callbacks="forged")
        await send(client, status_callback=url)
        await eventually(lambda: len(heard) == 4)
    said = [b"MessageStatus=failed" in body for _, body in heard]
    assert said == [True, False, True, False]


async def ask_for_reports(sinks: Sinks) -> list[str]:
    """Sends one mail that asks for reports; gives what the server offers."""
    smtp = aiosmtplib.SMTP(hostname=sinks.smtp_host, port=sinks.smtp_port)
    async with smtp:
        await smtp.ehlo()
        offered = [name for name in ("dsn", "enhancedstatuscodes") if smtp.supports_extension(name)]
        if "dsn" in offered:
            await smtp.mail("a@example.com", options=["RET=HDRS", "ENVID=aB3"])
            await smtp.rcpt("li@example.com", options=["NOTIFY=SUCCESS,FAILURE"])
            await smtp.data(mail().as_bytes())
    return offered


async def test_reports_are_sent_when_asked_for(sinks: Sinks) -> None:
    async with hearing("/inbound/mail") as (url, heard):
        await sinks.faults(reports={"action": "failed", "status": "5.1.1", "url": url})
        assert await ask_for_reports(sinks) == ["dsn", "enhancedstatuscodes"]
        await eventually(lambda: len(heard) == 1)
        await sinks.faults(reports={"action": "delayed", "status": "4.4.1", "url": url})
        await ask_for_reports(sinks)
        await deliver(sinks, mail())
        await sinks.faults(reports={"action": "failed", "status": "5.2.2", "url": url})
        await ask_for_reports(sinks)
        await eventually(lambda: len(heard) == 2)
    assert b"5.2.2" in heard[1][1]
    headers, raw = heard[0]
    assert headers["Authorization"].startswith("Bearer ")
    report = message_from_bytes(raw)
    assert report.get_param("report-type") == "delivery-status"
    [about, recipient] = report.get_payload()[1].get_payload()  # type: ignore[union-attr, index]
    assert about["Original-Envelope-Id"] == "aB3"
    assert (recipient["Action"], recipient["Status"]) == ("failed", "5.1.1")


async def test_a_server_without_reports(sinks: Sinks) -> None:
    await sinks.faults(dsn=False)
    assert await ask_for_reports(sinks) == ["enhancedstatuscodes"]


async def test_recipients_are_refused_with_the_status_asked_for(sinks: Sinks) -> None:
    await sinks.faults(email={"code": 550, "enhanced": "5.7.1", "at": "RCPT", "times": 1})
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as refused:
        await deliver(sinks, mail())
    [one] = refused.value.recipients
    assert one.message.startswith("5.7.1")
    await sinks.faults(email={"code": "drop_untaken", "times": 1})
    with pytest.raises((aiosmtplib.SMTPServerDisconnected, ConnectionError)):
        await deliver(sinks, mail())
    assert (await sinks.counts())["email"] == 0


async def test_unknown_faults_are_refused(sinks: Sinks) -> None:
    with pytest.raises(aiohttp.ClientResponseError) as refused:
        await sinks.faults(sms={"percentage": 5})
    assert refused.value.status == 400
