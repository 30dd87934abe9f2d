"""What mail servers say: replies, status codes, reports and complaints, whole and mangled."""

import random
import time
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.notify.contract.words import SuppressionReason
from services.notify.core.deliveries.results import Accepted, Delivered, Permanent, Result, RetryAt
from services.notify.providers.smtp.domain.status_map import Step, enhanced_code, from_reply
from services.notify.providers.smtp.dsn import news_of
from tests.unit.notify.reports import DELIVERY, DOMAIN, complaint, dsn, recipient, report

R = SuppressionReason
SESSION, SENDER, MEMBER = Step


def kind(result: Result) -> str:
    match result:
        case Permanent(operators=True):
            return "sender refused"
        case Permanent(suppress=None):
            return "permanent"
        case Permanent(suppress=R.HARD_BOUNCE):
            return "no mailbox"
        case RetryAt(operators=True) if result.wait >= timedelta(minutes=10):
            return "operator's"
        case RetryAt(operators=False):
            return "transient"
    return type(result).__name__


REPLIES = [
    (450, "4.2.1 Greylisted, come back", MEMBER, "transient"),
    (421, "4.3.2 Shutting down", MEMBER, "transient"),
    (421, "Service not available", SESSION, "transient"),
    (451, "Local error", MEMBER, "transient"),
    (452, "4.2.2 Mailbox full", MEMBER, "transient"),
    (454, "4.7.0 Temporary authentication failure", SESSION, "transient"),
    (550, "5.1.1 No such user", MEMBER, "no mailbox"),
    (550, "5.1.2 No such host", MEMBER, "no mailbox"),
    (553, "5.1.3 Bad address syntax", MEMBER, "no mailbox"),
    (550, "5.1.6 Moved", MEMBER, "no mailbox"),
    (556, "5.1.10 Null MX", MEMBER, "no mailbox"),
    (550, "5.2.1 Disabled", MEMBER, "no mailbox"),
    (550, "No such user", MEMBER, "permanent"),
    (552, "5.2.2 Mailbox full", MEMBER, "permanent"),
    (552, "5.3.4 Too large", MEMBER, "permanent"),
    (554, "5.6.0 Bad content", MEMBER, "permanent"),
    (550, "5.4.1 Access denied", MEMBER, "permanent"),
    (554, "Rejected", MEMBER, "permanent"),
    (550, "5.7.1 We do not like you", MEMBER, "operator's"),
    (550, "5.7.26 Unauthenticated mail", MEMBER, "operator's"),
    (553, "5.1.8 Bad sender", MEMBER, "operator's"),
    (501, "5.5.4 Bad arguments", MEMBER, "operator's"),
    (530, "Authentication required", MEMBER, "operator's"),
    (535, "5.7.8 Bad credentials", SESSION, "operator's"),
    (451, "4.3.0 Not now", SENDER, "transient"),
    (500, "Syntax error", SENDER, "sender refused"),
    (500, "5.5.2 Syntax error", SENDER, "sender refused"),
    (550, "5.1.1 Sender unknown", SENDER, "sender refused"),
    (553, "5.1.8 Bad sender", SENDER, "sender refused"),
    (530, "5.7.0 Authentication required", SENDER, "operator's"),
    (500, "Syntax error", SESSION, "operator's"),
    (554, "No SMTP service here", SESSION, "operator's"),
]


@pytest.mark.parametrize(("code", "text", "at", "expected"), REPLIES)
def test_replies(code: int, text: str, at: Step, expected: str) -> None:
    result = from_reply(code, text, at=at)
    assert kind(result) == expected
    assert isinstance(result, Permanent | RetryAt)
    assert result.code in text or result.code == str(code)
    assert result.code in result.reason


@given(st.integers(400, 599), st.text(max_size=40), st.sampled_from(Step))
def test_any_reply_means_something_and_only_a_5_is_for_good(code: int, text: str, at: Step) -> None:
    result = from_reply(code, text, at=at)
    assert isinstance(result, Permanent if kind(result) == "permanent" else Permanent | RetryAt)
    if code < 500 or at is SESSION:
        assert isinstance(result, RetryAt)
    assert text not in getattr(result, "reason", "") or len(text) < 10  # it may name the address


def test_what_looks_like_a_status_code_but_is_none() -> None:
    assert enhanced_code("5.1.1 x") == "5.1.1"
    for text in ("", "5.1.1.1 x", "192.0.2.1 refused", "see 5.1.1", "3.1.1", "5.1", "5.1.1234"):
        assert enhanced_code(text) == ""


@pytest.mark.parametrize(
    ("action", "status", "expected"),
    [
        ("failed", "5.1.1", "no mailbox"),
        ("failed", "5.2.2", "permanent"),
        ("failed", "5.7.1", "operator's"),
        ("failed", "4.4.7", "transient"),
        ("failed (misadventure)", "5.1.1", "no mailbox"),
        ("FAILED", "5.1.1 (no such mailbox)", "no mailbox"),
        ("failed", "nonsense", "permanent"),
        ("failed", "2.0.0", "permanent"),
        ("delivered", "2.0.0", "Delivered"),
        ("delayed", "4.4.1", "Accepted"),
        ("relayed", "2.0.0", "Accepted"),
        ("expanded", "2.0.0", "Accepted"),
    ],
)
def test_what_a_report_says(action: str, status: str, expected: str) -> None:
    news = news_of(dsn(recipient(action, status)), DOMAIN)
    assert news is not None
    assert news.delivery_id == DELIVERY
    assert kind(news.result) == expected


def test_a_delay_says_why_it_is_late() -> None:
    news = news_of(dsn(recipient("delayed", "4.4.1")), DOMAIN)
    assert news is not None
    assert isinstance(news.result, Accepted)
    assert "does not answer (4.4.1)" in news.result.reason


@pytest.mark.parametrize(
    "raw",
    [
        dsn(recipient("failed", "5.1.1"), returned=None),
        dsn(recipient("failed", "5.1.1"), envelope=None),
        dsn(recipient("failed", "5.1.1"), envelope=None, returned_as="message/rfc822"),
        dsn(recipient("failed", "5.1.1"), envelope="", returned_as="message/global"),
        dsn(recipient("failed", "5.1.1"), envelope="<script>"),
        dsn(recipient("failed", "5.1.1"), human="您的邮件未能送达。" * 2000),
        dsn(recipient("failed", "5.1.1")).replace(b"\r\n", b"\n"),
        dsn(recipient("failed", "5.1.1")) + b"trailing" * 10_000,
        b"X-Long: " + b"a, " * 900 + b"\r\n" + dsn(recipient("failed", "5.1.1")),
        dsn(recipient("failed", "5.1.1"), human="café")
        .decode()
        .replace("utf-8", "iso-8859-1")
        .encode("latin-1"),
        dsn(recipient("failed", "5.1.1")).replace(b"utf-8", b"martian"),
    ],
)
def test_the_delivery_is_found_by_envelope_or_by_the_returned_mail(raw: bytes) -> None:
    news = news_of(raw, DOMAIN)
    assert news is not None
    assert (news.delivery_id, kind(news.result)) == (DELIVERY, "no mailbox")


@pytest.mark.parametrize(
    ("actions", "expected"),
    [
        (["failed", "delivered"], "Delivered"),
        (["failed", "delayed"], "Accepted"),
        (["failed", "failed"], "no mailbox"),
    ],
)
def test_an_address_with_several_mailboxes_behind_it(actions: list[str], expected: str) -> None:
    news = news_of(dsn(*(recipient(action, "5.1.1") for action in actions)), DOMAIN)
    assert news is not None
    assert kind(news.result) == expected


@pytest.mark.parametrize("type", ["abuse", "fraud", "opt-out", "Abuse"])
def test_a_complaint_is_a_receipt_and_the_last_mail(type: str) -> None:
    for raw in (complaint(type), complaint(type, returned="<x@elsewhere>", envelope=DELIVERY)):
        news = news_of(raw, DOMAIN)
        assert news is not None
        assert news.delivery_id == DELIVERY
        assert isinstance(news.result, Delivered)
        assert news.result.suppress is R.COMPLAINT


WITHIN = dsn(recipient("failed", "5.1.1")).decode().replace("=_b", "=_inner")
"""A report that somebody else got, forwarded."""


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00",
        b"Subject: out of office\r\n\r\nI am away.",
        complaint("not-spam"),
        complaint("virus"),
        complaint("abuse", returned=f"<{DELIVERY}@another.example>"),
        dsn(recipient("failed", "5.1.1"), envelope=None, returned=None),
        dsn(recipient("failed", "5.1.1"), envelope=None, returned=f"<{DELIVERY}@other.example>"),
        dsn(recipient("failed", "5.1.1"), envelope="a b", returned="<a b@reinstate.example>"),
        dsn(recipient("misplaced", "5.1.1")),
        dsn(),
        dsn(recipient("failed", "5.1.1"), kind="disposition-notification"),
        report([("text/plain", WITHIN)], "delivery-status"),
        report([("message/rfc822", WITHIN)], "delivery-status"),
    ],
)
def test_what_is_no_report_about_a_mail_of_ours_says_nothing(raw: bytes) -> None:
    assert news_of(raw, DOMAIN) is None


NASTY = {
    "nested mails": b"Content-Type: message/rfc822\r\n\r\n" * 8000,
    "nested parts": b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (i, i)
        for i in range(5000)
    ),
    "parameters": b"Content-Type: multipart/report; " + b'a="; ' * 50_000 + b"\r\n\r\nx",
    "folded parameters": b"Content-Type: multipart/report;\r\n " + b'a=";\r\n ' * 40_000 + b"\r\n",
    "encoded words": b"Subject: " + b"=?utf-8?q?a?= " * 20_000 + b"\r\n\r\nx",
    "boundaries": dsn(recipient("failed", "5.1.1")).replace(b"--=_b\r\n", b"--=_b\r\n" * 9000),
    "groups": dsn(*[recipient("failed", "5.1.1")] * 3000),
    "no line ends": b"a" * 1_000_000,
    "colons": b":" * 1_000_000,
    "headers": b"A: b\r\n" * 150_000,
}


@pytest.mark.parametrize("name", NASTY)
def test_a_mail_built_to_keep_the_parser_busy_is_over_soon(name: str) -> None:
    begun = time.process_time()
    news_of(NASTY[name], DOMAIN)
    assert time.process_time() - begun < 2


@given(st.binary(max_size=2000))
@settings(max_examples=50)
def test_any_bytes_are_read_without_a_fault(raw: bytes) -> None:
    news_of(raw, DOMAIN)
    news_of(report([("message/delivery-status", raw.decode("latin-1"))], "delivery-status"), DOMAIN)


@given(st.integers(0, 2**32), st.sampled_from([dsn(recipient("failed", "5.1.1")), complaint()]))
@settings(max_examples=50)
def test_a_mangled_report_names_this_delivery_or_none(seed: int, raw: bytes) -> None:
    rng, mangled = random.Random(seed), bytearray(raw)
    for _ in range(rng.randint(1, 8)):
        at = rng.randrange(len(mangled))
        if rng.random() < 0.5:
            del mangled[at : at + rng.randint(1, 40)]
        else:
            mangled[at] = rng.randrange(256)
    news = news_of(bytes(mangled), DOMAIN)
    assert news is None or len(news.delivery_id) >= 1
