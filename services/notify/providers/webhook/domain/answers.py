"""What an endpoint's answer means, and what of it is kept."""

from services.notify.contract.webhooks import CallError

KEPT = 200
"""Characters of a body."""


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
