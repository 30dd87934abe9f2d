"""Global ids: one opaque id for everything that can be fetched again by `node(id)`."""

import strawberry

from gateway.cursors.opaque import read_opaque, write_opaque
from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import both


@strawberry.interface(description="Something that `node(id)` finds again.")
class Node:
    id: strawberry.ID = strawberry.field(description="The global id, opaque.")


def global_id(kind: str, key: str) -> strawberry.ID:
    return strawberry.ID(write_opaque(f"{kind}:{key}".encode()))


def read_global_id(text: str) -> tuple[str, str]:
    """The type's name and its own key.

    Raises:
        InvalidInput: it is not, to the letter, an id that `global_id` gives.
    """
    try:
        kind, found, key = read_opaque(text).decode().partition(":")
    except ValueError:
        found, kind, key = "", "", ""
    if not (found and kind and key):
        raise _not_ours("id")
    return kind, key


def key_of(kind: str, text: str, field: str) -> str:
    """The own key of one of this type.

    Raises:
        InvalidInput: it is the id of something else, or of nothing.
    """
    try:
        found, key = read_global_id(text)
    except InvalidInput:
        raise _not_ours(field) from None
    if found != kind:
        raise _not_ours(field)
    return key


def _not_ours(field: str) -> InvalidInput:
    return InvalidInput(
        both("这个 id 不是本接口给出的。", "This is not an id that the API gave out."),
        field=field,
    )
