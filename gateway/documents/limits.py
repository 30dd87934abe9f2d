"""What one GraphQL document may ask for, and the errors that say so."""

from typing import Final

import msgspec
from graphql import GraphQLError, Node


class DocumentLimits(msgspec.Struct, frozen=True, kw_only=True):
    """What one document may hold.

    Attributes:
        size: bytes of text, in UTF-8.
        tokens: words and punctuation of the text; comments have the same limit apart.
        operations: of the document; one of them runs.
        depth: fields inside fields.
        fields: fields after all fragments are filled in.
        aliases: renamed fields, likewise.
        directives: likewise, with those of fragments and of the operation.
        repeats: fields asked for again under a name that the same selection already has.
        cost: fields multiplied by the lengths of the lists around them.
        schemas: `__schema`, likewise.
        introspection: fields that introspection brings, each list as long as it is on the average.
        comparisons: steps of graphql-core's search for fields that contradict each other; documents
            that repeat nothing need some hundred at most.
        values: values in the variables of one request, those inside lists and objects included.
        name: characters of a name in the variables.
        page: the page size assumed for a connection without `first` or `last`.
    """

    size: int = 32_768
    tokens: int = 2_000
    operations: int = 20
    depth: int = 16
    fields: int = 800
    aliases: int = 50
    directives: int = 50
    repeats: int = 100
    cost: int = 20_000
    schemas: int = 1
    introspection: int = 20_000
    comparisons: int = 2_000
    values: int = 5_000
    name: int = 128
    page: int = 20


class LimitExceeded(GraphQLError):
    """A document asks for too much. `extensions`: `code`, `limit`, `actual` (at least so much)."""

    def __init__(self, kind: str, limit: int, actual: int, node: Node | None = None) -> None:
        code, says, mend = _WORDS[kind]
        super().__init__(
            f"{says.format(actual=actual)}; at most {limit} allowed. {mend}",
            node,
            extensions={"code": code, "limit": limit, "actual": actual},
        )


class FragmentCycle(GraphQLError):
    """Fragments spread each other in a circle. `extensions`: `code`, `fragments` in that order."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(
            f"These fragments spread each other in a circle: {' -> '.join(names)}. "
            "Remove one of the spreads.",
            extensions={"code": "FRAGMENT_CYCLE", "fragments": names},
        )


_WORDS: Final = {
    "size": (
        "DOCUMENT_TOO_LARGE",
        "The document has {actual} bytes",
        "Send fewer fields, or several requests.",
    ),
    "tokens": (
        "TOO_MANY_TOKENS",
        "The document has {actual} tokens or more",
        "Send fewer fields, or several requests.",
    ),
    "operations": (
        "TOO_MANY_OPERATIONS",
        "The document has {actual} operations",
        "Send only the one that is to run.",
    ),
    "depth": (
        "TOO_DEEP",
        "Fields are nested at least {actual} levels deep",
        "Ask for the inner objects by their id in a request of their own.",
    ),
    "fields": (
        "TOO_MANY_FIELDS",
        "With its fragments filled in, the document has {actual} fields or more",
        "Spread fewer fragments, or send several requests.",
    ),
    "aliases": (
        "TOO_MANY_ALIASES",
        "With its fragments filled in, the document has {actual} aliases",
        "Use a list field, or send several requests.",
    ),
    "directives": (
        "TOO_MANY_DIRECTIVES",
        "With its fragments filled in, the document has {actual} directives",
        "Leave out the fields instead of excluding them one by one.",
    ),
    "repeats": (
        "TOO_MANY_REPEATS",
        "The document asks {actual} times for a field that it already asks for",
        "Name each field once in its selection.",
    ),
    "cost": (
        "TOO_COSTLY",
        "The document may return {actual} fields",
        "Ask for smaller pages with `first`, or for fewer lists inside lists.",
    ),
    "schemas": (
        "TOO_MUCH_INTROSPECTION",
        "The document asks {actual} times for `__schema`",
        "Ask once, or read /graphql/schema.",
    ),
    "introspection": (
        "TOO_MUCH_INTROSPECTION",
        "The document may return {actual} fields about the schema",
        "Ask for fewer lists inside lists, or read /graphql/schema.",
    ),
    "values": (
        "TOO_MANY_VALUES",
        "The variables hold {actual} values or more",
        "Send several requests.",
    ),
    "name": (
        "NAME_TOO_LONG",
        "A name in the variables has {actual} characters",
        "Name each field as the schema does.",
    ),
    "comparisons": (
        "TOO_MANY_COMPARISONS",
        "To find fields that contradict each other would take {actual} steps or more",
        "Name each field once in its selection, and spread each fragment once.",
    ),
}
