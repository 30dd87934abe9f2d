"""From the text of a request to a document that may run: read, measured, validated, remembered.

A document is measured before it is validated, because some of graphql-core's rules are slow on
just those documents that the limits refuse. Validating takes most of a small query's time, so its
results are kept.
"""

import logging
import traceback
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from typing import Any, Final

import msgspec
import strawberry
from graphql import (
    ASTValidationRule,
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    parse,
)
from graphql.language.parser import MAX_NESTING_DEPTH
from strawberry.extensions.runner import SchemaExtensionsRunner
from strawberry.schema.schema import validate_document
from strawberry.types import ExecutionContext
from strawberry.types.execution import PreExecutionError

from gateway.limits import LimitExceeded, Limits
from gateway.measuring import measure
from infra.kernel.errors import AppError

log = logging.getLogger(__name__)

Rules = tuple[type[ASTValidationRule], ...]
Variables = Mapping[str, object] | None

ACCEPTED_TEXT: Final = 512 * 1024  # bytes; a parsed document takes about 50 times its text
REFUSED_TEXT: Final = 64 * 1024
ENTRY: Final = 256  # what even the shortest text counts for


class Prepared(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one text: it may run when `errors` is empty.

    `by_variables`: what it costs depends on the variables of the request.
    """

    document: DocumentNode | None = None
    errors: tuple[GraphQLError, ...] = ()
    by_variables: bool = False


class RecentTexts:
    """The results last used, as many as belong to `budget` bytes of text."""

    def __init__(self, budget: int) -> None:
        self.budget = budget
        self.used = 0
        self._entries: OrderedDict[Hashable, tuple[Prepared, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: Hashable) -> Prepared | None:
        entry = self._entries.get(key)
        if entry is None:
            return None
        self._entries.move_to_end(key)
        return entry[0]

    def put(self, key: Hashable, prepared: Prepared, size: int) -> None:
        weight = size + ENTRY
        if weight > self.budget:
            return
        self.used += weight - self._entries.pop(key, (prepared, 0))[1]
        self._entries[key] = prepared, weight
        while self.used > self.budget:
            self.used -= self._entries.popitem(last=False)[1][1]


class Documents:
    """The documents of one schema. For one thread; nothing in it waits.

    Refused texts are kept apart, so that a flood of them does not push out the good ones.
    """

    def __init__(self, schema: GraphQLSchema, limits: Limits | None = None) -> None:
        self.schema = schema
        self.limits = limits or Limits()
        self.accepted = RecentTexts(ACCEPTED_TEXT)
        self.refused = RecentTexts(REFUSED_TEXT)

    def prepare(self, text: str, variables: Variables, rules: Rules) -> Prepared:
        """Reads, measures and validates; errors are in the result, never raised."""
        size = len(text.encode("utf-8", "surrogatepass"))
        if size > self.limits.size:
            return _refused(LimitExceeded("size", self.limits.size, size))
        key = text, rules
        known = self.accepted.get(key) or self.refused.get(key)
        if known is None:
            return self._remember(key, size, self._read(text, variables, rules))
        return self._measure(known, variables) if known.by_variables else known

    def _read(self, text: str, variables: Variables, rules: Rules) -> Prepared:
        try:
            document = self._parse(text)
        except GraphQLError as error:
            return _refused(error)
        measured = self._measure(Prepared(document=document), variables)
        if measured.errors:
            return measured
        errors = tuple(validate_document(self.schema, document, rules))
        for broken in errors:
            broken.extensions = {"code": "GRAPHQL_VALIDATION_FAILED", **(broken.extensions or {})}
        return msgspec.structs.replace(measured, errors=errors)

    def _parse(self, text: str) -> DocumentNode:
        tokens = self.limits.tokens
        try:
            return parse(text, max_lexical_tokens=tokens, max_comments=tokens)
        except GraphQLSyntaxError as error:
            if "nested too deeply" in error.message:
                raise LimitExceeded("depth", self.limits.depth, MAX_NESTING_DEPTH) from None
            if "Parsing aborted" in error.message:
                raise LimitExceeded("tokens", tokens, tokens + 1) from None
            error.extensions = {"code": "GRAPHQL_PARSE_FAILED"}
            raise

    def _measure(self, prepared: Prepared, variables: Variables) -> Prepared:
        if prepared.document is None or prepared.errors:
            return prepared
        try:
            measured = measure(prepared.document, self.limits, variables)
        except GraphQLError as error:
            return _refused(error)
        return msgspec.structs.replace(prepared, by_variables=measured.by_variables)

    def _remember(self, key: Hashable, size: int, prepared: Prepared) -> Prepared:
        # Other variables may bring the same text within the limits; measuring it again is cheap.
        if not any(isinstance(error, LimitExceeded) for error in prepared.errors):
            (self.refused if prepared.errors else self.accepted).put(key, prepared, size)
        return prepared


class GuardedSchema(strawberry.Schema):
    """A schema that prepares its documents itself, for every asynchronous way of asking.

    Queries, mutations and subscriptions, over HTTP and over WebSockets, all pass
    `_prepare_operation_async`. Strawberry's public hook, `on_parse`, will not do: an error that is
    raised there breaks a stream instead of answering it.
    """

    def __init__(self, *args: Any, limits: Limits | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.documents = Documents(self._schema, limits)

    async def _prepare_operation_async(
        self, context: ExecutionContext, extensions_runner: SchemaExtensionsRunner
    ) -> PreExecutionError | None:
        if context.query and context.graphql_document is None:
            prepared = self.documents.prepare(
                context.query, context.variables, context.validation_rules
            )
            context.graphql_document = prepared.document
            context.pre_execution_errors = list(prepared.errors)
            if prepared.errors:
                return PreExecutionError(data=None, errors=list(prepared.errors))
        # With the document and the errors in place, Strawberry only looks at the kind of operation.
        return await super()._prepare_operation_async(context, extensions_runner)

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


def _refused(error: GraphQLError) -> Prepared:
    error.__traceback__ = None  # it would keep the frames, and with them the whole request, alive
    return Prepared(errors=(error,))
