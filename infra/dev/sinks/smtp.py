"""The mail sink: takes every e-mail and keeps its text and HTML parts."""

import asyncio
import re
import secrets
from collections.abc import Callable
from datetime import datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message as Mail
from typing import Any, cast

from aiosmtpd.smtp import SMTP, Envelope, Session

from infra.dev.sinks.faults import EmailFault, Faults, striking
from infra.dev.sinks.reports import Reports
from infra.dev.sinks.store import CaughtMessage, MessageStore
from infra.kernel.clock import Clock

LONGEST_MAIL = 10 * 1024 * 1024
_DSN = re.compile(r"\s(RET|ENVID|NOTIFY|ORCPT)=(\S+)", re.IGNORECASE)


class DsnSmtp(SMTP):
    """aiosmtpd with the parameters of the DSN extension (RFC 3461), which it does not know."""

    asked: dict[str, str]

    async def smtp_MAIL(self, arg: str | None) -> None:
        self.asked = {}
        await super().smtp_MAIL(self._without_dsn(arg))

    async def smtp_RCPT(self, arg: str | None) -> None:
        await super().smtp_RCPT(self._without_dsn(arg))

    def _without_dsn(self, arg: str | None) -> str | None:
        if arg is None:
            return None
        self.asked |= {name.upper(): value for name, value in _DSN.findall(arg)}
        return _DSN.sub("", arg)


class MailHandler:
    """What aiosmtpd calls for each greeting, recipient and body."""

    def __init__(
        self,
        store: MessageStore,
        faults: Callable[[], Faults],
        clock: Clock,
        reports: Reports,
    ) -> None:
        self._store = store
        self._clock = clock
        self._faults = faults
        self._reports = reports

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, host: str, responses: list[str]
    ) -> list[str]:
        session.host_name = host
        offered = ["250-DSN"] if self._faults().dsn else []
        return [responses[0], "250-ENHANCEDSTATUSCODES", *offered, *responses[1:]]

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, to: str, options: list[str]
    ) -> str:
        faults = self._faults().email
        listed = faults if isinstance(faults, list) else [faults] if faults else []
        fault = striking([one for one in listed if one.at == "RCPT"], to)
        if fault is not None:
            return _refusal(server, fault)
        envelope.rcpt_tos.append(to)
        return "250 2.1.5 Recipient taken"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        struck = self._struck(envelope.rcpt_tos)
        if struck is not None and struck.code != "drop_after_body":
            return _refusal(server, struck)
        asked = cast(DsnSmtp, server).asked
        for message in _messages(envelope, self._clock.now(), asked):
            self._store.add(message)
            if report := striking(self._faults().reports, message.to):
                self._reports.begin(report, message)
        if struck is not None:
            _hang_up(server)
        return "250 2.0.0 Kept"

    def _struck(self, recipients: list[str]) -> EmailFault | None:
        faults = self._faults().email
        listed = faults if isinstance(faults, list) else [faults] if faults else []
        at_data = [fault for fault in listed if fault.at == "DATA"]
        return next((hit for to in recipients if (hit := striking(at_data, to))), None)


def _refusal(server: SMTP, fault: EmailFault) -> str:
    if isinstance(fault.code, str):
        _hang_up(server)
        return "421 4.3.2 Gone"
    if fault.code == 421:
        asyncio.get_running_loop().call_later(0.05, _hang_up, server)
    return f"{fault.code} {fault.said} Fault asked for by a test"


def _hang_up(server: SMTP) -> None:
    if server.transport is not None:
        cast(asyncio.Transport, server.transport).abort()


async def serve(
    host: str,
    port: int,
    store: MessageStore,
    faults: Callable[[], Faults],
    clock: Clock,
    *,
    reports: Reports,
) -> asyncio.Server:
    handler = MailHandler(store, faults, clock, reports)

    def protocol() -> Any:
        return DsnSmtp(handler, hostname="sink", data_size_limit=LONGEST_MAIL, enable_SMTPUTF8=True)

    return await asyncio.get_running_loop().create_server(protocol, host, port)


def _messages(envelope: Envelope, time: datetime, asked: dict[str, str]) -> list[CaughtMessage]:
    content = envelope.content
    raw = content.encode() if isinstance(content, str) else content or b""
    mail = message_from_bytes(raw)  # the old policy: the new one takes 5 ms a mail
    return [
        CaughtMessage(
            id=f"EM{secrets.token_hex(16)}",
            channel="email",
            to=recipient,
            sender=_header(mail, "From") or envelope.mail_from or "",
            subject=_header(mail, "Subject"),
            body=_part(mail, "plain"),
            html=_part(mail, "html"),
            message_id=_header(mail, "Message-ID"),
            envelope_id=asked.get("ENVID", ""),
            notify=asked.get("NOTIFY", ""),
            unsubscribe=_unsubscribe(mail),
            signed_by=_signed_by(mail),
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


def _unsubscribe(mail: Mail) -> str:
    """The link, where one click is enough."""
    one_click = "One-Click" in _header(mail, "List-Unsubscribe-Post")
    found = re.search(r"<(https?:[^>]+)>", _header(mail, "List-Unsubscribe"))
    return found[1] if found and one_click else ""


def _signed_by(mail: Mail) -> str:
    found = re.search(r"\bd=([^;\s]+)", _header(mail, "DKIM-Signature"))
    return found[1] if found else ""
