"""Scalars and enums on their way out: exactly as the schema writes them, without a call where a
value is what it should be already."""

import math
from collections.abc import Callable
from typing import Any, Final

from graphql import (
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLLeafType,
    GraphQLString,
    Undefined,
)
from graphql.pyutils import inspect
from strawberry.schema.schema_converter import CustomGraphQLEnumType

Written = Callable[[Any], Any]
"""Of a value that is not null, what JSON says. Raises where the type does not have such a value."""

_AS_IT_IS: Final = {GraphQLString: str, GraphQLID: str, GraphQLBoolean: bool}
_LARGEST: Final = 2**31 - 1  # of an Int: section 3.5.1 of the GraphQL specification


def as_it_is(leaf: GraphQLLeafType) -> type | None:
    """The class whose values are written as they are."""
    return _AS_IT_IS.get(leaf)  # type: ignore[arg-type]  # an enum is not in it


def written(leaf: GraphQLLeafType) -> Written:
    if leaf is GraphQLInt:
        return _numbers(leaf, int, lambda value: -_LARGEST - 1 <= value <= _LARGEST)
    if leaf is GraphQLFloat:
        return _numbers(leaf, float, math.isfinite)
    if isinstance(leaf, CustomGraphQLEnumType):
        return _names(leaf)
    return _coercing(leaf)


def _numbers(leaf: GraphQLLeafType, kind: type, fits: Callable[[Any], bool]) -> Written:
    def write(value: Any) -> Any:
        return value if type(value) is kind and fits(value) else _coerced(leaf, value)

    return write


def _names(leaf: CustomGraphQLEnumType) -> Written:
    words: Any = leaf.wrapped_cls
    # by the value, because to hash a word takes Python a call
    names = {word._value_: leaf.coerce_output_value(word) for word in words}

    def write(value: Any) -> Any:
        return names[value._value_] if type(value) is words else _coerced(leaf, value)

    return write


def _coercing(leaf: GraphQLLeafType) -> Written:
    coerce = leaf.coerce_output_value

    def write(value: Any) -> Any:
        found = None if isinstance(value, Exception) else coerce(value)
        return _coerced(leaf, value) if found is None or found is Undefined else found

    return write


def _coerced(leaf: GraphQLLeafType | GraphQLEnumType, value: Any) -> Any:
    """As the standard executor does: `complete_leaf_value`."""
    if isinstance(value, Exception):
        raise value
    found = leaf.coerce_output_value(value)
    if found is None or found is Undefined:
        raise TypeError(
            f"Expected `{inspect(leaf)}.coerce_output_value({inspect(value)})` to return "
            f"non-nullable value, returned: {inspect(found)}"
        )
    return found
