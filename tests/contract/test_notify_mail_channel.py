"""The mail channel against the mail sink: what it asks for, and what it makes of refusals."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from services.notify.contacts.unsubscribe_page import UnsubscribeLinks
from services.notify.contract.words import SuppressionReason, Topic
from services.notify.core.deliveries.results import Accepted, Permanent, RetryAt, Unknown
from services.notify.core.ports.providers import Envelope
from services.notify.core.ports.renderer import Mail
from services.notify.provider_names import MailRelay
from services.notify.providers.smtp.email import SmtpMail
from tests.servers import Sinks

MAIL = Mail(subject="您的会员即将到期", text="请续费", html="<p>请续费</p>")


def envelope(topic: Topic = Topic.RENEWAL, to: str = "li@mail.example.com") -> Envelope:
    id = "0c5a8de1f4b34fd2a1b1c9e0aa00ff11.EMAIL"
    return Envelope(delivery_id=id, to=to, attempt=1, topic=topic, member_id="m-1")


@pytest.fixture
async def mail(sinks: Sinks) -> AsyncIterator[SmtpMail]:
    channel = SmtpMail(
        relay=MailRelay(sinks.smtp_host, sinks.smtp_port),
        sender="Shop <membership@shop.example>",
        connections=1,
        unsubscribe=UnsubscribeLinks("https://notify.shop.example", b"secret"),
    )
    yield channel
    await channel.close()


async def test_a_report_is_asked_for_under_the_deliverys_id(mail: SmtpMail, sinks: Sinks) -> None:
    result = await mail.send(envelope(), MAIL)
    assert result == Accepted(provider_id="<0c5a8de1f4b34fd2a1b1c9e0aa00ff11.EMAIL@shop.example>")
    [sent] = await sinks.messages()
    assert sent["envelope_id"] == envelope().delivery_id
    assert sent["notify"] == "SUCCESS,FAILURE,DELAY"
    assert sent["message_id"] == result.provider_id


async def test_a_server_that_gives_no_reports_is_not_asked(mail: SmtpMail, sinks: Sinks) -> None:
    await sinks.faults(dsn=False)
    assert isinstance(await mail.send(envelope(), MAIL), Accepted)
    [sent] = await sinks.messages()
    assert "envelope_id" not in sent


@pytest.mark.parametrize("topic", Topic)
async def test_only_what_is_not_mandatory_has_a_way_out(
    mail: SmtpMail, sinks: Sinks, topic: Topic
) -> None:
    await mail.send(envelope(topic), MAIL)
    [sent] = await sinks.messages()
    link = sent.get("unsubscribe", "")
    assert bool(link) == (topic is Topic.RENEWAL)
    assert not link or link.startswith("https://notify.shop.example/unsubscribe/")


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ({"code": 550, "enhanced": "5.1.1", "at": "RCPT"}, SuppressionReason.HARD_BOUNCE),
        ({"code": 550, "enhanced": "5.1.1"}, SuppressionReason.HARD_BOUNCE),
        ({"code": 552, "enhanced": "5.2.2", "at": "RCPT"}, None),
    ],
)
async def test_refusals_for_good(
    mail: SmtpMail, sinks: Sinks, fault: dict[str, Any], expected: SuppressionReason | None
) -> None:
    await sinks.faults(email=fault)
    result = await mail.send(envelope(), MAIL)
    assert isinstance(result, Permanent)
    assert (result.code, result.suppress) == (fault["enhanced"], expected)


@pytest.mark.parametrize(
    ("fault", "operators"),
    [
        ({"code": 450, "enhanced": "4.2.1", "at": "RCPT"}, False),
        ({"code": 421, "enhanced": "4.3.2"}, False),
        ({"code": 421, "enhanced": "4.3.2", "at": "RCPT"}, False),
        ({"code": 550, "enhanced": "5.7.1", "at": "RCPT"}, True),
        ({"code": 550, "enhanced": "5.7.26"}, True),
    ],
)
async def test_refusals_that_pass_and_the_next_mail_goes_through(
    mail: SmtpMail, sinks: Sinks, fault: dict[str, Any], operators: bool
) -> None:
    await mail.send(envelope(), MAIL)  # so that a kept connection is refused, too
    await sinks.faults(email={**fault, "times": 1})
    result = await mail.send(envelope(), MAIL)
    assert isinstance(result, RetryAt)
    assert (result.code, result.operators) == (fault["enhanced"], operators)
    assert isinstance(await mail.send(envelope(), MAIL), Accepted)
    assert (await sinks.counts())["email"] == 2


@pytest.mark.parametrize(("drop", "kept"), [("drop_after_body", 1), ("drop_untaken", 0)])
async def test_a_line_that_breaks_after_the_body_leaves_it_unknown(
    mail: SmtpMail, sinks: Sinks, drop: str, kept: int
) -> None:
    await sinks.faults(email={"code": drop, "times": 1})
    assert isinstance(await mail.send(envelope(), MAIL), Unknown)
    assert (await sinks.counts())["email"] == kept


@pytest.mark.parametrize("wrong", [{"username": "shop", "password": "x"}, {"starttls": True}])
async def test_settings_that_the_server_cannot_follow_are_the_operators(
    sinks: Sinks, wrong: dict[str, Any]
) -> None:
    channel = SmtpMail(
        relay=MailRelay(sinks.smtp_host, sinks.smtp_port, **wrong), sender="a@b.example"
    )
    result = await channel.send(envelope(), MAIL)
    await channel.close()
    assert isinstance(result, RetryAt)
    assert result.operators
    assert (await sinks.counts())["email"] == 0


async def test_an_address_of_another_script_is_sent_as_such(mail: SmtpMail, sinks: Sinks) -> None:
    assert isinstance(await mail.send(envelope(to="小明@例子.example"), MAIL), Accepted)
    [sent] = await sinks.messages()
    assert sent["to"] == "小明@例子.example"


async def test_an_address_that_no_mail_can_bear_is_not_tried(mail: SmtpMail, sinks: Sinks) -> None:
    result = await mail.send(envelope(to="li@mail.example.com, wang@mail.example.com"), MAIL)
    assert isinstance(result, Permanent)
    assert (await sinks.counts())["email"] == 0
