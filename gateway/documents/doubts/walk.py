"""One walk through a document, which finds what rules of validation it may break.

graphql-core visits every node for every rule, which takes four times as long as reading it. Most
documents break no rule. One that may is looked at by graphql-core, but for no more than the rules
in doubt: what is wrong is told in its words, and what was doubted without a reason passes.
"""

from collections.abc import Collection, Iterable, Mapping

from graphql import (
    DirectiveLocation,
    DirectiveNode,
    DocumentNode,
    ExecutableDefinitionsRule,
    FieldNode,
    FieldsOnCorrectTypeRule,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLArgument,
    GraphQLCompositeType,
    GraphQLSchema,
    InlineFragmentNode,
    KnownArgumentNamesRule,
    KnownFragmentNamesRule,
    KnownOperationTypesRule,
    NamedTypeNode,
    OperationDefinitionNode,
    OperationType,
    OverlappingFieldsCanBeMergedRule,
    PossibleFragmentSpreadsRule,
    ProvidedRequiredArgumentsRule,
    ScalarLeafsRule,
    SelectionSetNode,
    SingleFieldSubscriptionsRule,
    UniqueArgumentNamesRule,
)

from gateway.documents.doubts.known import Known, KnownField
from gateway.documents.doubts.literals import Literals
from gateway.documents.doubts.rules import DIRECTIVES, INTROSPECTION, SAME_NAMES, TYPES, Rule
from gateway.documents.doubts.uses import Uses, Wiring

Parent = GraphQLCompositeType | None
"""None: something around it is unknown, which was doubted there."""


class Doubts:
    """Doubts the documents of one schema."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._known = Known(schema)

    def __call__(self, document: DocumentNode, *, repeats: bool) -> Collection[Rule]:
        """All rules that a document without circles of fragments may break.

        `repeats`: somewhere in it two fields answer under one name, fragments filled in. Where no
        two do, none contradict each other.
        """
        operations, fragments = [], []
        for node in document.definitions:
            if isinstance(node, OperationDefinitionNode):
                operations.append(node)
            elif isinstance(node, FragmentDefinitionNode):
                fragments.append(node)
            else:
                return {ExecutableDefinitionsRule}  # what else is wrong with it helps nobody
        walk = _Walk(self._known, fragments)
        walk.document(operations, fragments)
        if repeats:
            walk.doubted.add(OverlappingFieldsCanBeMergedRule)
        return walk.doubted


class _Walk:
    def __init__(self, known: Known, fragments: Iterable[FragmentDefinitionNode]) -> None:
        self.doubted: set[Rule] = set()
        self._known = known
        self._literals = Literals(known.schema, self.doubted)
        self._conditions = {
            node.name.value: self._condition(node.type_condition) for node in fragments
        }
        self._uses = Uses()  # of the definition that it is in

    def document(
        self,
        operations: Collection[OperationDefinitionNode],
        fragments: Collection[FragmentDefinitionNode],
    ) -> None:
        names = {node.name.value if node.name else None for node in operations}
        if len(names) < len(operations) or (None in names and len(names) > 1):
            self.doubted.update(SAME_NAMES)
        if len(self._conditions) < len(fragments):
            self.doubted.update(SAME_NAMES)
        within = {node.name.value: self._fragment(node) for node in fragments}
        wiring = Wiring(self._known.schema, within)
        for node in operations:
            wiring.follow(node, self._operation(node))
        wiring.end()
        self.doubted |= wiring.doubted

    def _operation(self, node: OperationDefinitionNode) -> Uses:
        root = self._known.schema.get_root_type(node.operation)
        if root is None:
            self.doubted.add(KnownOperationTypesRule)
        if node.operation is OperationType.SUBSCRIPTION:
            self.doubted.add(SingleFieldSubscriptionsRule)
        self._uses = Uses()
        for one in node.variable_definitions or ():
            self._directives(one.directives, DirectiveLocation.VARIABLE_DEFINITION)
            self._literals.default(one, self._uses)
        self._directives(node.directives, DirectiveLocation[node.operation.name])
        self._selections(node.selection_set, root)
        return self._uses

    def _fragment(self, node: FragmentDefinitionNode) -> Uses:
        self._uses = Uses()
        self._directives(node.directives, DirectiveLocation.FRAGMENT_DEFINITION)
        self._selections(node.selection_set, self._conditions[node.name.value])
        return self._uses

    def _condition(self, node: NamedTypeNode) -> Parent:
        found = self._known.composite(node.name.value)
        if found is None:
            self.doubted.update(TYPES)
        return found

    def _selections(self, node: SelectionSetNode, parent: Parent) -> None:
        fields = self._known.fields(parent) if parent else None
        for one in node.selections:
            if isinstance(one, FieldNode):
                self._field(one, fields)
            elif isinstance(one, InlineFragmentNode):
                self._inline(one, parent)
            elif isinstance(one, FragmentSpreadNode):
                self._spread(one, parent)

    def _field(self, node: FieldNode, fields: Mapping[str, KnownField] | None) -> None:
        known = fields.get(node.name.value) if fields else None
        if known:
            self._as_known(node, known)
        elif fields:
            self.doubted.add(FieldsOnCorrectTypeRule)
        if node.arguments or (known and known.required):
            self._arguments(node, known.arguments if known else {}, known.required if known else ())
        self._directives(node.directives, DirectiveLocation.FIELD)
        if node.selection_set:
            self._selections(node.selection_set, known.returned if known else None)

    def _as_known(self, node: FieldNode, known: KnownField) -> None:
        if (known.returned is None) is not (node.selection_set is None):
            self.doubted.add(ScalarLeafsRule)
        if known.introspection:
            self.doubted.update(INTROSPECTION)

    def _inline(self, node: InlineFragmentNode, parent: Parent) -> None:
        within = self._condition(node.type_condition) if node.type_condition else parent
        self._possible(within, parent)
        self._directives(node.directives, DirectiveLocation.INLINE_FRAGMENT)
        self._selections(node.selection_set, within)

    def _spread(self, node: FragmentSpreadNode, parent: Parent) -> None:
        name = node.name.value
        self._uses.spreads.add(name)
        if name not in self._conditions:
            self.doubted.add(KnownFragmentNamesRule)
        self._possible(self._conditions.get(name), parent)
        self._directives(node.directives, DirectiveLocation.FRAGMENT_SPREAD)

    def _possible(self, within: Parent, parent: Parent) -> None:
        if within and parent and not self._known.overlap(within, parent):
            self.doubted.add(PossibleFragmentSpreadsRule)

    def _directives(
        self, nodes: Collection[DirectiveNode] | None, location: DirectiveLocation
    ) -> None:
        if not nodes:
            return
        if len({node.name.value for node in nodes}) < len(nodes):
            self.doubted.update(DIRECTIVES)
        for node in nodes:
            known = self._known.directives.get(node.name.value)
            if known is None or location not in known.locations:
                self.doubted.update(DIRECTIVES)
            self._arguments(node, known.arguments if known else {}, known.required if known else ())

    def _arguments(
        self,
        node: FieldNode | DirectiveNode,
        known: Mapping[str, GraphQLArgument],
        required: Collection[str],
    ) -> None:
        given = node.arguments or ()
        names = {one.name.value for one in given}
        if len(names) < len(given):
            self.doubted.add(UniqueArgumentNamesRule)
        if not names.issuperset(required):
            self.doubted.add(ProvidedRequiredArgumentsRule)
        if not known.keys() >= names:
            self.doubted.add(KnownArgumentNamesRule)
        for one in given:
            self._literals.given(one.value, known.get(one.name.value), self._uses)
