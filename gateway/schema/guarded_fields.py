"""Single fields that not everybody sees who sees the thing: found by what their descriptions say,
so that clients read the same in the schema and on the page."""

import re
from collections.abc import Iterator
from typing import Final

import strawberry
from graphql import GraphQLObjectType

_SAYS: Final = re.compile(
    r"\b(?:(?:(?<!wait )[Ff]or|told to) (?:staff|administrators|the member and administrators)"
    r"|(?:[Ss]taff|specialists) (?:only|alone|open it)|Nobody else sees)\b"
)
_ROOTS: Final = {"Query", "Mutation", "Subscription"}


def guarded_fields(schema: strawberry.Schema) -> Iterator[tuple[str, str]]:
    """Each as `Type.field`, with what its description says."""
    for name, kind in sorted(schema._schema.type_map.items()):
        if isinstance(kind, GraphQLObjectType) and name not in _ROOTS:
            for field, made in sorted(kind.fields.items()):
                said = " ".join((made.description or "").split())
                if _SAYS.search(said):
                    yield f"{name}.{field}", said
