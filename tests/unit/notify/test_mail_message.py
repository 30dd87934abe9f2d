"""A mail on the wire: what it is signed with, how it is left, and who may leave it for a member."""

import base64
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import dkim  # type: ignore[import-untyped]  # ships no types
import msgspec
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import given
from hypothesis import strategies as st

from infra.private_key import PrivateKey
from infra.settings import SettingsError
from services.notify.contacts.domain.unsubscribing import read_token, token_for
from services.notify.contacts.unsubscribe_page import UnsubscribeLinks
from services.notify.contract.words import MANDATORY, Topic
from services.notify.core.ports.providers import Envelope
from services.notify.core.ports.renderer import Mail
from services.notify.providers.smtp.dkim import DkimSigner
from services.notify.providers.smtp.message import mail_bytes, message_id
from services.notify.providers.smtp.xtext import xtext
from services.settings import Settings, load_settings

SENDER = "卡盟商城 <membership@shop.example>"
LINK = "https://notify.shop.example/unsubscribe/" + "a" * 120
MAIL = Mail(subject="您的会员即将到期，请尽快续费" * 4, text="请续费\n.\n", html="<p>请续费</p>")
ENVELOPE = Envelope(
    delivery_id="0c5a8de1f4b34fd2a1b1c9e0aa00ff11.EMAIL",
    to="li@mail.example.com",
    attempt=1,
    topic=Topic.RENEWAL,
    member_id="m-1",
)
RSA = rsa.generate_private_key(65537, 2048)
ED25519 = ed25519.Ed25519PrivateKey.generate()


def written(unsubscribe: str = LINK) -> bytes:
    return mail_bytes(ENVELOPE, MAIL, sender=SENDER, unsubscribe=unsubscribe)


def test_a_mail_reads_as_it_was_written() -> None:
    message = message_from_bytes(written(), policy=policy.default)
    assert message["Subject"] == MAIL.subject
    assert message["From"] == SENDER
    assert message["Message-ID"] == message_id(ENVELOPE.delivery_id, SENDER)
    assert message["List-Unsubscribe"] == f"<{LINK}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"List-Unsubscribe: <{LINK}>\r\n".encode() in written()  # never folded or encoded
    assert b"List-Unsubscribe" not in written(unsubscribe="")


@given(
    st.text(max_size=300).filter(lambda text: text.split()),
    st.text(max_size=2000),
    st.sampled_from([SENDER, "Shop <a@b.example>", "a@b.example", '"Shop, Inc." <a@b.example>']),
)
def test_any_text_arrives_as_it_is_and_starts_no_header(
    subject: str, text: str, sender: str
) -> None:
    mail = Mail(subject=subject, text=text, html=f"<p>{text}</p>")
    raw = mail_bytes(ENVELOPE, mail, sender=sender, unsubscribe="")
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    message = message_from_bytes(raw)  # reads the headers' words without judging the characters
    assert len(message.keys()) == 8
    read = str(make_header(decode_header(message["Subject"].replace("\r\n", ""))))
    assert read.split() == subject.split()
    bodies = [part.get_payload(decode=True) for part in message.get_payload()]  # type: ignore[union-attr]
    assert [body.decode() for body in bodies] == [mail.text, mail.html]  # type: ignore[union-attr]


def test_encoded_words_are_as_short_as_they_have_to_be() -> None:
    """RFC 2047 section 2: at most 75 characters each, on lines of at most 76."""
    head = written().split(b"\r\nDate:")[0]
    lines = [line for line in head.split(b"\r\n") if b"=?" in line]
    assert len(lines) > 2
    assert all(len(line) <= 78 for line in lines)


def test_an_address_that_would_change_a_header_is_refused() -> None:
    for to in ("a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.example", "<a@b.example>"):
        with pytest.raises(ValueError, match="address"):
            mail_bytes(
                msgspec.structs.replace(ENVELOPE, to=to), MAIL, sender=SENDER, unsubscribe=""
            )


def pem(key: Any) -> bytes:
    made: bytes = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return made


def record(key: PrivateKey) -> bytes:
    """The DNS record that the operator publishes."""
    if isinstance(key, rsa.RSAPrivateKey):
        der = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return b"v=DKIM1; k=rsa; p=" + base64.b64encode(der)
    raw = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return b"v=DKIM1; k=ed25519; p=" + base64.b64encode(raw)


class VerifyKey:
    """What dkimpy asks of a package that is not needed to sign: Ed25519 in its shape."""

    def __init__(self, encoded: bytes, encoder: object) -> None:
        self._key = ed25519.Ed25519PublicKey.from_public_bytes(base64.b64decode(encoded))

    def verify(self, digest: bytes, signature: bytes) -> None:
        self._key.verify(signature, digest)


@pytest.fixture(autouse=True)
def _ed25519_for_dkimpy(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = SimpleNamespace(
        signing=SimpleNamespace(VerifyKey=VerifyKey),
        encoding=SimpleNamespace(Base64Encoder=None),
        exceptions=SimpleNamespace(BadSignatureError=InvalidSignature, ValueError=ValueError),
    )
    monkeypatch.setattr(dkim, "nacl", fake, raising=False)


def verified(message: bytes, key: PrivateKey) -> bool:
    def dns(name: bytes, timeout: int = 5) -> bytes | None:
        return record(key) if name == b"2026._domainkey.shop.example." else None

    return bool(dkim.verify(message, dnsfunc=dns))


@pytest.mark.parametrize("key", [RSA, ED25519], ids=["rsa", "ed25519"])
def test_the_signature_holds_and_covers_what_it_has_to(key: PrivateKey) -> None:
    content = written()
    signed = DkimSigner(key, "2026", "shop.example").header(content) + content
    assert verified(signed, key)
    assert not verified(signed, RSA if key is ED25519 else ED25519)
    said = message_from_bytes(signed)["DKIM-Signature"]
    names = [name.strip() for name in said.split("h=")[1].split(";")[0].split(":")]
    required = ["from", "to", "subject", "date", "message-id"]
    assert {*required, "list-unsubscribe", "list-unsubscribe-post"} <= set(names)
    assert names.count("from") == 2
    for change in (
        (b"Subject: ", b"Subject: x"),
        (LINK.encode(), LINK.encode() + b"x"),
        (b"=One-Click", b"=No"),
        (b"li@mail", b"wang@mail"),
        (base64.b64encode("请续费".encode())[:8], b"AAAAAAAA"),
        (b"\r\nFrom:", b"\r\nFrom: x@y.example\r\nFrom:"),
    ):
        assert change[0] in signed
        assert not verified(signed.replace(*change, 1), key), change


def test_a_mail_that_cannot_be_left_is_signed_as_well() -> None:
    content = written(unsubscribe="")
    signed = DkimSigner(RSA, "2026", "shop.example").header(content) + content
    assert verified(signed, RSA)


def settings_error(**given: str) -> str:
    with pytest.raises(SettingsError) as error:
        load_settings({"DKIM_SELECTOR": "2026", "DKIM_DOMAIN": "shop.example", **given})
    return str(error.value)


def test_a_key_that_cannot_sign_is_said_at_the_start(tmp_path: Path) -> None:
    file = tmp_path / "dkim.pem"
    assert "cannot be read" in settings_error(DKIM_KEY_FILE=str(file))
    file.write_text("hello")
    assert "no private key" in settings_error(DKIM_KEY_FILE=str(file))
    file.write_bytes(pem(ec.generate_private_key(ec.SECP256R1())))
    assert "neither RSA nor Ed25519" in settings_error(DKIM_KEY_FILE=str(file))
    file.write_bytes(pem(RSA))
    assert "or none of them" in settings_error(DKIM_KEY_FILE=str(file), DKIM_SELECTOR="")
    assert "or none of them" in settings_error()
    for key in (RSA, ED25519):
        file.write_bytes(pem(key))
        good = Settings(dkim_key_file=file, dkim_selector="2026", dkim_domain="shop.example")
        assert good.dkim_key_file == file


def test_reports_are_off_in_production_until_they_have_a_secret() -> None:
    secrets = dict.fromkeys(
        (
            "RPC_SECRET",
            "JWT_SECRET",
            "TWILIO_AUTH_TOKEN",
            "CODE_SECRET",
            "CURSOR_KEY",
            "WEBHOOK_KEY",
            "PASS_KEY",
            "TOKEN_KEY",
            "HANDLE_KEY",
            "MASTER_KEY",
        ),
        "0123456789" * 4,
    )
    production = load_settings({"ENVIRONMENT": "production", **secrets})
    assert production.inbound_mail_secret.get_secret_value() == ""
    assert Settings().inbound_mail_secret.get_secret_value() != ""


SECRET = b"a secret of the tests"


@given(st.from_regex(r"[A-Za-z0-9_.-]{1,64}", fullmatch=True), st.sampled_from(list(Topic)))
def test_a_token_says_who_and_what_and_cannot_be_made_up(member_id: str, topic: Topic) -> None:
    token = token_for(SECRET, member_id, topic)
    assert read_token([SECRET], token) == (member_id, topic)
    assert read_token([b"another secret"], token) is None
    for i in range(0, len(token), 7):
        other = token[:i] + ("A" if token[i] != "A" else "B") + token[i + 1 :]
        assert read_token([SECRET], other) in {None, (member_id, topic)}
    assert token.isascii()
    assert "/" not in token


@given(st.text(max_size=80))
def test_any_text_is_no_token(text: str) -> None:
    assert read_token([SECRET], text) is None


def test_only_what_can_be_turned_off_carries_a_link() -> None:
    links = UnsubscribeLinks("https://notify.shop.example/", SECRET)
    for topic in Topic:
        link = links("m-1", topic)
        assert bool(link) == (topic not in MANDATORY)
        assert not link or link.startswith("https://notify.shop.example/unsubscribe/")


def test_envelope_ids_are_coded_as_smtp_wants_them() -> None:
    assert xtext("0c5a-8d.e_1") == "0c5a-8d.e_1"
    assert xtext("a+b=c d") == "a+2Bb+3Dc+20d"
