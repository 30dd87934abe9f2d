"""Cursors: opaque to clients, checked to the letter by us.

A cursor is a version and what that version holds, so that a later one can hold more (such as a
place for each part of a feed that was divided) while the earlier ones stay good. Version 1 is the
kind of list or feed that the cursor is of, and the place in it, as MessagePack in base64url."""

from typing import TypeVar

import msgspec

from gateway.schema.basics.opaque import read_opaque, write_opaque

P = TypeVar("P")

_VERSION = "1"


def write_cursor(kind: str, place: object) -> str:
    return _VERSION + write_opaque(msgspec.msgpack.encode((kind, place)))


def read_cursor(kind: str, text: str, place: type[P]) -> P:
    """The place in a cursor that `write_cursor` gave.

    Raises:
        ValueError: it is of another kind, of a version that is not known, or no cursor at all.
    """
    if not text.startswith(_VERSION):
        raise ValueError("not a version that is known")
    data = read_opaque(text.removeprefix(_VERSION))
    found, raw = msgspec.msgpack.decode(data, type=tuple[str, msgspec.Raw])
    here = msgspec.msgpack.decode(raw, type=place)
    if found != kind or write_cursor(kind, here) != text:
        raise ValueError("not of this kind")
    return here
