"""Cursors of earlier releases, which anybody could read: they are read still, and written no more.

Each is a version, 1 or 2, and what that version holds: the kind of list or feed that it is of, and
the place in it, as MessagePack in base64url. Version 2 is of divided feeds.
"""

from typing import TypeVar

import msgspec

from gateway.cursors.opaque import read_opaque

P = TypeVar("P")

_PLAIN, _DIVIDED = "1", "2"


def read_unsealed(kind: str, text: str, place: type[P]) -> P:
    """
    Raises:
        ValueError: it is of another kind, of another version, or no cursor at all.
    """
    if not text.startswith((_PLAIN, _DIVIDED)):
        raise ValueError("not of a version that there was")
    data = read_opaque(text[1:])
    found, raw = msgspec.msgpack.decode(data, type=tuple[str, msgspec.Raw])
    here = msgspec.msgpack.decode(raw, type=place)
    divided = isinstance(here, list)
    if found != kind or divided != (text[0] == _DIVIDED):
        raise ValueError("not of this kind")
    if msgspec.msgpack.encode((kind, here)) != data:
        raise ValueError("not the one way to write this place")
    return here
