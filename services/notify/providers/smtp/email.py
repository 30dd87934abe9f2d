"""E-mail over a few kept SMTP connections."""

import contextlib
from collections.abc import AsyncIterator
from email.utils import parseaddr

import aiosmtplib

from infra.log import logger
from services.notify.core.deliveries.results import Accepted, Permanent, Result, RetryAt, Unknown
from services.notify.core.ports.providers import Envelope, Handing, at_once
from services.notify.core.ports.renderer import Mail
from services.notify.provider_names import MailRelay
from services.notify.providers.kinds import UnsubscribeLink
from services.notify.providers.smtp.connections import SmtpLines
from services.notify.providers.smtp.data_phase import LOST, ask_for_data, transmit
from services.notify.providers.smtp.dkim import DkimSigner
from services.notify.providers.smtp.domain.status_map import Step, from_reply
from services.notify.providers.smtp.limits import SmtpLimits
from services.notify.providers.smtp.message import mail_bytes, message_id
from services.notify.providers.smtp.xtext import xtext

_UNREACHABLE = (aiosmtplib.SMTPConnectError, *LOST)
_REPORTS = "NOTIFY=SUCCESS,FAILURE,DELAY"
_NO_SUCH_ADDRESSES = Permanent(reason="the mail server takes no address in this script")
_HANGS_UP = 421
"""The server closes the line after it (RFC 5321 section 3.8), whenever it comes to that."""
_TAKEN_OVER = RetryAt(reason="another worker took it over before the mail was handed over")
_UNKNOWN = Unknown(
    reason="no answer came after the whole mail was handed over; it is not sent again, so that it "
    "cannot arrive twice"
)


class SmtpMail:
    """Until the end of a mail is sent, a lost line is certain: nothing went out. After it, nobody
    knows.

    Args:
        return_path: where reports about mails go; the sender's address unless given.
        unsubscribe: the address that turns mail on a topic off for a member; empty for topics
            that cannot be turned off.
        dkim: none: mails are not signed here.
        room_within: seconds that a mail waits for a connection before it is put off.
    """

    def __init__(
        self,
        *,
        relay: MailRelay,
        sender: str,
        return_path: str = "",
        connections: int = 8,
        unsubscribe: UnsubscribeLink | None = None,
        dkim: DkimSigner | None = None,
        limits: SmtpLimits | None = None,
        room_within: float = 3.0,
    ) -> None:
        self._sender = sender
        self._return_path = return_path or parseaddr(sender)[1]
        self._unsubscribe = unsubscribe
        self._dkim = dkim
        self._limits = limits or SmtpLimits()
        options = {
            "hostname": relay.host,
            "port": relay.port,
            "username": relay.username or None,
            "password": relay.password or None,
            "start_tls": relay.starttls,
            "use_tls": relay.tls,
        }
        self._lines = SmtpLines(options, connections, self._limits, room_within)

    async def send(self, envelope: Envelope, mail: Mail, handing: Handing = at_once) -> Result:
        try:
            content = self._content(envelope, mail)
        except ValueError:
            return Permanent(reason="the address or the text cannot stand in a mail")
        async with self._lines.room(envelope):
            try:
                return await self._hand_over(envelope, content, handing)
            except _ScriptNotTaken:
                return _NO_SUCH_ADDRESSES
            except aiosmtplib.SMTPResponseException as error:
                return _refusal(error)
            except _UNREACHABLE:
                return RetryAt(reason="the mail server cannot be reached")
            except aiosmtplib.SMTPException as error:  # before the body: it was not sent
                said = f"the mail server cannot do what is set ({type(error).__name__})"
                return _told(RetryAt(reason=said, operators=True))

    async def close(self) -> None:
        await self._lines.close()

    def _content(self, envelope: Envelope, mail: Mail) -> bytes:
        link = self._unsubscribe(envelope.member_id, envelope.topic) if self._unsubscribe else ""
        content = mail_bytes(envelope, mail, sender=self._sender, unsubscribe=link)
        return self._dkim.header(content) + content if self._dkim else content

    async def _hand_over(self, envelope: Envelope, content: bytes, handing: Handing) -> Result:
        async with self._addressed(envelope) as smtp:
            await ask_for_data(smtp, self._limits)
            if not await handing():
                smtp.close()  # it waits for lines that will not come
                return _TAKEN_OVER
            reply = await transmit(smtp, content, self._limits)
            if reply is None:
                smtp.close()
                return _UNKNOWN
            if reply.code == _HANGS_UP:
                smtp.close()
        if reply.code >= 400:
            return _told(from_reply(reply.code, reply.message, at=Step.MEMBER))
        return Accepted(provider_id=message_id(envelope.delivery_id, self._sender))

    @contextlib.asynccontextmanager
    async def _addressed(self, envelope: Envelope) -> AsyncIterator[aiosmtplib.SMTP]:
        """A connection that has taken sender and recipient; it is kept if it survives."""

        async def address(smtp: aiosmtplib.SMTP) -> None:
            await self._address(smtp, envelope)

        smtp = await self._lines.line(address)
        try:
            yield smtp
        except BaseException:
            smtp.close()
            raise
        self._lines.keep(smtp)

    async def _address(self, smtp: aiosmtplib.SMTP, envelope: Envelope) -> None:
        """The envelope. It asks for reports where the server can give them (RFC 3461): its id is
        the delivery's, so that a report finds it."""
        if smtp.is_ehlo_or_helo_needed:
            with contextlib.suppress(aiosmtplib.SMTPHeloError):
                await smtp.ehlo()  # an old server is greeted with HELO by the next line
        options = self._script(smtp, envelope)
        reports = smtp.supports_extension("dsn")
        options += ["RET=HDRS", f"ENVID={xtext(envelope.delivery_id)}"] if reports else []
        await smtp.mail(self._return_path, options=options, encoding="utf-8")
        asked = [_REPORTS] if reports else []
        await smtp.rcpt(envelope.to, options=asked, encoding="utf-8")

    def _script(self, smtp: aiosmtplib.SMTP, envelope: Envelope) -> list[str]:
        if envelope.to.isascii():
            return []
        if smtp.is_ehlo_or_helo_needed or not smtp.supports_extension("smtputf8"):
            raise _ScriptNotTaken
        return ["SMTPUTF8"]


class _ScriptNotTaken(Exception):
    """The address is not ASCII, and the server offers no SMTPUTF8 (RFC 6531)."""


def _refusal(error: aiosmtplib.SMTPResponseException) -> Result:
    match error:
        case aiosmtplib.SMTPRecipientRefused() | aiosmtplib.SMTPDataError():
            at = Step.MEMBER
        case aiosmtplib.SMTPSenderRefused():
            at = Step.SENDER
        case _:
            at = Step.SESSION
    return _told(from_reply(error.code, error.message, at=at))


def _told(result: Result) -> Result:
    if isinstance(result, RetryAt | Permanent) and result.operators:
        logger.error("the mail account needs its operator", code=result.code, reason=result.reason)
    return result
