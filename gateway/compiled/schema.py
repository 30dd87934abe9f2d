"""A schema that runs the plans of its operations, and the standard executor where there is none."""

from collections.abc import Iterable
from typing import Any, Final

from graphql import ExecutionResult as GraphQLExecutionResult
from graphql import GraphQLError
from prometheus_client import Counter
from strawberry.types import ExecutionContext, ExecutionResult
from strawberry.types.graphql import OperationType

from gateway.compiled.operations import NotTaken, Operation
from gateway.documents.guarded import IN_ONE_ANSWER, GuardedSchema, document_of, told_as
from gateway.documents.paying import pay_for
from gateway.documents.reading import A_TOKEN, ERRORS, Prepared, Rules, Variables
from gateway.documents.recent import Recent
from infra.tracing import spans

PLANS: Final = 8 * 1024 * 1024
"""Bytes of what is kept: as many operations as there are documents."""
_TOKENS: Final = 2  # a plan weighs as much as a document of so many times its tokens

_executed = Counter(
    "gateway_operations_total",
    "Operations, by what executed them and why it was not the plan",
    ("by", "reason"),
)
_planned = _executed.labels("plan", "")


class CompiledSchema(GuardedSchema):
    """Extensions take part in preparing documents, as ever. While a plan runs they do not: what
    they make of errors is said by `told`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._operations: Recent[tuple[str, str | None], Operation | str] = Recent(PLANS)
        self._rules: Rules | None = None

    def all_asked(self, context: Any) -> None:
        """All that an operation can ask of services for now it has asked."""

    async def told(self, errors: list[GraphQLError], context: Any) -> list[GraphQLError]:
        """Errors as clients are told."""
        return errors

    async def execute(  # noqa: PLR0917  # as Strawberry has it
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Any = None,
        root_value: Any = None,
        operation_name: str | None = None,
        allowed_operation_types: Iterable[OperationType] | None = None,
        operation_extensions: dict[str, Any] | None = None,
    ) -> ExecutionResult:
        """One answer; a subscription has many and needs `stream`."""
        allowed = IN_ONE_ANSWER.intersection(allowed_operation_types or IN_ONE_ANSWER)
        try:
            found = await self._found(
                query, variable_values, operation_name, context_value, allowed
            )
            if isinstance(found, ExecutionResult):
                return found
            return await self._run(
                found, variable_values, root_value, context_value, operation_extensions
            )
        except NotTaken as not_taken:
            _executed.labels("standard executor", not_taken.reason).inc()
        return await super().execute(
            query,
            variable_values=variable_values,
            context_value=context_value,
            root_value=root_value,
            operation_name=operation_name,
            allowed_operation_types=allowed,
            operation_extensions=operation_extensions,
        )

    async def answer(
        self, asked: ExecutionContext, event: object, context: Any
    ) -> GraphQLExecutionResult:
        operation = self._operation(asked)
        if isinstance(operation, str):
            return await super().answer(asked, event, context)
        variables = operation.variables(asked.variables)
        if isinstance(variables, list):
            return GraphQLExecutionResult(None, variables)
        run = await operation.run(variables, event, context)
        return GraphQLExecutionResult(run.data, run.errors)

    async def _found(
        self,
        query: str | None,
        variables: dict[str, Any] | None,
        name: str | None,
        context: Any,
        allowed: frozenset[OperationType],
    ) -> Operation | ExecutionResult:
        """The operation, or its answer where it does not run.

        Raises:
            NotTaken: the standard executor runs it.
            AppError: who asks has spent too much.
        """
        if not query or not isinstance(name, str | None):
            raise NotTaken("malformed")
        found, cost = self._known(query, variables, name)
        if isinstance(found, Operation) and found.kind in allowed:
            await pay_for(context, cost)
            return found
        if found is None or isinstance(found, Operation):
            asked = await self.prepared(query, variables, name, context, allowed)
            known: Any = asked.result
            if known is not None:
                is_ours = isinstance(known, ExecutionResult)
                return known if is_ours else ExecutionResult(known.data, known.errors)
            found = self._operation(asked)
        if isinstance(found, str):
            raise NotTaken(found)
        return found

    def _known(
        self, query: str, variables: Variables, name: str | None
    ) -> tuple[Operation | str | None, int]:
        """With its cost; or why there is none, in a word. None: it has to be prepared, or does not
        run."""
        found = self._operations.get((query, name))
        if found is None or self._rules is None:
            return None, 0
        prepared = self.documents.known(query, variables, self._rules)
        if prepared is None or prepared.errors:
            return None, 0
        return found, prepared.cost(name)

    def _operation(self, asked: ExecutionContext) -> Operation | str:
        """Or why there is none."""
        key = asked.query or "", asked._provided_operation_name
        known = self._operations.get(key)
        if known is None:
            document = document_of(asked)
            try:
                known = Operation(
                    self,
                    document,
                    key[1],
                    hide_suggestions=not self.documents.suggestions,
                    most_errors=ERRORS,
                    all_asked=self.all_asked,
                )
            except NotTaken as not_taken:
                known = not_taken.reason
            self._operations.put(key, known, len(key[0]) + _TOKENS * A_TOKEN * document.token_count)
        return known

    async def _run(
        self,
        operation: Operation,
        given: dict[str, Any] | None,
        root: object,
        context: Any,
        extensions: dict[str, Any] | None,
    ) -> ExecutionResult:
        if spans.is_on():
            spans.here().rename(told_as(operation.kind, operation.name))
        variables = operation.variables(given)
        if isinstance(variables, list):
            data, errors = None, variables
        else:
            run = await operation.run(variables, root, context, extensions)
            data, errors = run.data, run.errors
        _planned.inc()
        if not errors:
            return ExecutionResult(data, None)
        self.process_errors(errors)
        return ExecutionResult(data, await self.told(errors, context))

    async def _prepared(self, context: ExecutionContext) -> Prepared:
        self._rules = context.validation_rules  # the same for all documents
        return await super()._prepared(context)
