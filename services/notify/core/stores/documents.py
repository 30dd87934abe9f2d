"""Structs as documents: the struct's `id` is the document's `_id`."""

from datetime import datetime
from typing import Any, TypeVar

import msgspec

T = TypeVar("T", bound=msgspec.Struct)


def to_document(value: msgspec.Struct) -> dict[str, Any]:
    fields: dict[str, Any] = msgspec.to_builtins(value, builtin_types=(datetime,))
    return {"_id": fields.pop("id"), **fields}


def from_document(document: dict[str, Any], kind: type[T]) -> T:
    """Fields that the struct does not know (leases and the like) are left out."""
    return msgspec.convert({**document, "id": document["_id"]}, kind)


def changes(before: msgspec.Struct, after: msgspec.Struct) -> dict[str, Any]:
    """What an update has to set."""
    old, new = to_document(before), to_document(after)
    return {name: value for name, value in new.items() if old[name] != value}
