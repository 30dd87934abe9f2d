"""What mail servers and mailbox providers report about our mails: delivery status notifications
(RFC 3464) and complaints (ARF, RFC 5965).

Anybody can write a mail that looks like one, so a report only ever says something of the delivery
whose id it knows, and what is no report says nothing.
"""

import re
from collections.abc import Iterator
from email import message_from_bytes, message_from_string
from email.message import Message

import msgspec

from services.notify.contract.words import SuppressionReason
from services.notify.core.deliveries.results import Accepted, Delivered, Permanent, Result, RetryAt
from services.notify.providers.smtp.domain.status_map import from_status, status_words

READ = 256 * 1024
"""Bytes that are looked at: reports say what they have to say before the mail they return."""
_MOST_PARTS = 40
_LONGEST_HEADER = 4096
_ID = r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}"
_ENVELOPE = re.compile(_ID)
_MESSAGE = re.compile(rf"<({_ID})@([A-Za-z0-9.-]{{1,255}})>")
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}(?![\d.])")
_COMPLAINTS = frozenset({"abuse", "fraud", "opt-out"})
_FAILED = "failed"


class MailReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a report says of one delivery."""

    delivery_id: str
    result: Result


def news_of(raw: bytes, domain: str) -> MailReport | None:
    """What the report in a raw mail says; none for what is no report about a mail of ours.

    Args:
        domain: that of our Message-IDs.
    """
    if _outlandish(raw):
        return None
    try:
        report = message_from_bytes(raw[:READ])  # the old policy: it never raises for a header
        kind = str(report.get_param("report-type", "")).lower()
        if report.get_content_type() != "multipart/report":
            return None
        parts = _parts(report)
        if kind == "delivery-status":
            return _status_news(parts, domain)
        return _complaint(parts, domain) if kind == "feedback-report" else None
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError):
        return None  # the email package's own ways to stumble over what no mail server writes


def _status_news(parts: list[Message], domain: str) -> MailReport | None:
    groups = _status_groups(parts)
    id = (groups and _envelope_id(groups[0])) or _returned_id(parts, domain)
    results = [r for group in groups for r in _recipient_result(group)]
    if not id or not results:
        return None
    return MailReport(delivery_id=id, result=min(results, key=_rank))


def _status_groups(parts: list[Message]) -> list[Message]:
    """The groups of fields of a delivery-status part: about the mail, then one a recipient."""
    for part in parts:
        if part.get_content_type() in {"message/delivery-status", "message/global-delivery-status"}:
            payload = part.get_payload()
            if isinstance(payload, list):
                return list(payload)
            decoded = _text(part)  # encoded, as global ones may be
            return [message_from_string(group) for group in re.split(r"\r?\n\r?\n", decoded)]
    return []


def _recipient_result(group: Message) -> Iterator[Result]:
    action = _field(group, "Action").split(" ")[0].lower()
    found = _STATUS.match(_field(group, "Status"))
    status = found[0] if found else ""
    if action == _FAILED:
        says_why = status[:1] in {"4", "5"}
        yield from_status(status) if says_why else Permanent(reason="the mail came back")
    elif action == "delivered":
        yield Delivered(reason="the member's mail server confirmed it")
    elif action == "delayed":
        words = status_words(status) if status else "no reason given"
        yield Accepted(reason=f"delayed on its way: {words}")
    elif action in {"relayed", "expanded"}:
        yield Accepted(reason="passed on to where nothing more is reported")


def _rank(result: Result) -> int:
    """Of several recipients behind one address: arrived anywhere is arrived; still under way is
    not failed yet."""
    return (Delivered, Accepted, RetryAt, Permanent).index(type(result))


def _complaint(parts: list[Message], domain: str) -> MailReport | None:
    """Who complains has it: a receipt, and nothing more goes there."""
    for part in parts:
        if part.get_content_type() == "message/feedback-report":
            fields = message_from_string(_text(part))
            id = _envelope_id(fields) or _returned_id(parts, domain)
            if id and _field(fields, "Feedback-Type").lower() in _COMPLAINTS:
                reason = "the member reported it as unwanted"
                suppress = SuppressionReason.COMPLAINT
                return MailReport(
                    delivery_id=id, result=Delivered(reason=reason, suppress=suppress)
                )
    return None


def _envelope_id(fields: Message) -> str:
    """The delivery's id, as the envelope bore it."""
    said = _field(fields, "Original-Envelope-Id")
    return said if _ENVELOPE.fullmatch(said) else ""


def _returned_id(parts: list[Message], domain: str) -> str:
    """The delivery's id from the Message-ID of the mail that the report returns."""
    for part in parts:
        kind = part.get_content_type()
        if kind in {"text/rfc822-headers", "message/global-headers"}:
            returned: object = message_from_string(_text(part))
        elif kind in {"message/rfc822", "message/global"}:
            payload = part.get_payload()
            returned = payload[0] if isinstance(payload, list) and payload else None
        else:
            continue
        if isinstance(returned, Message):
            found = _MESSAGE.fullmatch(_field(returned, "Message-ID"))
            if found and found[2].lower() == domain.lower():
                return found[1]
    return ""


def _parts(report: Message) -> list[Message]:
    """The report's own parts: what is nested in the mail that it returns says nothing."""
    payload = report.get_payload()
    if not isinstance(payload, list):
        return []
    return [part for part in payload if isinstance(part, Message)][:_MOST_PARTS]


def _text(part: Message) -> str:
    """A part's text. Parsed as a message it is inside; as a text it may be encoded."""
    payload = part.get_payload()
    if isinstance(payload, list):
        return "".join(str(inner) for inner in payload)
    decoded = part.get_payload(decode=True)
    return decoded.decode("utf-8", "replace") if isinstance(decoded, bytes) else ""


def _field(fields: Message, name: str) -> str:
    return " ".join(str(fields.get(name, "")).split())


def _outlandish(raw: bytes) -> bool:
    """Built to keep a parser busy: more parts or longer headers than any report has."""
    start = raw[:READ]
    if start.lower().count(b"content-type") > _MOST_PARTS:
        return True
    heads = re.split(rb"\r?\n(?![ \t])", start)
    return any(len(line) > _LONGEST_HEADER and b":" in line[:80] for line in heads)
