"""One operation of a document: its plans, by what of the variables changes its shape."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLObjectType,
    Node,
    OperationDefinitionNode,
    VariableNode,
)
from graphql.execution.collect_fields import FragmentDetails
from graphql.execution.executor import default_field_resolver, default_type_resolver
from graphql.execution.values import VariableValues, get_variable_values
from strawberry.schema import Schema
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types.graphql import OperationType

from gateway.compiled.execution import Execution
from gateway.compiled.fields import Puts
from gateway.compiled.planning import OperationPlanner

MOST_SHAPES: Final = 16
RUNS_BEFORE_EXTRACTORS: Final = 2
"""To write extractors takes longer than an answer: who sends what nobody sends twice gets none."""
_CONDITIONS: Final = ("skip", "include")
_ABOUT_THE_SCHEMA: Final = ("__schema", "__type")
_NO_VARIABLES: Final = VariableValues({}, {})


class NotTaken(Exception):
    """The standard executor has to do it. `reason`: one of few words, for a metric."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Operation:
    """Of a document that is valid.

    `hide_suggestions`: whether errors name what may have been meant. `most_errors`: about
    variables. `all_asked`: told, with the context, when all that can be asked of services for now
    has been.
    """

    def __init__(
        self,
        schema: Schema,
        document: DocumentNode,
        name: str | None,
        *,
        hide_suggestions: bool,
        most_errors: int,
        all_asked: Callable[[Any], None] = lambda context: None,
    ) -> None:
        """
        Raises:
            NotTaken: it has what is not compiled.
        """
        self.schema = schema
        self._hide = hide_suggestions
        self._most_errors = most_errors
        self._all_asked = all_asked
        self._definition = _named(document, name)
        self._fragments = {
            node.name.value: node
            for node in document.definitions
            if isinstance(node, FragmentDefinitionNode)
        }
        self._shaped_by = sorted(set(_shaping(self._definition, *self._fragments.values())))
        self.ran = 0
        self._plans: dict[tuple[object, ...], list[Puts]] = {}
        self.name = _name(self._definition)
        self.kind = OperationType(self._definition.operation.value)

    def variables(self, given: dict[str, Any] | None) -> VariableValues | list[GraphQLError]:
        """As the schema takes them, or what is wrong with them."""
        declared = self._definition.variable_definitions
        if not declared:
            return _NO_VARIABLES
        return get_variable_values(
            self.schema._schema,
            declared,
            given or {},
            max_errors=self._most_errors,
            hide_suggestions=self._hide,
        )

    async def run(
        self,
        variables: VariableValues,
        root: object,
        context: Any,
        extensions: dict[str, Any] | None = None,
    ) -> Execution:
        """The answer, with its errors.

        Raises:
            NotTaken: with these variables.
        """
        self.ran += 1
        again = self.ran > RUNS_BEFORE_EXTRACTORS
        run = Execution(self._executor, root, context, variables, extensions, comes_again=again)
        fields = self._plan(variables)
        turns = [[field] for field in fields] if self.kind is OperationType.MUTATION else [fields]
        data: dict[str, Any] = {}
        run.data = data
        for turn in turns:
            try:
                for field in turn:
                    field.put(run, root, None, data)
            except GraphQLError as error:
                run.broken(error)
            if run.waits:
                self._all_asked(context)
                await run.settled()
            if run.data is None:
                break
        return run

    def _executor(self, run: Execution) -> Any:
        """The standard executor of this run."""
        return StrawberryGraphQLCoreExecutionContext(
            self.schema._schema,
            self._fragments,
            self._details(),
            run.root,
            run.context,
            self._definition,
            run.variables,
            default_field_resolver,
            default_type_resolver,
            default_field_resolver,
            hide_suggestions=self._hide,
            operation_extensions=run.extensions,
        )

    def _details(self) -> dict[str, FragmentDetails]:
        return {name: FragmentDetails(node) for name, node in self._fragments.items()}

    def _plan(self, variables: VariableValues) -> list[Puts]:
        shape = tuple(variables.coerced.get(name) for name in self._shaped_by)
        known = self._plans.get(shape)
        if known is None:
            if len(self._plans) >= MOST_SHAPES:
                self._plans.clear()
            try:
                known = self._planner(variables).root(self._root())
            except GraphQLError:
                raise NotTaken("conditions") from None
            self._plans[shape] = known
        return known

    def extractors(self, given: dict[str, Any] | None = None) -> Iterator[str]:
        """The Python of its extractors, with these variables."""
        variables = self.variables(given)
        known = _NO_VARIABLES if isinstance(variables, list) else variables
        return self._planner(known).extractors(self._root())

    def _root(self) -> GraphQLObjectType:
        root = self.schema._schema.get_root_type(self._definition.operation)
        if root is None:
            raise NotTaken("no such root")
        return root

    def _planner(self, variables: VariableValues) -> OperationPlanner:
        shaping = _only(self._shaped_by, variables)  # nothing else of a request is kept
        return OperationPlanner(
            self.schema, self._definition, self._details(), shaping, hide_suggestions=self._hide
        )


def _named(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode) and name in (None, _name(node)):
            return node
    raise NotTaken("no such operation")


def _name(definition: OperationDefinitionNode) -> str:
    return definition.name.value if definition.name else ""


def _shaping(*definitions: Node) -> Iterator[str]:
    """The variables on which it depends which fields are asked for."""
    for node in _within(definitions):
        if isinstance(node, FieldNode) and node.name.value in _ABOUT_THE_SCHEMA:
            raise NotTaken("introspection")
        if isinstance(node, DirectiveNode):
            if node.name.value not in _CONDITIONS:
                raise NotTaken("directive")
            for argument in node.arguments or ():
                if isinstance(argument.value, VariableNode):
                    yield argument.value.name.value


def _only(names: list[str], variables: VariableValues) -> VariableValues:
    sources, coerced = variables
    return VariableValues(
        {name: value for name, value in sources.items() if name in names},
        {name: value for name, value in coerced.items() if name in names},
    )


def _within(nodes: tuple[Node, ...]) -> Iterator[Node]:
    found = list(nodes)
    for node in found:  # grows meanwhile
        yield node
        for key in node.keys:
            value = getattr(node, key, None)
            values = value if isinstance(value, tuple) else (value,)
            found.extend(inner for inner in values if isinstance(inner, Node))
