"""What a mail server's replies and status codes mean for a delivery.

Sources: replies RFC 5321 section 4.2, enhanced status codes RFC 3463 and its registry at IANA.
The class says whether it passes (4) or not (5), the subject whose problem it is.
"""

import re
from datetime import timedelta
from enum import StrEnum

from services.notify.contract.words import SuppressionReason
from services.notify.core.deliveries.results import Permanent, Result, RetryAt


class Step(StrEnum):
    """What a reply answered. SESSION: greeting, EHLO, STARTTLS, AUTH; nothing of any mail was said.
    SENDER: MAIL. MEMBER: RCPT, DATA, or the mail itself."""

    SESSION = "SESSION"
    SENDER = "SENDER"
    MEMBER = "MEMBER"


_ENHANCED = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_OPERATORS_WAIT = timedelta(minutes=15)
_NO_MAILBOX = {
    "1.1": "there is no such mailbox",
    "1.2": "there is no such mail domain",
    "1.3": "the address is not valid",
    "1.6": "the mailbox has moved and left no address",
    "1.10": "the domain takes no mail",
    "2.1": "the mailbox is disabled",
}
"""Nothing will ever arrive there."""
_WORDS = {
    "1.4": "the address names several mailboxes",
    "1.7": "the sender address is not valid",
    "1.8": "the sender address is not accepted",
    "2.2": "the mailbox is full",
    "2.3": "the mail is too large for the mailbox",
    "3.1": "the mail system is full",
    "3.2": "the mail system takes no mail now",
    "3.4": "the mail is too large",
    "4.1": "the member's mail server does not answer",
    "4.2": "the line to the member's mail server broke",
    "4.3": "the directory of the mail system does not answer",
    "4.4": "there is no way to the member's mail server",
    "4.5": "the mail system is overloaded",
    "4.7": "it could not be delivered in time",
    "7.1": "the mail server refuses mail from us",
    "7.8": "the mail server refused the credentials",
    "7.9": "the mail server wants another way to sign in",
}
_SUBJECTS = {
    "1": "the address was refused",
    "2": "the mailbox takes no mail now",
    "3": "the mail system has a fault",
    "4": "the mail could not be routed",
    "5": "the mail servers do not understand each other",
    "6": "the mail's content was refused",
    "7": "the mail was refused for security or policy",
}
_CREDENTIALS = frozenset({530, 534, 535, 538})
"""RFC 4954: authentication."""
_OURS = frozenset({"1.7", "1.8", "1.9"})
"""Addressing faults that are the sender's, unlike the rest of X.1."""


def enhanced_code(text: str) -> str:
    """The enhanced status code at the start of a reply's text; empty where there is none."""
    found = _ENHANCED.match(text)
    return found[1] if found else ""


def from_reply(code: int, text: str, *, at: Step) -> Result:
    """The meaning of a refusing reply.

    What passes is tried again: it was refused before the server had the mail. A session that is
    refused for good is the operator's to mend; tried again, mails wait for that. A refused sender
    is the operator's as well, but a `5yz` there is not to be repeated (RFC 5321 section 4.2.1), so
    the next channel's turn comes at once.
    """
    enhanced = enhanced_code(text)
    said = enhanced or str(code)
    if code < 500:
        return RetryAt(reason=f"the mail server put it off ({said})", code=said)
    if at is Step.SESSION:
        return _operators(f"the mail server refuses us ({said})", said)
    if code in _CREDENTIALS:
        return _operators(f"the mail server refused the credentials ({said})", said)
    if at is Step.SENDER:
        reason = f"the mail server refused our sender ({said})"
        return Permanent(reason=reason, code=said, operators=True)
    if enhanced.startswith("5."):
        return from_status(enhanced)
    return Permanent(reason=f"the mail server refused it ({said})", code=said)


def from_status(status: str) -> Result:
    """The meaning of an enhanced status code of a delivery that failed, in a reply or in a
    notification. What failed for a passing reason (4.x.x) may be sent again."""
    kind, _, rest = status.partition(".")
    words = f"{_words(rest)} ({status})"
    if kind != "5":
        return RetryAt(reason=words, code=status)
    if rest in _NO_MAILBOX:
        return Permanent(reason=words, code=status, suppress=SuppressionReason.HARD_BOUNCE)
    if rest in _OURS or rest[:2] in {"5.", "7."}:
        return _operators(words, status)
    return Permanent(reason=words, code=status)


def status_words(status: str) -> str:
    """A status code in words, for what is only delayed."""
    return f"{_words(status.partition('.')[2])} ({status})"


def _words(rest: str) -> str:
    known = _NO_MAILBOX | _WORDS
    subject = _SUBJECTS.get(rest.partition(".")[0], "the mail was refused")
    return known.get(rest, subject)


def _operators(reason: str, code: str) -> RetryAt:
    return RetryAt(reason=reason, code=code, wait=_OPERATORS_WAIT, operators=True)
