"""Cursors of feeds: a place in all partitions."""

from typing import Annotated, Any

import msgspec

from gateway.cursors.cursors import Cursors
from infra.kernel.events import MOST_NUMBERED
from infra.kernel.feed import Place, unpacked

_Number = Annotated[int, msgspec.Meta(ge=0, le=MOST_NUMBERED)]
_Vector = Annotated[list[_Number], msgspec.Meta(min_length=2)]
_PACKED: Any = _Number | _Vector


def feed_cursor(cursors: Cursors, place: Place) -> str:
    return cursors.write(place.packed())


def read_feed_cursor(cursors: Cursors, text: str) -> Place:
    """
    Raises:
        ValueError: `feed_cursor` gave this owner no such cursor of this kind.
    """
    packed: int | list[int] = cursors.read(text, _PACKED)
    place = unpacked(packed)
    if place.packed() != packed:
        raise ValueError("not the one way to write this place")
    return place
