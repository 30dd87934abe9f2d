"""A mail as it goes over the wire."""

from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, parseaddr

from services.notify.domain.delivery import Delivery
from services.notify.ports import Mail


def message_id(delivery_id: str, sender: str) -> str:
    """The delivery's, so that a mail can be recognised wherever it is."""
    return f"<{delivery_id}@{sender_domain(sender)}>"


def sender_domain(sender: str) -> str:
    return parseaddr(sender)[1].partition("@")[2] or "localhost"


def mail_bytes(delivery: Delivery, mail: Mail, *, sender: str, unsubscribe: str) -> bytes:
    """The whole mail. `unsubscribe`: address of the one-click link; empty for none."""
    plain = delivery.to.isascii()
    how = policy.SMTP if plain else policy.SMTPUTF8  # RFC 6532: headers in UTF-8
    message = EmailMessage(policy=how)
    message["From"] = sender
    message["To"] = Address(addr_spec=delivery.to) if plain else delivery.to
    message["Subject"] = mail.subject
    message["Date"] = formatdate()
    message["Message-ID"] = message_id(delivery.id, sender)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text, cte="base64")
    message.add_alternative(mail.html, subtype="html", cte="base64")
    return _list_headers(unsubscribe) + message.as_bytes()


def _list_headers(unsubscribe: str) -> bytes:
    """RFC 2369 and, for one click, RFC 8058. Written by hand: the library would break a long
    address into encoded words, which no mail program follows."""
    if not unsubscribe:
        return b""
    return (
        f"List-Unsubscribe: <{unsubscribe}>\r\n"
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    ).encode("ascii")
