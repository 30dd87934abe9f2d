"""What a schema says of its fields and directives, made ready to be asked often."""

from collections.abc import Mapping
from typing import Final

import msgspec
from graphql import (
    DirectiveLocation,
    GraphQLArgument,
    GraphQLCompositeType,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    do_types_overlap,
    get_named_type,
    is_composite_type,
    is_introspection_type,
    is_required_argument,
)

Arguments = Mapping[str, GraphQLArgument]
_META: Final = ("__typename", "__schema", "__type")


class KnownField(msgspec.Struct, frozen=True):
    """`returned`: what can be selected from it; none: it is a leaf."""

    returned: GraphQLCompositeType | None
    introspection: bool
    arguments: Arguments
    required: frozenset[str]


class KnownDirective(msgspec.Struct, frozen=True):
    locations: frozenset[DirectiveLocation]
    arguments: Arguments
    required: frozenset[str]


class Known:
    """One schema. For any thread: whatever is written twice is the same."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema
        self.directives = {
            one.name: KnownDirective(frozenset(one.locations), one.args, _required(one.args))
            for one in schema.directives
        }
        self._fields: dict[str, Mapping[str, KnownField]] = {}
        self._overlaps: dict[tuple[str, str], bool] = {}

    def fields(self, of: GraphQLCompositeType) -> Mapping[str, KnownField]:
        """All that can be asked of a type, what introspection adds included."""
        known = self._fields.get(of.name)
        if known is None:
            names = [*getattr(of, "fields", ()), *_META]
            found = {name: self.schema.get_field(of, name) for name in names}
            known = {name: _described(field) for name, field in found.items() if field}
            self._fields[of.name] = known
        return known

    def composite(self, name: str) -> GraphQLCompositeType | None:
        """The type of that name, if one can select from it."""
        return _composite(self.schema.get_type(name))

    def overlap(self, one: GraphQLCompositeType, other: GraphQLCompositeType) -> bool:
        """Whether an object may be of both."""
        pair = one.name, other.name
        known = self._overlaps.get(pair)
        if known is None:
            known = self._overlaps[pair] = do_types_overlap(self.schema, one, other)
        return known


def _described(field: GraphQLField) -> KnownField:
    named = get_named_type(field.type)
    introspection = is_introspection_type(named)
    return KnownField(_composite(named), introspection, field.args, _required(field.args))


def _required(arguments: Arguments) -> frozenset[str]:
    return frozenset(name for name, one in arguments.items() if is_required_argument(one))


def _composite(named: GraphQLNamedType | None) -> GraphQLCompositeType | None:
    return named if is_composite_type(named) else None
