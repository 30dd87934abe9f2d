"""What is to be executed, as it comes over any way."""

from typing import Any, Final

import msgspec

from gateway.persisted.refusals import malformed_id

_LONGEST_ID: Final = 256
PREFIX: Final = "sha256:"
"""With which the appendix on persisted documents of GraphQL over HTTP writes an id; it is the same
without."""


class AskedOperation(msgspec.Struct, frozen=True, rename="camel"):
    """`document_id` is what the GraphQL over HTTP working group calls an id that replaces the text;
    Apollo's protocol has it in `extensions`."""

    query: str | None = None
    variables: dict[str, Any] | None = None
    operation_name: str | None = None
    extensions: dict[str, Any] | None = None
    document_id: str | None = None

    @property
    def text(self) -> str | None:
        """Beside an id an empty one is none: graphql-ws sends no operation without a text."""
        return self.query or None

    @property
    def id(self) -> str | None:
        """Of the operation, where it is named by one.

        Raises:
            InvalidInput: what stands for it is none.
        """
        if self.document_id:
            return _checked(self.document_id.removeprefix(PREFIX), "documentId")
        persisted = self.extensions.get("persistedQuery") if self.extensions else None
        if persisted is None:
            return None
        if not isinstance(persisted, dict) or persisted.get("version") != 1:
            raise malformed_id("extensions.persistedQuery")
        return _checked(persisted.get("sha256Hash"), "extensions.persistedQuery.sha256Hash")


def _checked(id: object, field: str) -> str:
    if not isinstance(id, str) or not 0 < len(id) <= _LONGEST_ID:
        raise malformed_id(field)
    return id
