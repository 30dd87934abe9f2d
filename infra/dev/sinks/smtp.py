"""The mail sink: takes every e-mail and keeps its text and HTML parts."""

import asyncio
import secrets
from collections.abc import Callable
from datetime import datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message as Mail
from typing import Any, cast

from aiosmtpd.smtp import SMTP, Envelope, Session

from infra.dev.sinks.faults import EmailFault, Faults, strikes
from infra.dev.sinks.store import Message, MessageStore
from infra.kernel.clock import Clock

LONGEST_MAIL = 10 * 1024 * 1024


class MailHandler:
    """What aiosmtpd calls for each recipient and each body."""

    def __init__(self, store: MessageStore, faults: Callable[[], Faults], clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._faults = faults

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        struck = self._struck(envelope.rcpt_tos)
        if struck is not None and struck.code != "drop_after_body":
            return f"{struck.code} {_enhanced(int(struck.code))} Fault asked for by a test"
        for message in _messages(envelope, self._clock.now()):
            self._store.add(message)
        if struck is not None:
            cast(asyncio.Transport, server.transport).abort()
        return "250 2.0.0 Kept"

    def _struck(self, recipients: list[str]) -> EmailFault | None:
        fault = self._faults().email
        if fault is not None and any(strikes(fault, recipient) for recipient in recipients):
            return fault
        return None


async def serve(
    host: str, port: int, store: MessageStore, faults: Callable[[], Faults], clock: Clock
) -> asyncio.Server:
    handler = MailHandler(store, faults, clock)

    def protocol() -> Any:
        return SMTP(handler, hostname="sink", data_size_limit=LONGEST_MAIL, enable_SMTPUTF8=True)

    return await asyncio.get_running_loop().create_server(protocol, host, port)


def _messages(envelope: Envelope, time: datetime) -> list[Message]:
    content = envelope.content
    raw = content.encode() if isinstance(content, str) else content or b""
    mail = message_from_bytes(raw)  # the old policy: the new one takes 5 ms a mail
    return [
        Message(
            id=f"EM{secrets.token_hex(16)}",
            channel="email",
            to=recipient,
            sender=_header(mail, "From") or envelope.mail_from or "",
            subject=_header(mail, "Subject"),
            body=_part(mail, "plain"),
            html=_part(mail, "html"),
            message_id=_header(mail, "Message-ID"),
            time=time,
            status="accepted",
        )
        for recipient in envelope.rcpt_tos
    ]


def _header(mail: Mail, name: str) -> str:
    value = str(mail.get(name, "")).replace("\r\n", "").replace("\n", "")
    return str(make_header(decode_header(value))) if "=?" in value else value


def _part(mail: Mail, subtype: str) -> str:
    """The text of the first part of this type, or nothing."""
    for part in mail.walk():
        if part.get_content_type() == f"text/{subtype}":
            content = part.get_payload(decode=True)
            charset = part.get_content_charset("utf-8")
            return content.decode(charset, "replace") if isinstance(content, bytes) else ""
    return ""


def _enhanced(code: int) -> str:
    return "4.2.1" if code < 500 else "5.1.1"
