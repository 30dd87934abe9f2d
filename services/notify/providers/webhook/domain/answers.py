"""What an endpoint's answer means, and what of it is kept."""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from services.notify.contract.webhooks import CallError

KEPT = 200
"""Characters of a body."""
_LONGEST_SECONDS = 10**6


def error_of(status: int) -> CallError | None:
    """None for a 2xx, which alone says that it was taken. A 3xx is not followed."""
    if 200 <= status < 300:
        return None
    return CallError.REDIRECT if 300 <= status < 400 else CallError.STATUS


def cleaned(body: bytes) -> str:
    """How it begins, as one line that can be shown."""
    text = body.decode("utf-8", "replace")
    shown = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(shown.split())[:KEPT]


def waited_for(said: str, now: datetime) -> timedelta:
    """What a Retry-After asks for (RFC 9110 10.2.3): seconds, or a date; none for anything else."""
    if said.isascii() and said.isdigit():
        return timedelta(seconds=min(int(said), _LONGEST_SECONDS))
    try:
        left = parsedate_to_datetime(said) - now
    except (TypeError, ValueError):
        return timedelta(0)
    return max(left, timedelta(0))
