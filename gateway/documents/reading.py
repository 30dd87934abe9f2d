"""From the text of a request to a document that may run: read, measured, validated, remembered.

A document is measured before it is validated, because some of graphql-core's rules are slow on
just those documents that the limits refuse. Validating takes most of a small query's time, so its
results are kept.
"""

from collections.abc import Mapping
from typing import Final

import msgspec
from graphql import (
    ASTValidationRule,
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    ValuesOfCorrectTypeRule,
    validate,
)
from graphql.validation.rules import overlapping_fields_can_be_merged as overlapping
from graphql.validation.validate import ValidationAbortedError
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule

from gateway.documents.doubts.rules import VOUCHED_FOR
from gateway.documents.doubts.walk import Doubts
from gateway.documents.limits import DocumentLimits, LimitExceeded
from gateway.documents.measuring import Measure
from gateway.documents.one_of import OneOfRule
from gateway.documents.parsing import parse
from gateway.documents.recent import Recent
from gateway.documents.values import ValuesRule

Rules = tuple[type[ASTValidationRule], ...]
Variables = Mapping[str, object] | None
Key = tuple[str, Rules]

ACCEPTED: Final = 4 * 1024 * 1024
"""Bytes of what is kept: some hundred ordinary documents. The garbage collector looks through all
of it, again and again, while nobody else may run."""

A_TOKEN: Final = 256  # bytes of what it becomes in a parsed document
REFUSED_TEXT: Final = 64 * 1024
_OF_OURS: Final[dict[type[ASTValidationRule], type[ASTValidationRule]]] = {
    ValuesOfCorrectTypeRule: ValuesRule
}
ERRORS: Final = 3  # each may quote the whole argument that it stands in


class Prepared(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one text: it may run when `errors` is empty.

    `by_variables`: what it costs depends on the variables of the request. `introspection`: it asks
    about the schema. `repeats`: somewhere two fields answer under one name. `costs`: of each
    operation, by name.
    """

    document: DocumentNode | None = None
    errors: tuple[GraphQLError, ...] = ()
    by_variables: bool = False
    introspection: bool = False
    repeats: bool = False
    costs: dict[str, int] = {}

    def cost(self, operation: str | None) -> int:
        """Of the one that runs; of a document of one it need not be named."""
        if operation is None:
            return next(iter(self.costs.values()), 0)
        return self.costs.get(operation, 0)


class Documents:
    """The documents of one schema; nothing in it waits.

    Refused texts are kept apart, so that a flood of them does not push out the good ones.
    `suggestions`: whether errors name what may have been meant.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        limits: DocumentLimits | None = None,
        *,
        suggestions: bool = True,
    ) -> None:
        self.schema = schema
        self.measure = Measure(schema)
        self.doubts = Doubts(schema)
        self.limits = limits or DocumentLimits(introspection=self.measure.usual_introspection())
        self.suggestions = suggestions
        self.accepted: Recent[Key, Prepared] = Recent(ACCEPTED)
        self.refused: Recent[Key, Prepared] = Recent(REFUSED_TEXT)

    def known(self, text: str, variables: Variables, rules: Rules) -> Prepared | None:
        """What `prepare` would say, when that takes no reading and no validating."""
        if too_many := self._too_many(variables):
            return too_many
        key = text, rules
        known = self.accepted.get(key) or self.refused.get(key)
        return self._measured(known, variables) if known and known.by_variables else known

    def prepare(self, text: str, variables: Variables, rules: Rules) -> Prepared:
        """Reads, measures and validates; errors are in the result, never raised."""
        size = len(text.encode("utf-8", "surrogatepass"))
        if size > self.limits.size:
            return _refused(LimitExceeded("size", self.limits.size, size))
        known = self.known(text, variables, rules)
        if known:
            return known
        try:
            read = self._measured(Prepared(document=self._parse(text)), variables)
        except GraphQLError as error:
            read = _refused(error)
        prepared = self._validated(read, rules)
        # Other variables may bring the same text within the limits; measuring it again is cheap.
        if not any(isinstance(error, LimitExceeded) for error in prepared.errors):
            self._keep((text, rules), prepared, size)
        return prepared

    def _keep(self, key: Key, prepared: Prepared, size: int) -> None:
        if prepared.document is None:
            self.refused.put(key, prepared, size)
        else:
            self.accepted.put(key, prepared, size + A_TOKEN * prepared.document.token_count)

    def _too_many(self, variables: Variables) -> Prepared | None:
        if not variables:
            return None
        found: list[object] = [variables]
        for value in found:  # grows meanwhile
            if isinstance(value, Mapping):
                longest = max(map(len, value), default=0)
                if longest > self.limits.name:
                    return _refused(LimitExceeded("name", self.limits.name, longest))
            if isinstance(value, Mapping | list):
                found.extend(value.values() if isinstance(value, Mapping) else value)
            if len(found) > self.limits.values + 1:
                return _refused(LimitExceeded("values", self.limits.values, len(found) - 1))
        return None

    def _parse(self, text: str) -> DocumentNode:
        try:
            return parse(text, self.limits)
        except GraphQLSyntaxError as error:
            error.extensions = {"code": "GRAPHQL_PARSE_FAILED"}
            raise

    def _measured(self, prepared: Prepared, variables: Variables) -> Prepared:
        if prepared.document is None or prepared.errors:
            return prepared
        try:
            measured = self.measure(prepared.document, self.limits, variables)
        except GraphQLError as error:
            return _refused(error)
        return msgspec.structs.replace(
            prepared,
            by_variables=measured.by_variables,
            repeats=measured.repeats,
            costs={name: size.cost for name, size in measured.operations.items()},
            introspection=any(size.introspection for size in measured.operations.values()),
        )

    def _validated(self, prepared: Prepared, rules: Rules) -> Prepared:
        if prepared.document is None or prepared.errors:
            return prepared
        overlapping.MAX_COMPLEXITY_BUDGET = self.limits.comparisons
        every_rule = (*rules, MaybeNullValidationRule, OneOfRule)
        doubted = self.doubts(prepared.document, repeats=prepared.repeats)
        left = [
            _OF_OURS.get(rule, rule)
            for rule in every_rule
            if rule in doubted or rule not in VOUCHED_FOR
        ]
        if not left:
            return prepared
        errors = validate(self.schema, prepared.document, left, ERRORS, not self.suggestions)
        return _refused(*map(self._coded, errors)) if errors else prepared

    def _coded(self, error: GraphQLError) -> GraphQLError:
        if isinstance(error, ValidationAbortedError) and error.message == "Validation aborted.":
            return LimitExceeded(
                "comparisons", self.limits.comparisons, self.limits.comparisons + 1
            )
        error.extensions = {"code": "GRAPHQL_VALIDATION_FAILED", **(error.extensions or {})}
        return error


def _refused(*errors: GraphQLError) -> Prepared:
    for error in errors:
        error.__traceback__ = (
            None  # it would keep the frames, and with them the whole request, alive
        )
        error.nodes = None  # so would these the document; where they stand in it is known by now
    return Prepared(errors=errors)
