"""A mail as it goes over the wire (RFC 5322, RFC 2045).

Put together here: `email.message.EmailMessage` parses and folds each header anew and takes 8 ms a
mail where this takes a tenth of one, and it breaks a long link into encoded words, which no mail
program follows. The tests read the mails with it.
"""

from base64 import encodebytes
from email.header import Header
from email.utils import formataddr, formatdate, parseaddr
from functools import cache

from services.notify.core.ports.providers import Envelope
from services.notify.core.ports.renderer import Mail

_END = "\r\n"
_LONGEST_PLAIN = 900
"""A line may have 998 octets (RFC 5322 section 2.1.1)."""


def message_id(delivery_id: str, sender: str) -> str:
    """The delivery's, so that a mail can be recognised wherever it is."""
    return f"<{delivery_id}@{sender_domain(sender)}>"


def sender_domain(sender: str) -> str:
    return parseaddr(sender)[1].partition("@")[2] or "localhost"


def mail_bytes(envelope: Envelope, mail: Mail, *, sender: str, unsubscribe: str) -> bytes:
    """The whole mail. `unsubscribe`: address of the one-click link; empty for none. An address
    that is not ASCII makes headers in UTF-8 (RFC 6532)."""
    boundary = f"=_{envelope.delivery_id}"  # never a line of base64
    headers = {
        "From": _from(sender),
        "To": _address(envelope.to),
        "Subject": _text(mail.subject, "Subject"),
        "Date": formatdate(),
        "Message-ID": message_id(envelope.delivery_id, sender),
        "Auto-Submitted": "auto-generated",
        **_list_headers(unsubscribe),
        "MIME-Version": "1.0",
        "Content-Type": f'multipart/alternative; boundary="{boundary}"',
    }
    head = "".join(f"{name}: {value}{_END}" for name, value in headers.items())
    parts = _part("plain", mail.text, boundary) + _part("html", mail.html, boundary)
    return f"{head}{_END}{parts}--{boundary}--{_END}".encode()


def _list_headers(unsubscribe: str) -> dict[str, str]:
    """RFC 2369 and, for one click, RFC 8058."""
    if not unsubscribe:
        return {}
    return {
        "List-Unsubscribe": f"<{unsubscribe}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _part(kind: str, content: str, boundary: str) -> str:
    encoded = encodebytes(content.encode()).decode("ascii").replace("\n", _END)
    return (
        f"--{boundary}{_END}Content-Type: text/{kind}; charset=utf-8{_END}"
        f"Content-Transfer-Encoding: base64{_END}{_END}{encoded}"
    )


@cache
def _from(sender: str) -> str:
    name, address = parseaddr(sender)
    if name.isascii():
        return formataddr((name, _address(address)))
    return f"{_text(name, 'From')} <{_address(address)}>"


def _text(value: str, header: str) -> str:
    """A header's text on lines that are short enough; what would start another header is space."""
    line = " ".join(value.split())
    if line.isascii() and line.isprintable() and len(line) <= _LONGEST_PLAIN:
        return line
    return Header(line, "utf-8", header_name=header).encode(linesep=_END)


def _address(value: str) -> str:
    if not value.isprintable() or set(value) & set(' <>,;"'):
        raise ValueError("an address with characters that would change the header")
    return value
