"""Global ids: one opaque id for everything that can be fetched again by `node(id)`."""

import base64

import strawberry

from infra.kernel.errors import InvalidInput


@strawberry.interface(description="Something that `node(id)` finds again.")
class Node:
    id: strawberry.ID = strawberry.field(description="The global id, opaque.")


def global_id(kind: str, key: str) -> strawberry.ID:
    return strawberry.ID(base64.urlsafe_b64encode(f"{kind}:{key}".encode()).decode().rstrip("="))


def read_global_id(text: str) -> tuple[str, str]:
    """The type's name and its own key.

    Raises:
        InvalidInput: it is not a global id.
    """
    try:
        padded = text.encode() + b"=" * (-len(text) % 4)
        kind, found, key = base64.urlsafe_b64decode(padded).decode().partition(":")
    except ValueError:
        found, kind, key = "", "", ""
    if not (found and kind and key):
        raise InvalidInput("This is not an id that the API gave out.", field="id")
    return kind, key
