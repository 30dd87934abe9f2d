"""A schema that lets only prepared documents run, and prepares them beside everything else."""

import asyncio
import contextlib
import logging
import re
import traceback
from collections.abc import AsyncGenerator, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import strawberry
from graphql import DocumentNode, FieldNode, GraphQLError, specified_rules
from graphql import ExecutionResult as GraphQLExecutionResult
from graphql.execution import (
    Executor,
    create_source_event_stream,
    execute_subscription_event,
    get_argument_values,
)
from strawberry.exceptions import MissingQueryError
from strawberry.extensions.runner import SchemaExtensionsRunner
from strawberry.types import ExecutionContext, ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType
from strawberry.utils.await_maybe import await_maybe

from gateway.documents.introspection import Introspection
from gateway.documents.lighter import collected_at_the_end
from gateway.documents.limits import DocumentLimits
from gateway.documents.metrics import count_refused
from gateway.documents.operations import refusal
from gateway.documents.paying import pay_for, pay_to_read
from gateway.documents.place import PLACE
from gateway.documents.reading import ERRORS, Documents, Prepared, Rules, Variables
from infra.kernel.errors import AppError
from infra.tracing import spans

log = logging.getLogger(__name__)

_DEVELOPERS_NAME: Final = re.compile(r"(?!.*\d{4})\w{1,64}", re.ASCII)
"""That of a client program; with more digits together it may be somebody's number."""
IN_ONE_ANSWER: Final = frozenset({OperationType.QUERY, OperationType.MUTATION})


class GuardedSchema(strawberry.Schema):
    """A schema that prepares its documents itself, for every asynchronous way of asking.

    Queries, mutations and subscriptions, over HTTP and over WebSockets, all pass
    `_prepare_operation_async`. Strawberry's public hook, `on_parse`, will not do: an error that is
    raised there breaks a stream instead of answering it.

    `suggestions`: whether errors name what may have been meant.
    """

    def __init__(
        self,
        *args: Any,
        limits: DocumentLimits | None = None,
        suggestions: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.documents = Documents(self._schema, limits, suggestions=suggestions)
        self.introspection = Introspection(self._schema)
        # One thread: a flood of documents takes turns with the event loop, not every moment of it.
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="documents")

    async def execute(self, *args: Any, **kwargs: Any) -> ExecutionResult:
        """One answer; a subscription has many and needs `stream`."""
        allowed = IN_ONE_ANSWER.intersection(kwargs.get("allowed_operation_types") or IN_ONE_ANSWER)
        return await super().execute(*args, **{**kwargs, "allowed_operation_types": allowed})

    async def prepared(
        self,
        query: str,
        variables: dict[str, Any] | None,
        name: str | None,
        context: Any,
        allowed: Iterable[OperationType] = tuple(OperationType),
    ) -> ExecutionContext:
        """An operation of any kind, paid for and ready to run; one that does not has its errors in
        `result`, and a question about the schema its answer.

        Raises:
            AppError: who asks has spent too much.
        """
        asked = self._create_execution_context(
            query=query,
            allowed_operation_types=allowed,
            variable_values=variables,
            context_value=context,
            operation_name=name,
        )
        extensions = self.get_extensions()
        for extension in extensions:
            extension.execution_context = asked
        runner = self.create_extensions_runner(asked, extensions)
        async with runner.operation():
            try:
                refused = await self._prepare_operation_async(asked, runner)
            except MissingQueryError as missing:
                refused = PreExecutionError(None, [GraphQLError(str(missing))])
            if refused:
                await self._handle_execution_result(asked, refused, runner)
        if not refused:
            await pay_for(context, self._cost(asked))
        return asked

    def _cost(self, asked: ExecutionContext) -> int:
        given = asked.query or "", asked.variables, asked.validation_rules
        known = self.documents.known(*given)
        return known.cost(asked._provided_operation_name) if known else 0

    async def runs(self, asked: Any, context: Any) -> bool:
        """Whether a text that was handed in is valid and within the limits."""
        prepared = await self.prepared(asked.query, asked.variables, asked.operation_name, context)
        return not prepared.pre_execution_errors

    def faults(self, text: str) -> Sequence[GraphQLError]:
        """Why it does not run, whoever asks."""
        return self.documents.prepare(text, None, specified_rules).errors

    async def answered(self, asked: ExecutionContext) -> GraphQLExecutionResult | ExecutionResult:
        """Of a query or mutation that was prepared, or could not be."""
        known: Any = asked.result
        return known or await self.execute(
            asked.query,
            variable_values=asked.variables,
            context_value=asked.context,
            operation_name=asked._provided_operation_name,
        )

    async def events(
        self, asked: ExecutionContext, document: DocumentNode, context: Any
    ) -> AsyncGenerator[Any, None] | list[GraphQLError]:
        """The source of a subscription that was prepared, or why there is none: section 6.2.3.1 of
        the GraphQL specification, CreateSourceEventStream. `document`: where it begins elsewhere
        than was asked."""
        executor = self._executor(asked, document, None, context)
        if isinstance(executor, list):
            return executor
        found: Any = await await_maybe(create_source_event_stream(executor))
        if isinstance(found, GraphQLExecutionResult):
            return found.errors or []
        stream: AsyncGenerator[Any, None] = found
        return stream

    async def answer(
        self, asked: ExecutionContext, event: object, context: Any
    ) -> GraphQLExecutionResult:
        """What a subscription says of one event: section 6.2.3.2, ExecuteSubscriptionEvent."""
        executor = self._executor(asked, document_of(asked), event, context)
        if isinstance(executor, list):
            return GraphQLExecutionResult(None, executor)
        return await await_maybe(execute_subscription_event(executor))

    def begins(self, asked: ExecutionContext, field: FieldNode) -> str | None:
        """The cursor that a subscription names; none: it does not, or what it names is wrong, as
        `events` will say."""
        executor = self._executor(asked, document_of(asked), None, asked.context)
        root = self._schema.subscription_type
        if isinstance(executor, list) or root is None:
            return None
        try:
            defined = root.fields[field.name.value]
            given = get_argument_values(defined, field, executor.variable_values)
        except GraphQLError:
            return None
        place: str | None = given.get(PLACE)
        return place

    def _executor(
        self, asked: ExecutionContext, document: DocumentNode, root: object, context: Any
    ) -> Executor[Any] | list[GraphQLError]:
        return Executor.build(
            self._schema,
            document,
            root,
            context,
            asked.variables,
            asked._provided_operation_name,
            max_coercion_errors=ERRORS,
            hide_suggestions=not self.documents.suggestions,
        )

    async def _prepare_operation_async(
        self, context: ExecutionContext, extensions_runner: SchemaExtensionsRunner
    ) -> PreExecutionError | None:
        if context.query and context.graphql_document is None:
            prepared = await self._prepared(context)
            errors = list(prepared.errors) or _not_to_run(context, prepared)
            context.graphql_document = prepared.document
            context.pre_execution_errors = errors
            if errors:
                count_refused(errors)
                return PreExecutionError(data=None, errors=errors)
        # With the document and the errors in place, Strawberry only looks at the kind of operation.
        refused = await super()._prepare_operation_async(context, extensions_runner)
        if spans.is_on() and not refused:
            spans.here().rename(told_as(context.operation_type, context.operation_name))
        return refused

    async def _prepared(self, context: ExecutionContext) -> Prepared:
        asked = context.query or "", context.variables, context.validation_rules
        known = self.documents.known(*asked)
        if known is None:
            await pay_to_read(context.context, asked[0])
        if known is None or (known.introspection and not known.errors):
            async with getattr(context.context, "reading", None) or contextlib.nullcontext():
                loop = asyncio.get_running_loop()
                work = loop.run_in_executor(self._reader, self._read, *asked)
                known, context.result = await work
        return known

    def _read(
        self, text: str, variables: Variables, rules: Rules
    ) -> tuple[Prepared, GraphQLExecutionResult | None]:
        """What is known of a document, with the answer when it only asks about the schema."""
        with collected_at_the_end():
            prepared = self.documents.prepare(text, variables, rules)
            if prepared.document is None or prepared.errors or not prepared.introspection:
                return prepared, None
            return prepared, self.introspection.answer(prepared.document)

    def _get_custom_context_kwargs(
        self, operation_extensions: dict[str, Any] | None = None, *, sync: bool = False
    ) -> dict[str, Any]:
        return {
            **super()._get_custom_context_kwargs(operation_extensions, sync=sync),
            "max_coercion_errors": ERRORS,
            "hide_suggestions": not self.documents.suggestions,
        }

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Logs what failed inside, by place and kind only.

        Strawberry would log the document, and with it the phone numbers that stand in it; the
        message of an exception may quote them too.
        """
        for error in errors:
            cause = error.original_error
            if cause is not None and not isinstance(cause, AppError):
                place = ".".join(str(step) for step in error.path or ())
                frames = "".join(traceback.format_tb(cause.__traceback__))
                log.error("resolving %s failed: %s\n%s", place, type(cause).__name__, frames)


def document_of(asked: ExecutionContext) -> DocumentNode:
    """Of an operation that was prepared, and runs."""
    if asked.graphql_document is None:
        raise ValueError("an operation is prepared before it runs")
    return asked.graphql_document


def told_as(kind: OperationType, name: str | None) -> str:
    """Kind and name of an operation: no document, and nothing of its variables."""
    told = kind.value.lower()
    return f"{told} {name}" if _DEVELOPERS_NAME.fullmatch(name or "") else told


def _not_to_run(context: ExecutionContext, prepared: Prepared) -> list[GraphQLError]:
    if prepared.document is None:
        return []
    # Strawberry's `operation_name` would be that of the first operation when none was given.
    name = context._provided_operation_name
    refused = refusal(prepared.document, name, context.allowed_operations)
    return [refused] if refused else []
