"""Which operation of a document runs, and whether it may in the way it came."""

from collections.abc import Iterable
from typing import Final

from graphql import DocumentNode, GraphQLError, OperationDefinitionNode
from strawberry.types.graphql import OperationType

NEEDS_STREAM: Final = "SUBSCRIPTION_NEEDS_STREAM"
NEEDS_POST: Final = "MUTATION_NEEDS_POST"
_WAYS: Final = {
    OperationType.SUBSCRIPTION: (
        NEEDS_STREAM,
        "A subscription has many answers: follow it at the same address over a WebSocket, with "
        "the protocol graphql-transport-ws, or accept text/event-stream.",
    ),
    OperationType.MUTATION: (NEEDS_POST, "A mutation changes something: send it by POST."),
    OperationType.QUERY: ("QUERY_NOT_ALLOWED", "Only subscriptions run here."),
}


def refusal(
    document: DocumentNode, name: str | None, allowed: Iterable[OperationType]
) -> GraphQLError | None:
    """Why a valid document does not run: which operation is meant follows section 6.1 of the
    GraphQL specification, GetOperation. None: it may run."""
    operations = [
        node for node in document.definitions if isinstance(node, OperationDefinitionNode)
    ]
    if name is None and len(operations) > 1:
        return _error(
            "OPERATION_NAME_REQUIRED",
            f"The document has {len(operations)} operations: name one of them as operationName.",
        )
    chosen = [node for node in operations if name is None or _name(node) == name]
    if not chosen:
        return _error("UNKNOWN_OPERATION", "The document has no operation of that operationName.")
    kind = OperationType(chosen[0].operation.value)
    return None if kind in allowed else _error(*_WAYS[kind])


def _name(operation: OperationDefinitionNode) -> str | None:
    return operation.name.value if operation.name else None


def _error(code: str, message: str) -> GraphQLError:
    return GraphQLError(message, extensions={"code": code})
