"""What a provider is given to name a message by: news that come back with it find the delivery and
the attempt, also before the answer to the send was written down. It holds no personal data."""

import re
from urllib.parse import quote, unquote

from services.notify.contract.words import Topic
from services.notify.core.deliveries.journal import parts_of
from services.notify.core.ports.providers import Envelope

_BETWEEN = "~"
_TRACE = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}", re.ASCII)


def reference_of(envelope: Envelope) -> str:
    attempt = str(envelope.attempt) + (f"-{envelope.before}" if envelope.before else "")
    parts = [envelope.delivery_id, attempt, envelope.topic, envelope.campaign]
    parts += [envelope.trace] if envelope.trace else []
    return quote(_BETWEEN.join(parts), safe="~:")


def envelope_of(reference: str) -> Envelope | None:
    """None for what was never given out."""
    parts = unquote(reference).split(_BETWEEN)
    trace = parts.pop() if len(parts) == 5 and _TRACE.fullmatch(parts[4]) else ""
    if len(parts) != 4 or parts[2] not in Topic.__members__ or parts_of(parts[0]) is None:
        return None
    attempt, _, before = parts[1].partition("-")
    if not attempt.isdecimal() or not (before or "0").isdecimal():
        return None
    return Envelope(
        delivery_id=parts[0],
        to="",
        attempt=int(attempt[:4]),
        before=int(before[:4] or 0),
        topic=Topic(parts[2]),
        campaign=parts[3],
        trace=trace,
    )
