"""The two steps of DATA, each with its own limit.

The library sends a mail as one step, in which 'never sent' and 'perhaps taken' look the same. A
server takes a mail once it has read its end, a line of one dot (RFC 5321 section 4.1.1.4). Until
that was sent, a line that breaks is certain: nothing went out.
"""

import asyncio
import re
from typing import cast

import aiosmtplib
from aiosmtplib import SMTPResponse
from aiosmtplib.protocol import SMTPProtocol

from services.notify.providers.smtp.limits import SmtpLimits

LOST = (aiosmtplib.SMTPServerDisconnected, aiosmtplib.SMTPTimeoutError, OSError)
"""The line broke, or the server did not answer in time. Includes the loop's TimeoutError."""
_BLOCK = 64 * 1024
_END = b".\r\n"
_START_INPUT = 354
_FINAL = {2, 4, 5}
"""First digits of answers to a whole mail: taken, not now, never."""
_LEADING_DOT = re.compile(rb"(?m)^\.")


async def ask_for_data(smtp: aiosmtplib.SMTP, limits: SmtpLimits) -> None:
    """Returns when the server wants the lines of the mail.

    Raises:
        SMTPDataError: it does not want them.
    """
    reply = await smtp.execute_command(b"DATA", timeout=limits.data)
    if reply.code != _START_INPUT:
        raise aiosmtplib.SMTPDataError(reply.code, reply.message)


async def transmit(
    smtp: aiosmtplib.SMTP, content: bytes, limits: SmtpLimits
) -> SMTPResponse | None:
    """The answer to the whole mail; none when its end was sent and no answer can be had.

    Args:
        content: whole lines that end with CRLF.

    Raises:
        SMTPServerDisconnected, OSError: the end was not sent; the server has no whole mail.
        SMTPResponseException: it said no before the end.
    """
    protocol, transport = smtp.protocol, smtp.transport
    if protocol is None or transport is None:
        raise aiosmtplib.SMTPServerDisconnected("the line broke")
    cast(asyncio.WriteTransport, transport).set_write_buffer_limits(high=0)
    answer = asyncio.ensure_future(protocol.read_response())
    await asyncio.sleep(0)  # from here on it listens, so that an early answer is not lost
    try:
        await _send_lines(protocol, _LEADING_DOT.sub(b"..", content), limits.block, answer)
        protocol.write(_END)
        return await _last(answer, limits.end)
    finally:
        answer.cancel()


async def _send_lines(
    protocol: SMTPProtocol, lines: bytes, limit: float, answer: asyncio.Future[SMTPResponse]
) -> None:
    """Returns once they have left. A server that answers in between wants no more of them."""
    for start in range(0, len(lines), _BLOCK):
        protocol.write(lines[start : start + _BLOCK])
        async with asyncio.timeout(limit):
            await protocol._drain_helper()  # it is there for a StreamWriter, which closes too much
        if answer.done():
            early = await answer
            raise aiosmtplib.SMTPDataError(early.code, early.message)


async def _last(answer: asyncio.Future[SMTPResponse], limit: float) -> SMTPResponse | None:
    try:
        async with asyncio.timeout(limit):
            reply = await answer
    except (*LOST, aiosmtplib.SMTPResponseException):  # the latter: it cannot be understood
        return None
    return reply if reply.code // 100 in _FINAL else None
