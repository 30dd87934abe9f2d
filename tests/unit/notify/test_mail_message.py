"""What we write as a mail is read back as it was meant, by the standard library's own parser."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notify.adapters.channels.mail_message import compose

words = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=300)
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=3000)


def read(content: bytes) -> EmailMessage:
    return cast(EmailMessage, message_from_bytes(content, policy=default))


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert found is not None
    payload = found.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode()


@given(words, texts, texts)
def test_subject_and_parts_come_back(subject: str, text: str, html: str) -> None:
    content = compose([("Subject", subject), ("To", "a@b.example")], text, html)
    message = read(content)
    assert " ".join(str(message["Subject"]).split()) == " ".join(subject.split())
    assert (part(message, "plain"), part(message, "html")) == (text, html)
    assert message["To"] == "a@b.example"
    assert not message.defects


@given(words, texts)
def test_every_line_is_short_and_ends_as_the_standard_says(subject: str, text: str) -> None:
    """RFC 5321, 4.5.3.1.6: 1,000 octets with CRLF; bare line feeds are refused by many."""
    content = compose(
        [("Subject", subject.encode().hex()[:900] or "s"), ("X", subject)], text, text
    )
    assert content.count(b"\n") == content.count(b"\r\n") == content.count(b"\r")
    assert max(len(line) for line in content.split(b"\r\n")) <= 998


@pytest.mark.parametrize("value", ["a\r\nBcc: b@c.example", "a\nBcc: b@c.example", "a\rb"])
def test_no_value_begins_another_header(value: str) -> None:
    with pytest.raises(ValueError, match="line break"):
        compose([("Subject", value)], "", "")


def test_names_beyond_ascii_are_encoded_and_such_addresses_are_not() -> None:
    content = compose(
        [("From", "会员中心 <club@shop.example>"), ("To", "王@例子.example")], "text", "html"
    )
    assert b"From: =?utf-8?" in content
    assert "To: 王@例子.example\r\n".encode() in content
    assert read(content)["From"].addresses[0].display_name == "会员中心"
