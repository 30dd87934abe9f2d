"""E-mail over a few kept SMTP connections."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from email.utils import formatdate, parseaddr

import aiosmtplib

from services.notify.adapters.channels.mail_message import compose
from services.notify.domain.results import Accepted, Permanent, Result, RetryAt, Unknown
from services.notify.ports import Envelope, Mail

SECONDS = 5.0
_LOST = (aiosmtplib.SMTPServerDisconnected, aiosmtplib.SMTPTimeoutError, OSError)
_UNREACHABLE = (aiosmtplib.SMTPConnectError, *_LOST)


class SmtpMail:
    """`connections` are kept open and opened again when the server dropped them.

    Until the body is sent, a lost line is certain: nothing went out. After it, nobody knows.
    """

    def __init__(
        self,
        *,
        host: str,
        port: int,
        sender: str,
        username: str = "",
        password: str = "",
        starttls: bool = False,
        connections: int = 8,
    ) -> None:
        self._sender = sender
        self._from = parseaddr(sender)[1]
        self._options = {
            "hostname": host,
            "port": port,
            "username": username or None,
            "password": password or None,
            "start_tls": starttls,
            "timeout": SECONDS,
        }
        self._idle: list[aiosmtplib.SMTP] = []
        self._places = asyncio.Semaphore(connections)

    async def send(self, envelope: Envelope, mail: Mail) -> Result:
        headers = self._headers(envelope, mail)
        content = compose(headers.items(), mail.text, mail.html)
        async with self._places:
            try:
                async with self._connection(envelope.to) as smtp:
                    return await _deliver(smtp, content, headers["Message-ID"])
            except aiosmtplib.SMTPResponseException as error:
                return _refusal(error.code)
            except aiosmtplib.SMTPRecipientsRefused as error:
                return _refusal(max(refused.code for refused in error.recipients))
            except _UNREACHABLE:
                return RetryAt(reason="the mail server cannot be reached")

    async def close(self) -> None:
        for smtp in self._idle:
            smtp.close()
        self._idle.clear()

    @contextlib.asynccontextmanager
    async def _connection(self, to: str) -> AsyncIterator[aiosmtplib.SMTP]:
        """A connection that has taken sender and recipient; it is kept if it survives."""
        smtp = await self._addressed(to)
        try:
            yield smtp
        except BaseException:
            smtp.close()
            raise
        if smtp.is_connected:
            self._idle.append(smtp)

    async def _addressed(self, to: str) -> aiosmtplib.SMTP:
        while self._idle:
            smtp = self._idle.pop()
            with contextlib.suppress(*_LOST):
                await self._address(smtp, to)
                return smtp
            smtp.close()
        smtp = aiosmtplib.SMTP(**self._options)  # type: ignore[arg-type]  # one dict, many types
        await smtp.connect()
        await self._address(smtp, to)
        return smtp

    async def _address(self, smtp: aiosmtplib.SMTP, to: str) -> None:
        options = [] if to.isascii() else ["SMTPUTF8"]
        try:
            await smtp.mail(self._from, options=options, encoding="utf-8")
            await smtp.rcpt(to, encoding="utf-8")
        except aiosmtplib.SMTPResponseException:
            smtp.close()
            raise

    def _headers(self, envelope: Envelope, mail: Mail) -> dict[str, str]:
        """The Message-ID is the delivery's, so that a mail can be recognised wherever it is."""
        return {
            "From": self._sender,
            "To": envelope.to,
            "Subject": mail.subject,
            "Date": formatdate(),
            "Message-ID": f"<{envelope.delivery_id}@{self._from.partition('@')[2] or 'localhost'}>",
            "Auto-Submitted": "auto-generated",
        }


async def _deliver(smtp: aiosmtplib.SMTP, content: bytes, message_id: str) -> Result:
    try:
        await smtp.data(content)
    except _LOST as error:
        smtp.close()
        return Unknown(
            reason=f"the line broke after the mail was handed over ({type(error).__name__}); "
            "it is not sent again, so that it cannot arrive twice"
        )
    return Accepted(provider_id=message_id)


def _refusal(code: int) -> Result:
    if code >= 500:
        return Permanent(reason=f"the mail server refused it ({code})", code=str(code))
    return RetryAt(reason=f"the mail server put it off ({code})", code=str(code))
