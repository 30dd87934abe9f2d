"""Every step of handing over a mail, against a server that hangs up, waits, or says no there.

Until the end of the mail was sent nothing went out, and it may be tried again; after it only the
answer tells. Limits are short where a test lets them pass; what waits is released by an event.
"""

import asyncio
from typing import Any

import aiosmtplib
import pytest

from services.notify.contract.words import Topic
from services.notify.core.deliveries.blame import needs_operator
from services.notify.core.deliveries.results import Accepted, Permanent, Result, RetryAt, Unknown
from services.notify.core.ports.providers import Envelope, NoRoom
from services.notify.core.ports.renderer import Mail
from services.notify.provider_names import MailRelay
from services.notify.providers.smtp.data_phase import ask_for_data, transmit
from services.notify.providers.smtp.email import SmtpMail
from services.notify.providers.smtp.limits import SmtpLimits
from tests.fakes.mail_server import DROP, WAIT, MailServer, mail_server

MAIL = Mail(subject="您的会员即将到期", text="请续费\n.\n.再见", html="<p>请续费</p>")
LONG = Mail(subject="x", text="请续费" * 900_000, html="x")
"""Longer than what the sockets between hold: it is under way for as long as nobody reads."""
BEFORE_THE_END = ("BANNER", "EHLO", "MAIL", "RCPT", "DATA", "BODY")
IN_A_MOMENT = SmtpLimits().at_most(0.3)
WITH_TLS = {"starttls": True}
WITH_AUTH = {"username": "shop", "password": "secret"}


def envelope(to: str = "li@mail.example.com", **more: Any) -> Envelope:
    given = {"topic": Topic.STATUS, **more}
    return Envelope(delivery_id="0c5a8de1.EMAIL", to=to, attempt=1, **given)


def channel(server: MailServer, **options: Any) -> SmtpMail:
    given = {"sender": "Shop <membership@shop.example>", "connections": 1, **options}
    about_it = {name: given.pop(name) for name in MailRelay._fields if name in given}
    return SmtpMail(relay=MailRelay("127.0.0.1", server.port, **about_it), **given)


async def sent(server: MailServer, mail: Mail = MAIL, **options: Any) -> Result:
    """What came of one mail; all connections are closed."""
    line = channel(server, **options)
    try:
        return await line.send(envelope(), mail)
    finally:
        await line.close()


def _mail_at(step: str) -> Mail:
    return LONG if step == "BODY" else MAIL


def test_the_limits_are_those_of_the_standard() -> None:
    """RFC 5321 section 4.5.3.2, by hand: 5, 5, 2, 3 and 10 minutes."""
    limits = SmtpLimits()
    assert (limits.greeting, limits.command) == (300, 300)
    assert (limits.data, limits.block, limits.end) == (120, 180, 600)
    shortened = limits.at_most(60)
    assert {shortened.greeting, shortened.data, shortened.block, shortened.end} == {60}
    assert shortened.probe == limits.probe


@pytest.mark.parametrize("step", [*BEFORE_THE_END, "END"])
async def test_a_server_that_is_slow_is_waited_for(step: str) -> None:
    async with mail_server(step, WAIT) as server:
        sending = asyncio.create_task(sent(server))
        await server.reached.wait()
        server.go_on.set()
        assert isinstance(await sending, Accepted)
        assert len(server.mails) == 1


@pytest.mark.parametrize("what", [DROP, WAIT])
@pytest.mark.parametrize("step", BEFORE_THE_END)
async def test_what_breaks_before_the_end_of_the_mail_is_tried_again(step: str, what: str) -> None:
    async with mail_server(step, what) as server:
        first = await sent(server, _mail_at(step), limits=IN_A_MOMENT)
        assert isinstance(first, RetryAt)
        assert not first.operators
        assert server.mails == []
        assert isinstance(await sent(server), Accepted)
        assert len(server.mails) == 1


@pytest.mark.parametrize("what", [DROP, WAIT, "354 what?", "garbled"])
async def test_without_an_answer_to_the_whole_mail_nobody_knows(what: str) -> None:
    async with mail_server("END", what) as server:
        assert isinstance(await sent(server, limits=IN_A_MOMENT), Unknown)


@pytest.mark.parametrize(("step", "options"), [("STARTTLS", WITH_TLS), ("AUTH", WITH_AUTH)])
@pytest.mark.parametrize("what", [DROP, WAIT, "454 4.7.0 not now"])
async def test_a_session_that_does_not_come_about_now(
    step: str, options: dict[str, Any], what: str
) -> None:
    async with mail_server(step, what) as server:
        result = await sent(server, limits=IN_A_MOMENT, **options)
        assert isinstance(result, RetryAt)
        assert not result.operators
        assert server.mails == []


async def test_a_slow_sign_in_is_waited_for() -> None:
    async with mail_server("AUTH", WAIT) as server:
        sending = asyncio.create_task(sent(server, **WITH_AUTH))
        await server.reached.wait()
        server.go_on.set()
        assert isinstance(await sending, Accepted)


@pytest.mark.parametrize("step", [*BEFORE_THE_END, "END"])
async def test_a_passing_no_is_tried_again(step: str) -> None:
    times = 2 if step == "EHLO" else 1  # after a refused EHLO comes HELO
    async with mail_server(step, "451 4.3.0 not now", times) as server:
        result = await sent(server, _mail_at(step))
        if step == "EHLO":
            assert isinstance(result, Accepted), "an old server is greeted with HELO"
            return
        assert isinstance(result, RetryAt)
        assert result.code in {"4.3.0", "451"}
        assert server.mails == []


@pytest.mark.parametrize("code", ["500", "550", "555"])
@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "BODY", "END"])
async def test_a_final_no_is_for_good(step: str, code: str) -> None:
    async with mail_server(step, f"{code} no") as server:
        result = await sent(server, _mail_at(step))
        assert isinstance(result, Permanent)
        assert result.code == code
        assert result.suppress is None
        assert needs_operator(result) == (step == "MAIL"), "a refused sender is not the member's"
        assert server.mails == []


@pytest.mark.parametrize(
    ("step", "options", "code"),
    [("BANNER", {}, "554"), ("STARTTLS", WITH_TLS, "502"), ("AUTH", WITH_AUTH, "535")],
)
async def test_a_session_that_is_refused_for_good_waits_for_its_operator(
    step: str, options: dict[str, Any], code: str
) -> None:
    async with mail_server(step, f"{code} no") as server:
        result = await sent(server, **options)
        assert isinstance(result, RetryAt)
        assert (result.operators, result.code) == (True, code)


@pytest.mark.parametrize("what", [DROP, WAIT, "421 gone", "500 no"])
async def test_whatever_happens_at_the_farewell_changes_nothing(what: str) -> None:
    async with mail_server("QUIT", what) as server:
        assert isinstance(await sent(server, limits=IN_A_MOMENT), Accepted)
        assert len(server.mails) == 1


async def test_any_taking_answer_is_one() -> None:
    async with mail_server("END", "251 forwarded") as server:
        assert isinstance(await sent(server), Accepted)


async def test_lines_that_begin_with_a_dot_do_not_end_the_mail() -> None:
    """RFC 5321 section 4.5.2."""
    async with mail_server() as server:
        smtp = aiosmtplib.SMTP(hostname="127.0.0.1", port=server.port, start_tls=False)
        await smtp.connect()
        await ask_for_data(smtp, SmtpLimits())
        assert await transmit(smtp, b".\r\n.a\r\nb.\r\n", SmtpLimits())
        smtp.close()
        assert server.mails == [b"..\r\n..a\r\nb.\r\n.\r\n"]


async def test_a_mail_is_not_handed_over_when_another_worker_has_it() -> None:
    async def no() -> bool:
        return False

    async with mail_server() as server:
        line = channel(server)
        result = await line.send(envelope(), MAIL, no)
        assert isinstance(result, RetryAt)
        assert server.mails == []
        assert isinstance(await line.send(envelope(), MAIL), Accepted)
        await line.close()


async def test_a_slow_server_holds_up_nobody_for_longer_than_they_can_wait() -> None:
    """Half of the lines are for announcements; one is left for codes."""
    async with mail_server("END", WAIT, times=3) as server:
        line = channel(server, connections=4, room_within=0.05)
        bulk = [asyncio.create_task(line.send(envelope(campaign="c"), MAIL)) for _ in range(2)]
        while len(server.mails) < 2:
            await asyncio.sleep(0)
        with pytest.raises(NoRoom):
            await line.send(envelope(campaign="c"), MAIL)
        alert = asyncio.create_task(line.send(envelope(), MAIL))
        while len(server.mails) < 3:
            await asyncio.sleep(0)
        with pytest.raises(NoRoom):
            await line.send(envelope(), MAIL)
        assert isinstance(await line.send(envelope(topic=Topic.CODE), MAIL), Accepted)
        server.go_on.set()
        assert all(isinstance(one, Accepted) for one in await asyncio.gather(*bulk, alert))
        await line.close()


async def test_an_address_in_a_script_that_the_server_does_not_take_is_no_fault_of_it() -> None:
    async with mail_server() as server:
        line = channel(server)
        result = await line.send(envelope(to="小明@例子.example"), MAIL)
        await line.close()
        assert isinstance(result, Permanent)
        assert not needs_operator(result)


async def test_a_line_on_which_the_server_says_goodbye_is_not_used_again() -> None:
    async with mail_server("END", "421 4.3.2 going down") as server:
        line = channel(server)
        assert isinstance(await line.send(envelope(), MAIL), RetryAt)
        assert isinstance(await line.send(envelope(), MAIL), Accepted)
        await line.close()
        assert server.said.count("EHLO") == 2
