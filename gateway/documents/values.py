"""Values that are written in a document, held against the types that are asked for."""

import contextlib
from typing import Any, Final

from graphql import (
    SKIP,
    GraphQLError,
    GraphQLInputType,
    ValueNode,
    ValuesOfCorrectTypeRule,
    VisitorAction,
    validate_input_literal,
)

QUOTED: Final = 1_000
"""Letters of an error: who is told so many is told one of a value."""


class _EnoughError(Exception):
    pass


class ValuesRule(ValuesOfCorrectTypeRule):
    """graphql-core's rule, which quotes the whole value in each of its errors, and to write a large
    one takes as long as reading it: of such a value the first fault is told."""

    def is_valid_value_node(
        self, node: ValueNode, input_type: GraphQLInputType | None
    ) -> VisitorAction:
        def told(error: GraphQLError, _path: Any) -> None:
            self.report_error(error)
            if len(error.message) > QUOTED:
                raise _EnoughError

        if input_type:
            hidden = self.context.hide_suggestions
            with contextlib.suppress(_EnoughError):
                validate_input_literal(node, input_type, told, hide_suggestions=hidden)
        return SKIP  # what is inside was looked at
