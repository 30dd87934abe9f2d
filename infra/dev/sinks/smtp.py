"""The mail sink: takes every e-mail and keeps its text and HTML parts."""

import asyncio
import secrets
from collections.abc import Callable
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
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
    mail = message_from_bytes(raw, _class=EmailMessage, policy=policy.default)
    return [
        Message(
            id=f"EM{secrets.token_hex(16)}",
            channel="email",
            to=recipient,
            sender=str(mail.get("From", envelope.mail_from or "")),
            subject=str(mail.get("Subject", "")),
            body=_part(mail, "plain"),
            html=_part(mail, "html"),
            message_id=str(mail.get("Message-ID", "")),
            time=time,
            status="accepted",
        )
        for recipient in envelope.rcpt_tos
    ]


def _part(mail: EmailMessage, subtype: str) -> str:
    part = mail.get_body((subtype,))
    return str(part.get_content()) if part is not None else ""


def _enhanced(code: int) -> str:
    return "4.2.1" if code < 500 else "5.1.1"
