"""What the operations of a document use, with what their fragments use: fragments and variables."""

from collections.abc import Mapping

import msgspec
from graphql import (
    GraphQLInputType,
    GraphQLSchema,
    GraphQLType,
    NoUnusedFragmentsRule,
    NullValueNode,
    OperationDefinitionNode,
    UniqueVariableNamesRule,
    ValueNode,
    VariablesInAllowedPositionRule,
    is_input_type,
    type_from_ast,
)
from graphql.pyutils import Undefined
from graphql.validation.rules.variables_in_allowed_position import allowed_variable_usage

from gateway.documents.doubts.rules import TYPES, VARIABLES, Rule


class VariableUse(msgspec.Struct, frozen=True):
    """Where a variable stands. `type`: what is asked for there; none: nothing says so.
    `default`: whether there is one where it is left out."""

    variable: str
    type: GraphQLInputType | None
    default: bool


class Uses(msgspec.Struct):
    """What one definition uses by itself."""

    spreads: set[str] = msgspec.field(default_factory=set)
    variables: set[VariableUse] = msgspec.field(default_factory=set)


class _Declared(msgspec.Struct):
    type: GraphQLType | None
    default: ValueNode | None
    kind: tuple[str, bool]
    """All of it that decides where it fits."""


class Wiring:
    """Follows what operations use through the fragments of one document."""

    def __init__(self, schema: GraphQLSchema, fragments: Mapping[str, Uses]) -> None:
        self.doubted: set[Rule] = set()
        self._schema = schema
        self._fragments = fragments
        self._used: set[str] = set()
        # Operations share fragments, so the same is asked again and again.
        self._fitting: dict[tuple[tuple[str, bool], VariableUse], bool] = {}

    def follow(self, operation: OperationDefinitionNode, uses: Uses) -> None:
        variables = self._variables(uses)
        declared = self._declared(operation)
        if declared.keys() != {use.variable for use in variables}:
            self.doubted.update(VARIABLES)
        for use in variables:
            known = declared.get(use.variable)
            if known and not self._fits(known, use):
                self.doubted.add(VariablesInAllowedPositionRule)

    def end(self) -> None:
        if self._used != self._fragments.keys():
            self.doubted.add(NoUnusedFragmentsRule)

    def _variables(self, uses: Uses) -> set[VariableUse]:
        """All uses of variables in an operation, those in its fragments included."""
        reached: dict[str, Uses] = {}
        waiting = [uses]
        for one in waiting:  # grows meanwhile
            for name in one.spreads.intersection(self._fragments).difference(reached):
                reached[name] = self._fragments[name]
                waiting.append(reached[name])
        self._used.update(reached)
        return uses.variables.union(*(one.variables for one in reached.values()))

    def _declared(self, operation: OperationDefinitionNode) -> dict[str, _Declared]:
        found: dict[str, _Declared] = {}
        for one in operation.variable_definitions or ():
            named = type_from_ast(self._schema, one.type)
            if not is_input_type(named):
                self.doubted.update(TYPES)
            if one.variable.name.value in found:
                self.doubted.add(UniqueVariableNamesRule)
            set_to = one.default_value
            certain = set_to is not None and not isinstance(set_to, NullValueNode)
            found[one.variable.name.value] = _Declared(named, set_to, (str(named), certain))
        return found

    def _fits(self, declared: _Declared, use: VariableUse) -> bool:
        if declared.type is None or use.type is None:
            return True
        key = declared.kind, use
        known = self._fitting.get(key)
        if known is None:
            default = None if use.default else Undefined
            known = self._fitting[key] = allowed_variable_usage(
                self._schema, declared.type, declared.default, use.type, default
            )
        return known
