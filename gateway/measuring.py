"""How much a GraphQL document asks for, counted in time that its text bounds.

Every fragment is measured once and its size is added wherever it is spread, so the *expanded* size
of a document is known without expanding it. This has to run before graphql-core's own rules, some
of which compare every pair of fields.
"""

import math
from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Final

import msgspec
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
)

from gateway.limits import FragmentCycle, LimitExceeded, Limits

CEILING: Final = 2**31 - 1  # what a GraphQL Int can hold; sizes stop growing there
PAGE_ARGUMENTS: Final = ("first", "last")
PAGE_FIELDS: Final = ("edges", "nodes")  # a field that offers one of these is a connection

LISTS: Final = {"history": 10}
"""Plain lists that are long enough to count, and how long they are taken to be."""


class Size(msgspec.Struct, kw_only=True):
    """What one selection comes to with all fragments filled in.

    `names` counts its own fields by the name they answer under; everything else includes what
    lies deeper.
    """

    depth: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0
    inner_repeats: int = 0
    cost: int = 0
    names: dict[str, int] = msgspec.field(default_factory=dict)
    is_connection: bool = False

    @property
    def repeats(self) -> int:
        return self.inner_repeats + sum(self.names.values()) - len(self.names)


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """The sizes of a document's operations by name ("" for an anonymous one).

    `by_variables` says that page sizes came from variables, so other variables may cost more.
    """

    operations: dict[str, Size]
    by_variables: bool


def measure(
    document: DocumentNode, limits: Limits, variables: Mapping[str, object] | None = None
) -> Measured:
    """Measures every operation and fragment of a parsed document.

    Raises:
        LimitExceeded: some operation or fragment is larger than `limits`.
        FragmentCycle: a fragment spreads itself, at whatever distance.
    """
    return _Measurer(document, limits, variables or {}).measure()


class _Measurer:
    def __init__(
        self, document: DocumentNode, limits: Limits, variables: Mapping[str, object]
    ) -> None:
        self.limits = limits
        self.operations = [
            node for node in document.definitions if isinstance(node, OperationDefinitionNode)
        ]
        # Fragments that share a name are measured as one: which of them counts is not ours to say.
        self.definitions: dict[str, list[FragmentDefinitionNode]] = {}
        for node in document.definitions:
            if isinstance(node, FragmentDefinitionNode):
                self.definitions.setdefault(node.name.value, []).append(node)
        self.variables = {**_default_pages(self.operations), **variables}
        self.fragments: dict[str, Size] = {}
        self.by_variables = False

    def measure(self) -> Measured:
        for name in self._innermost_first():
            self.fragments[name] = self._fragment(name)
        sizes: dict[str, Size] = {}
        for node in self.operations:
            sizes[node.name.value if node.name else ""] = self._definition(node)
        return Measured(operations=sizes, by_variables=self.by_variables)

    def _innermost_first(self) -> list[str]:
        spreads = {
            name: {
                spread
                for node in nodes
                for spread in _spreads(node.selection_set)
                if spread in self.definitions
            }
            for name, nodes in self.definitions.items()
        }
        try:
            return list(TopologicalSorter(spreads).static_order())
        except CycleError as error:
            raise FragmentCycle(error.args[1][::-1]) from None

    def _fragment(self, name: str) -> Size:
        size = Size()
        for node in self.definitions[name]:
            self._include(size, self._definition(node))
        return size

    def _definition(self, node: OperationDefinitionNode | FragmentDefinitionNode) -> Size:
        sizes: dict[int, Size] = {}
        for selection_set in reversed(_outermost_first(node.selection_set)):
            sizes[id(selection_set)] = self._selection(selection_set.selections, sizes)
        size = sizes[id(node.selection_set)]
        size.directives += len(node.directives or ())
        for variable in node.variable_definitions or ():
            size.directives += len(variable.directives or ())
        self._check(size, node)
        return size

    def _selection(self, nodes: Iterable[SelectionNode], sizes: dict[int, Size]) -> Size:
        size = Size()
        for node in nodes:
            size.directives += len(node.directives or ())
            if isinstance(node, FieldNode):
                inner = sizes[id(node.selection_set)] if node.selection_set else None
                self._add_field(size, node, inner)
            elif isinstance(node, InlineFragmentNode):
                self._include(size, sizes[id(node.selection_set)])
            elif isinstance(node, FragmentSpreadNode):
                # A name that is nowhere defined is left to graphql-core to report.
                self._include(size, self.fragments.get(node.name.value, Size()))
            self._check_fields(size, node)
        return size

    def _add_field(self, size: Size, node: FieldNode, inner: Size | None) -> None:
        answer = (node.alias or node.name).value
        size.names[answer] = size.names.get(answer, 0) + 1
        size.fields += 1
        size.aliases += node.alias is not None
        size.cost += 1
        size.depth = max(size.depth, 1 + (inner.depth if inner else 0))
        size.is_connection |= node.name.value in PAGE_FIELDS
        if inner:
            size.fields += inner.fields
            size.aliases += inner.aliases
            size.directives += inner.directives
            size.inner_repeats += inner.repeats
            size.cost = min(size.cost + self._page(node, inner) * inner.cost, CEILING)

    @staticmethod
    def _include(size: Size, other: Size) -> None:
        """Adds a fragment: its fields become fields of this very selection."""
        size.depth = max(size.depth, other.depth)
        size.fields += other.fields
        size.aliases += other.aliases
        size.directives += other.directives
        size.inner_repeats += other.inner_repeats
        size.is_connection |= other.is_connection
        size.cost = min(size.cost + other.cost, CEILING)
        for name, count in other.names.items():
            size.names[name] = size.names.get(name, 0) + count

    def _page(self, node: FieldNode, inner: Size) -> int:
        asked = [
            self._page_size(argument.value)
            for argument in node.arguments or ()
            if argument.name.value in PAGE_ARGUMENTS
        ]
        known = [number for number in asked if number is not None]
        if known:
            return max(1, *known)
        if inner.is_connection:
            return self.limits.page
        return LISTS.get(node.name.value, 1)

    def _page_size(self, value: object) -> int | None:
        if isinstance(value, VariableNode):
            self.by_variables = True
            return _whole_number(self.variables.get(value.name.value))
        return _literal(value)

    def _check_fields(self, size: Size, node: SelectionNode) -> None:
        # At every step, so that nothing larger than the limit is ever added to anything.
        if size.fields > self.limits.fields:
            raise LimitExceeded("fields", self.limits.fields, size.fields, node)

    def _check(self, size: Size, node: OperationDefinitionNode | FragmentDefinitionNode) -> None:
        for kind in ("depth", "aliases", "directives", "repeats", "cost"):
            limit, actual = getattr(self.limits, kind), getattr(size, kind)
            if actual > limit:
                raise LimitExceeded(kind, limit, actual, node)


def _outermost_first(root: SelectionSetNode) -> list[SelectionSetNode]:
    """A definition's selection sets, each before those inside it; without recursion."""
    found = [root]
    for selection_set in found:
        for node in selection_set.selections:
            inner = getattr(node, "selection_set", None)
            if inner:
                found.append(inner)
    return found


def _spreads(root: SelectionSetNode) -> Iterable[str]:
    for selection_set in _outermost_first(root):
        for node in selection_set.selections:
            if isinstance(node, FragmentSpreadNode):
                yield node.name.value


def _default_pages(operations: Iterable[OperationDefinitionNode]) -> dict[str, object]:
    """Default values of variables; operations share fragments, so the largest stands for all."""
    defaults: dict[str, int] = {}
    for operation in operations:
        for definition in operation.variable_definitions or ():
            number = _literal(definition.default_value)
            if number is not None:
                name = definition.variable.name.value
                defaults[name] = max(number, defaults.get(name, 0))
    return dict(defaults)


def _literal(value: object) -> int | None:
    if not isinstance(value, IntValueNode):
        return None
    # Python refuses to read very long numbers.
    return _whole_number(int(value.value) if len(value.value) <= 10 else CEILING)


def _whole_number(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or math.isnan(value):
        return None
    return int(min(max(value, 0), CEILING))
