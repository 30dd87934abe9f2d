"""Cursors of feeds. Those of a feed's first layout are as they were before it had partitions."""

from typing import Annotated

import msgspec

from gateway.schema.basics.cursors import PLACE, read_cursor, write_cursor
from infra.kernel.events import MOST_NUMBERED
from infra.kernel.feed import Place, unpacked

_Number = Annotated[int, msgspec.Meta(ge=0, le=MOST_NUMBERED)]
_Vector = Annotated[list[_Number], msgspec.Meta(min_length=2)]


def feed_cursor(kind: str, place: Place) -> str:
    if place.layout == 0:
        return write_cursor(kind, place.packed())
    return write_cursor(kind, place.packed(), PLACE)


def read_feed_cursor(kind: str, text: str) -> Place:
    """
    Raises:
        ValueError: `feed_cursor` gave no such cursor of this kind.
    """
    if not text.startswith(PLACE):
        return unpacked(read_cursor(kind, text, _Number))
    place = unpacked(read_cursor(kind, text, _Vector, PLACE))
    if place.layout == 0:
        raise ValueError("not the one way to write this place")
    return place
