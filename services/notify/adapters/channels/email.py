"""E-mail over a few kept SMTP connections."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from email.utils import parseaddr

import aiosmtplib

from infra.log import logger
from services.notify.adapters.channels.dkim_signing import DkimSigner
from services.notify.adapters.channels.mail_message import mail_bytes, message_id
from services.notify.adapters.channels.xtext import xtext
from services.notify.contract.words import Topic
from services.notify.domain.results import Accepted, Permanent, Result, RetryAt, Unknown
from services.notify.domain.smtp_truth import from_reply
from services.notify.ports.channels import Envelope
from services.notify.ports.templates import Mail

SECONDS = 5.0
_LOST = (aiosmtplib.SMTPServerDisconnected, aiosmtplib.SMTPTimeoutError, OSError)
_UNREACHABLE = (aiosmtplib.SMTPConnectError, *_LOST)
_ABOUT_MEMBER = (aiosmtplib.SMTPRecipientRefused, aiosmtplib.SMTPDataError)
_REPORTS = "NOTIFY=SUCCESS,FAILURE,DELAY"


class SmtpMail:
    """`connections` are kept open and opened again when the server dropped them.

    Until the body is sent, a lost line is certain: nothing went out. After it, nobody knows.

    Args:
        return_path: where reports about mails go; the sender's address unless given.
        unsubscribe: the address that turns mail on a topic off for a member; empty for topics
            that cannot be turned off.
        dkim: none: mails are not signed here.
    """

    def __init__(
        self,
        *,
        host: str,
        port: int,
        sender: str,
        return_path: str = "",
        username: str = "",
        password: str = "",
        starttls: bool = False,
        connections: int = 8,
        unsubscribe: Callable[[str, Topic], str] | None = None,
        dkim: DkimSigner | None = None,
    ) -> None:
        self._sender = sender
        self._return_path = return_path or parseaddr(sender)[1]
        self._unsubscribe = unsubscribe
        self._dkim = dkim
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
        try:
            content = self._content(envelope, mail)
        except ValueError:
            return Permanent(reason="the address or the text cannot stand in a mail")
        async with self._places:
            try:
                async with self._connection(envelope) as smtp:
                    return await _deliver(
                        smtp, content, message_id(envelope.delivery_id, self._sender)
                    )
            except aiosmtplib.SMTPResponseException as error:
                return _refusal(error)
            except _UNREACHABLE:
                return RetryAt(reason="the mail server cannot be reached")
            except aiosmtplib.SMTPException as error:  # before the body: it was not sent
                said = f"the mail server cannot do what is set ({type(error).__name__})"
                return _told(RetryAt(reason=said, operators=True))

    async def close(self) -> None:
        for smtp in self._idle:
            smtp.close()
        self._idle.clear()

    def _content(self, envelope: Envelope, mail: Mail) -> bytes:
        link = self._unsubscribe(envelope.member_id, envelope.topic) if self._unsubscribe else ""
        content = mail_bytes(envelope, mail, sender=self._sender, unsubscribe=link)
        return self._dkim.header(content) + content if self._dkim else content

    @contextlib.asynccontextmanager
    async def _connection(self, envelope: Envelope) -> AsyncIterator[aiosmtplib.SMTP]:
        """A connection that has taken sender and recipient; it is kept if it survives."""
        smtp = await self._addressed(envelope)
        try:
            yield smtp
        except BaseException:
            smtp.close()
            raise
        if smtp.is_connected:
            self._idle.append(smtp)

    async def _addressed(self, envelope: Envelope) -> aiosmtplib.SMTP:
        while self._idle:
            smtp = self._idle.pop()
            with contextlib.suppress(*_LOST):
                await self._address(smtp, envelope)
                return smtp
            smtp.close()
        smtp = aiosmtplib.SMTP(**self._options)  # type: ignore[arg-type]  # one dict, many types
        await smtp.connect()
        await self._address(smtp, envelope)
        return smtp

    async def _address(self, smtp: aiosmtplib.SMTP, envelope: Envelope) -> None:
        """The envelope. It asks for reports where the server can give them (RFC 3461): its id is
        the delivery's, so that a report finds it."""
        try:
            if smtp.is_ehlo_or_helo_needed:
                with contextlib.suppress(aiosmtplib.SMTPHeloError):
                    await smtp.ehlo()  # an old server is greeted with HELO by the next line
            reports = smtp.supports_extension("dsn")
            options = [] if envelope.to.isascii() else ["SMTPUTF8"]
            options += ["RET=HDRS", f"ENVID={xtext(envelope.delivery_id)}"] if reports else []
            await smtp.mail(self._return_path, options=options, encoding="utf-8")
            asked = [_REPORTS] if reports else []
            await smtp.rcpt(envelope.to, options=asked, encoding="utf-8")
        except aiosmtplib.SMTPResponseException:
            smtp.close()
            raise


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


def _refusal(error: aiosmtplib.SMTPResponseException) -> Result:
    about_member = isinstance(error, _ABOUT_MEMBER)
    return _told(from_reply(error.code, error.message, about_member=about_member))


def _told(result: Result) -> Result:
    if isinstance(result, RetryAt) and result.operators:
        logger.error("the mail account needs its operator", code=result.code, reason=result.reason)
    return result
