"""How much a GraphQL document asks for, counted in time that its text bounds.

Every fragment is measured once and its size is added wherever it is spread, so the *expanded* size
of a document is known without expanding it. The schema says which fields are lists: each multiplies
what lies in it. This has to run before graphql-core's own rules, some of which compare every pair
of fields.
"""

import math
from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    Node,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
    get_introspection_query,
    get_named_type,
    is_composite_type,
    parse,
)

from gateway.documents.lengths import PAGES, Lengths
from gateway.documents.limits import DocumentLimits, FragmentCycle, LimitExceeded
from gateway.documents.sizes import CEILING, Measured, Size

PAGE_ARGUMENTS: Final = ("first", "last")
NAMED: Final = ("memberIds", "representations")
"""Arguments of lists that have an entry for each that is named."""
CHECKED: Final = (
    "depth", "aliases", "directives", "repeats", "cost", "schemas", "introspection",
)  # fmt: skip
UNLIMITED: Final = DocumentLimits(**dict.fromkeys(CHECKED, CEILING))


Typed = tuple[SelectionSetNode, GraphQLNamedType | None]
"""A selection set and what it selects from; none: the schema has no such field or type."""


class Measure:
    """Measures the documents of one schema."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema
        self.lengths = Lengths(schema)

    def __call__(
        self,
        document: DocumentNode,
        limits: DocumentLimits,
        variables: Mapping[str, object] | None = None,
    ) -> Measured:
        """Measures every operation and fragment of a parsed document.

        Raises:
            LimitExceeded: some operation or fragment is larger than `limits`.
            FragmentCycle: a fragment spreads itself, at whatever distance.
        """
        return _Measurer(self, document, limits, variables or {}).measure()

    def usual_introspection(self) -> int:
        """What tools ask for when they ask for everything."""
        everything = get_introspection_query(
            specified_by_url=True,
            directive_is_repeatable=True,
            schema_description=True,
            input_value_deprecation=True,
        )
        [size] = self(parse(everything), UNLIMITED).operations.values()
        return math.ceil(size.introspection)


class _Measurer:
    def __init__(
        self,
        known: Measure,
        document: DocumentNode,
        limits: DocumentLimits,
        variables: Mapping[str, object],
    ) -> None:
        self.schema = known.schema
        self.lengths = known.lengths
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
        self.repeats = False

    def measure(self) -> Measured:
        if len(self.operations) > self.limits.operations:
            raise LimitExceeded("operations", self.limits.operations, len(self.operations))
        for name in self._innermost_first():
            self.fragments[name] = self._fragment(name)
        sizes: dict[str, Size] = {}
        for node in self.operations:
            sizes[node.name.value if node.name else ""] = self._definition(node)
        return Measured(operations=sizes, by_variables=self.by_variables, repeats=self.repeats)

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
            size.include(self._definition(node))
        return size

    def _definition(self, node: OperationDefinitionNode | FragmentDefinitionNode) -> Size:
        sizes: dict[int, Size] = {}
        for selection_set, parent in reversed(self._outermost_first(node)):
            sizes[id(selection_set)] = self._selection(selection_set.selections, parent, sizes)
        size = sizes[id(node.selection_set)]
        size.directives += len(node.directives or ())
        for variable in node.variable_definitions or ():
            size.directives += len(variable.directives or ())
        self._check(size, node)
        self.repeats |= size.repeats > 0
        return size

    def _outermost_first(
        self, node: OperationDefinitionNode | FragmentDefinitionNode
    ) -> list[Typed]:
        """A definition's selection sets, each before those inside it; without recursion."""
        if isinstance(node, OperationDefinitionNode):
            root: GraphQLNamedType | None = self.schema.get_root_type(node.operation)
        else:
            root = self.schema.get_type(node.type_condition.name.value)
        found: list[Typed] = [(node.selection_set, root)]
        for selection_set, parent in found:
            for inner in selection_set.selections:
                if isinstance(inner, FieldNode | InlineFragmentNode) and inner.selection_set:
                    found.append((inner.selection_set, self._inside(inner, parent)))
        return found

    def _inside(
        self, node: FieldNode | InlineFragmentNode, parent: GraphQLNamedType | None
    ) -> GraphQLNamedType | None:
        if isinstance(node, FieldNode):
            field = self._field(node, parent)
            return get_named_type(field.type) if field else None
        condition = node.type_condition
        return self.schema.get_type(condition.name.value) if condition else parent

    def _field(self, node: FieldNode, parent: GraphQLNamedType | None) -> GraphQLField | None:
        if not is_composite_type(parent):
            return None
        return self.schema.get_field(parent, node.name.value)

    def _selection(
        self,
        nodes: Iterable[SelectionNode],
        parent: GraphQLNamedType | None,
        sizes: dict[int, Size],
    ) -> Size:
        size = Size()
        for node in nodes:
            size.directives += len(node.directives or ())
            if isinstance(node, FieldNode):
                inner = sizes[id(node.selection_set)] if node.selection_set else None
                self._add_field(size, node, parent, inner)
            elif isinstance(node, InlineFragmentNode):
                size.include(sizes[id(node.selection_set)])
            elif isinstance(node, FragmentSpreadNode):
                # A name that is nowhere defined is left to graphql-core to report.
                size.include(self.fragments.get(node.name.value, Size()))
            self._check_fields(size, node)
        return size

    def _add_field(
        self, size: Size, node: FieldNode, parent: GraphQLNamedType | None, inner: Size | None
    ) -> None:
        answer = (node.alias or node.name).value
        size.names[answer] = size.names.get(answer, 0) + 1
        size.fields += 1
        size.aliases += node.alias is not None
        size.schemas += node.name.value == "__schema"
        if parent is not None and parent.name.startswith("__"):
            size.introspection += 1
        else:
            size.cost += 1
        size.depth = max(size.depth, 1)
        size.is_connection |= node.name.value in PAGES  # who offers one of these is a connection
        if inner:
            size.add_inner(inner, self._times(node, parent, inner))

    def _times(self, node: FieldNode, parent: GraphQLNamedType | None, inner: Size) -> float:
        asked = [
            self._asked(argument.value, listed=argument.name.value in NAMED)
            for argument in node.arguments or ()
            if argument.name.value in (*PAGE_ARGUMENTS, *NAMED)
        ]
        known = [number for number in asked if number is not None]
        if known:
            return max(1, *known)
        if inner.is_connection:
            return self.limits.page
        field = self._field(node, parent)
        return self.lengths.of(str(parent), node.name.value, field.type) if field else 1

    def _asked(self, value: object, *, listed: bool) -> int | None:
        """How many; none where that is no number, nor a list where one is asked for."""
        if isinstance(value, VariableNode):
            self.by_variables = True
            value = self.variables.get(value.name.value)
        if isinstance(value, list | ListValueNode) and not listed:
            return None
        return _literal(value) if isinstance(value, Node) else _whole_number(value)

    def _check_fields(self, size: Size, node: SelectionNode) -> None:
        # At every step, so that nothing larger than the limit is ever added to anything.
        if size.fields > self.limits.fields:
            raise LimitExceeded("fields", self.limits.fields, size.fields, node)

    def _check(self, size: Size, node: OperationDefinitionNode | FragmentDefinitionNode) -> None:
        for kind in CHECKED:
            limit, actual = getattr(self.limits, kind), getattr(size, kind)
            if actual > limit:
                raise LimitExceeded(kind, limit, math.ceil(actual), node)


def _spreads(root: SelectionSetNode) -> Iterable[str]:
    found = [root]
    for selection_set in found:
        for node in selection_set.selections:
            if isinstance(node, FragmentSpreadNode):
                yield node.name.value
            elif inner := getattr(node, "selection_set", None):
                found.append(inner)


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
    if isinstance(value, ListValueNode):
        return len(value.values)
    if not isinstance(value, IntValueNode):
        return None
    # Python refuses to read very long numbers.
    return _whole_number(int(value.value) if len(value.value) <= 10 else CEILING)


def _whole_number(value: object) -> int | None:
    if isinstance(value, list):
        return len(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or math.isnan(value):
        return None
    return int(min(max(value, 0), CEILING))
