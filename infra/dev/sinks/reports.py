"""What mail servers report afterwards (RFC 3464, RFC 5965), posted as a mail server pipes it in."""

import asyncio
import contextlib

import aiohttp

from infra.concurrency.background import Background
from infra.dev.sinks.faults import Report
from infra.dev.sinks.store import CaughtMessage

_ASKED_FOR = {"failed": "FAILURE", "delayed": "DELAY"}
_TRIES = 20
_PAUSE = 0.1


class Reports:
    """Posts in the background; what is refused for the moment is posted again."""

    def __init__(self, *, url: str, secret: str) -> None:
        self._url = url
        self._secret = secret
        self._running = Background()

    def begin(self, report: Report, message: CaughtMessage) -> None:
        """Nothing where the sender did not ask to be told."""
        asked = _ASKED_FOR.get(report.action, "SUCCESS")
        if report.action != "complaint" and asked not in message.notify.upper().split(","):
            return
        self._running.start(self._post(report.url or self._url, mail_of(report, message)))

    @property
    def under_way(self) -> int:
        return len(self._running)

    async def close(self) -> None:
        await self._running.cancel()

    async def _post(self, url: str, raw: bytes) -> None:
        headers = {"Authorization": f"Bearer {self._secret}", "Content-Type": "message/rfc822"}
        limit = aiohttp.ClientTimeout(total=5)
        async with aiohttp.ClientSession(timeout=limit, headers=headers) as session:
            for _ in range(_TRIES):
                with contextlib.suppress(aiohttp.ClientError, TimeoutError):
                    async with session.post(url, data=raw) as response:
                        if response.status < 500:
                            return
                await asyncio.sleep(_PAUSE)


def mail_of(report: Report, message: CaughtMessage) -> bytes:
    """The raw report."""
    if report.action == "complaint":
        fields = "Feedback-Type: abuse\r\nUser-Agent: Sink/1\r\nVersion: 1\r\n"
        return _report("feedback-report", "message/feedback-report", fields, message)
    fields = (
        f"Original-Envelope-Id: {message.envelope_id}\r\nReporting-MTA: dns; sink\r\n\r\n"
        f"Final-Recipient: rfc822; {message.to}\r\nAction: {report.action}\r\n"
        f"Status: {report.status}\r\n"
    )
    return _report("delivery-status", "message/delivery-status", fields, message)


def _report(kind: str, type: str, fields: str, message: CaughtMessage) -> bytes:
    parts = [
        ("text/plain", "This is a report about a mail that you sent."),
        (type, fields),
        ("text/rfc822-headers", f"Message-ID: {message.message_id}\r\nTo: {message.to}\r\n"),
    ]
    body = "".join(f"--=_sink\r\nContent-Type: {t}\r\n\r\n{text}\r\n" for t, text in parts)
    head = (
        f"From: MAILER-DAEMON@sink\r\nTo: {message.sender}\r\nSubject: Report\r\n"
        "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/report; report-type={kind}; boundary="=_sink"\r\n\r\n'
    )
    return (head + body + "--=_sink--\r\n").encode()
