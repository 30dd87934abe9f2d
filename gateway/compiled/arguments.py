"""What a resolver is called with: worked out once where it is the same each time."""

from collections.abc import Callable, Iterator
from datetime import datetime
from enum import Enum
from typing import Any, Final

from graphql import FieldNode, GraphQLError, Node, VariableNode
from graphql.execution.values import VariableValues, get_argument_values
from strawberry.schema import Schema
from strawberry.types.arguments import convert_arguments

from gateway.compiled.asked import Field
from gateway.compiled.execution import Execution
from gateway.compiled.resolvers import PlannedInfo

Arguments = Callable[[Execution, PlannedInfo | None], dict[str, Any]]
"""By their names in Python. Raises GraphQLError as `get_argument_values` does."""

NOTHING: Final[dict[str, Any]] = {}
_NO_VARIABLES: Final = VariableValues({}, {})
_SHARED: Final = (str, int, float, bool, type(None), Enum, datetime)
"""Values that nobody can change under another's feet."""


class Reading:
    """How the arguments of one schema are read."""

    def __init__(self, schema: Schema, *, hide_suggestions: bool) -> None:
        self._config = schema.config
        self._scalars = schema.schema_converter.scalar_registry
        self._hide = hide_suggestions

    def raw(self, field: Field, variables: VariableValues) -> dict[str, Any]:
        """By their names in the graph."""
        return get_argument_values(field.definition, field.nodes[0], variables, None, self._hide)

    def arguments(self, field: Field) -> Arguments:
        if not field.definition.args:
            return lambda run, info: NOTHING
        if not _has_variables(field.nodes[0]):
            try:
                known = self._converted(field, self.raw(field, _NO_VARIABLES), None)
            except Exception:
                return self._each_time(field)  # fails each time, and says then why
            if _may_be_shared(known):
                return lambda run, info: known
            return self._each_time(field)
        return self._once_a_run(field)

    def _each_time(self, field: Field) -> Arguments:
        return lambda run, info: self._converted(field, self.raw(field, run.variables), info)

    def _once_a_run(self, field: Field) -> Arguments:
        def read(run: Execution, info: PlannedInfo | None) -> dict[str, Any]:
            known = run.arguments.get(id(field))
            if known is None:
                known = self._converted(field, self.raw(field, run.variables), info)
                if _may_be_shared(known):
                    run.arguments[id(field)] = known
            return known

        return read

    def _converted(
        self, field: Field, raw: dict[str, Any], info: PlannedInfo | None
    ) -> dict[str, Any]:
        if field.declared is None:
            raise GraphQLError("only fields of ours take arguments")
        return convert_arguments(raw, field.declared.arguments, self._scalars, self._config, info)


def _may_be_shared(arguments: dict[str, Any]) -> bool:
    return all(isinstance(value, _SHARED) for value in arguments.values())


def _has_variables(node: FieldNode) -> bool:
    return any(isinstance(one, VariableNode) for one in _within(node.arguments or ()))


def _within(nodes: tuple[Node, ...]) -> Iterator[Node]:
    found: list[Node] = list(nodes)
    for node in found:  # grows meanwhile
        yield node
        for key in node.keys:
            value = getattr(node, key, None)
            values = value if isinstance(value, tuple) else (value,)
            found.extend(inner for inner in values if isinstance(inner, Node))
