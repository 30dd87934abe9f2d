"""Cursors: opaque to clients, checked to the letter by us.

A cursor is a version and what that version holds, so that a later one can hold more while the
earlier ones stay good. Each is the kind of list or feed that the cursor is of, and the place in it,
as MessagePack in base64url. Version 2 is of feeds: there the place is a layout and its numbers."""

from typing import TypeVar

import msgspec

from gateway.schema.basics.opaque import read_opaque, write_opaque

P = TypeVar("P")

ENTRY, PLACE = "1", "2"
"""Versions."""


def write_cursor(kind: str, place: object, version: str = ENTRY) -> str:
    return version + write_opaque(msgspec.msgpack.encode((kind, place)))


def read_cursor(kind: str, text: str, place: type[P], version: str = ENTRY) -> P:
    """The place in a cursor that `write_cursor` gave.

    Raises:
        ValueError: it is of another kind, of another version, or no cursor at all.
    """
    if not text.startswith(version):
        raise ValueError("not of this version")
    data = read_opaque(text.removeprefix(version))
    found, raw = msgspec.msgpack.decode(data, type=tuple[str, msgspec.Raw])
    here = msgspec.msgpack.decode(raw, type=place)
    if found != kind or write_cursor(kind, here, version) != text:
        raise ValueError("not of this kind")
    return here
