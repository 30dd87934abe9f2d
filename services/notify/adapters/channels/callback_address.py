"""The last part of a callback's address: whom its news is about. It is part of what is signed."""

from urllib.parse import quote, unquote

from services.notify.contract.words import Topic
from services.notify.domain.journal import parts_of
from services.notify.ports import Envelope

_BETWEEN = "~"


def address_of(envelope: Envelope) -> str:
    parts = (envelope.delivery_id, str(envelope.attempt), envelope.topic, envelope.campaign)
    return quote(_BETWEEN.join(parts), safe="~:")


def envelope_of(address: str) -> Envelope | None:
    """None for what was never given out."""
    parts = unquote(address).split(_BETWEEN)
    if len(parts) != 4 or not parts[1].isdecimal() or parts[2] not in Topic.__members__:
        return None
    if parts_of(parts[0]) is None:
        return None
    return Envelope(
        delivery_id=parts[0],
        to="",
        attempt=int(parts[1][:4]),
        topic=Topic(parts[2]),
        campaign=parts[3],
    )
