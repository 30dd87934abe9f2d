"""Reports about mails, as mail servers and mailbox providers write them."""

from collections.abc import Sequence

DELIVERY = "0c5a8de1f4b34fd2a1b1c9e0aa00ff11"
DOMAIN = "reinstate.example"
FAILED = "Final-Recipient: rfc822; li@mail.example.com\r\nAction: failed\r\nStatus: 5.1.1\r\n"


def recipient(action: str, status: str, to: str = "li@mail.example.com") -> str:
    return (
        f"Final-Recipient: rfc822; {to}\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 in words of its own\r\n"
    )


def dsn(
    *recipients: str,
    envelope: str | None = DELIVERY,
    returned: str | None = f"<{DELIVERY}@{DOMAIN}>",
    returned_as: str = "text/rfc822-headers",
    human: str = "This is the mail system. Your message could not be delivered.",
    kind: str = "delivery-status",
) -> bytes:
    """A delivery status notification (RFC 3464)."""
    about = "Reporting-MTA: dns; mx.example.com\r\n"
    if envelope is not None:
        about = f"Original-Envelope-Id: {envelope}\r\n" + about
    status = "\r\n".join([about, *recipients])
    parts = [("text/plain; charset=utf-8", human), ("message/delivery-status", status)]
    if returned is not None:
        head = f"From: shop@{DOMAIN}\r\nMessage-ID: {returned}\r\nSubject: x\r\n\r\n"
        parts.append((returned_as, head))
    return report(parts, kind)


def complaint(
    kind: str = "abuse", returned: str = f"<{DELIVERY}@{DOMAIN}>", envelope: str = ""
) -> bytes:
    """A complaint (ARF, RFC 5965)."""
    fields = f"Feedback-Type: {kind}\r\nUser-Agent: Provider/1.0\r\nVersion: 1\r\n"
    if envelope:
        fields += f"Original-Envelope-Id: {envelope}\r\n"
    mail = f"From: shop@{DOMAIN}\r\nMessage-ID: {returned}\r\nSubject: x\r\n\r\nbody\r\n"
    parts = [
        ("text/plain", "An e-mail abuse report."),
        ("message/feedback-report", fields),
        ("message/rfc822", mail),
    ]
    return report(parts, "feedback-report")


def report(parts: Sequence[tuple[str, str]], kind: str) -> bytes:
    head = (
        "From: MAILER-DAEMON@mx.example.com\r\nTo: shop@reinstate.example\r\n"
        "Subject: Delivery report\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/report; report-type={kind}; boundary="=_b"\r\n\r\n'
    )
    body = "".join(f"--=_b\r\nContent-Type: {type}\r\n\r\n{text}\r\n" for type, text in parts)
    return (head + body + "--=_b--\r\n").encode()
