"""Where a subscription begins: the argument in which its root field takes a cursor."""

from collections.abc import Iterator
from typing import Any, Final

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    NameNode,
    Node,
    OperationDefinitionNode,
    SelectionSetNode,
    StringValueNode,
    VariableNode,
    Visitor,
    visit,
)

PLACE: Final = "after"


def root_field(document: DocumentNode, operation: str | None) -> FieldNode:
    """Of a valid subscription, which has exactly one: section 5.2.4.1 of the GraphQL
    specification."""
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode) and operation in (None, _name(node)):
            return next(_fields(document, node.selection_set))
    raise ValueError("no such operation")


def place_variable(document: DocumentNode, field: FieldNode) -> str | None:
    """The name of the variable that says where `field` begins, and nothing else in the document:
    what is answered does not depend on it."""
    for argument in field.arguments or ():
        if argument.name.value == PLACE and isinstance(argument.value, VariableNode):
            name = argument.value.name.value
            uses = sum(
                isinstance(node, VariableNode) and node.name.value == name
                for node in _nodes(document)
            )
            return name if uses == 2 else None  # where it is declared, and here
    return None


def beginning_after(document: DocumentNode, field: FieldNode, cursor: str) -> DocumentNode:
    """The same document, but that `field` begins after `cursor`."""
    place = ArgumentNode(name=NameNode(value=PLACE), value=StringValueNode(value=cursor))
    others = [one for one in field.arguments or () if one.name.value != PLACE]
    given = {key: getattr(field, key) for key in field.keys}
    begins = FieldNode(**{**given, "arguments": (*others, place)})

    class Replaced(Visitor):
        def enter_field(self, node: FieldNode, *_: Any) -> FieldNode | None:
            return begins if node is field else None

    changed: DocumentNode = visit(document, Replaced())
    return changed


def _name(operation: OperationDefinitionNode) -> str | None:
    return operation.name.value if operation.name else None


def _fields(document: DocumentNode, selected: SelectionSetNode) -> Iterator[FieldNode]:
    for one in selected.selections:
        if isinstance(one, FieldNode):
            yield one
        elif isinstance(one, InlineFragmentNode):
            yield from _fields(document, one.selection_set)
        elif isinstance(one, FragmentSpreadNode):
            for node in document.definitions:
                if isinstance(node, FragmentDefinitionNode) and node.name.value == one.name.value:
                    yield from _fields(document, node.selection_set)


def _nodes(document: DocumentNode) -> list[Node]:
    found: list[Node] = [document]
    for node in found:  # grows meanwhile
        for key in node.keys:
            value = getattr(node, key, None)
            values = value if isinstance(value, tuple) else (value,)
            found.extend(inner for inner in values if isinstance(inner, Node))
    return found
