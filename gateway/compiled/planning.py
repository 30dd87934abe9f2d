"""From an operation and its schema to the fields that put its answer together."""

from collections.abc import Iterator
from functools import partial
from typing import Any, cast

from graphql import (
    GraphQLLeafType,
    GraphQLObjectType,
    GraphQLOutputType,
    OperationDefinitionNode,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)
from graphql.execution.collect_fields import (
    FieldDetails,
    FragmentDetails,
    GroupedFieldSet,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import VariableValues
from strawberry.schema import Schema
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.base import StrawberryObjectDefinition

from gateway.compiled.arguments import Reading
from gateway.compiled.asked import Field
from gateway.compiled.extracting import Extractor, Source, Unreadable, texts
from gateway.compiled.fields import (
    Attribute,
    Constant,
    Leaf,
    Puts,
    Resolved,
    Shape,
    as_strawberry_does,
    in_rows,
    of_its_source,
    prepared,
    the_source_itself,
)
from gateway.compiled.leaves import as_it_is, written
from gateway.compiled.resolvers import called, is_attribute, of_source_alone
from gateway.compiled.shapes import Maybe, OfLeaf, OfList, OfObject, OfSeveral
from gateway.compiled.shows import read_of, shows_view

_DECLARED = GraphQLCoreConverter.DEFINITION_BACKREF


class OperationPlanner:
    """Which fields an object is asked for is graphql-core's own answer; what each takes is worked
    out here. What is asked of an object is planned when the first one comes."""

    def __init__(
        self,
        schema: Schema,
        operation: OperationDefinitionNode,
        fragments: dict[str, FragmentDetails],
        variables: VariableValues,
        *,
        hide_suggestions: bool,
    ) -> None:
        self._schema = schema._schema
        self._operation = operation
        self._fragments = fragments
        self._variables = variables
        self._hide = hide_suggestions
        self._reading = Reading(schema, hide_suggestions=hide_suggestions)

    def root(self, type_: GraphQLObjectType) -> list[Puts]:
        """
        Raises:
            GraphQLError: it depends on variables that say nothing which fields there are.
        """
        return self._fields(type_, self._of_root(type_))

    def extractors(self, type_: GraphQLObjectType) -> Iterator[str]:
        """What is written for a root, to be looked at. Raises as `root`."""
        return texts(self._asked_of, type_, self._of_root(type_))

    def _of_root(self, type_: GraphQLObjectType) -> GroupedFieldSet:
        found = collect_fields(
            self._schema, self._fragments, self._variables, type_, self._operation, self._hide
        )
        return found.grouped_field_set

    def _below(self, type_: GraphQLObjectType, details: list[FieldDetails]) -> list[Puts]:
        return self._fields(type_, self._asked_of(type_, details))

    def _extractor(self, type_: GraphQLObjectType, details: list[FieldDetails]) -> Extractor | None:
        try:
            return Source(self._asked_of).extractor(type_, details)
        except Unreadable:
            return None

    def _asked_of(self, type_: GraphQLObjectType, details: list[FieldDetails]) -> GroupedFieldSet:
        return collect_subfields(
            self._schema,
            self._fragments,
            self._variables,
            self._operation,
            type_,
            details,
            self._hide,
        ).grouped_field_set

    def _fields(self, type_: GraphQLObjectType, grouped: GroupedFieldSet) -> list[Puts]:
        return list(in_rows(self._field(type_, *one) for one in grouped.items()))

    def _field(self, type_: GraphQLObjectType, key: str, details: list[FieldDetails]) -> Puts:
        name = details[0].node.name.value
        if name == "__typename":
            return Constant(key, type_.name)
        definition = self._schema.get_field(type_, name)
        if definition is None:
            raise LookupError("a valid document asks for fields that are there")
        declared = definition.extensions[_DECLARED]
        field = Field(key, type_, definition, details, declared)
        return self._attribute(field) if is_attribute(declared) else self._asked(field)

    def _attribute(self, field: Field) -> Puts:
        attribute = cast(Any, field.declared).python_name
        kind = field.definition.type
        leaf = kind.of_type if is_non_null_type(kind) else kind
        if is_leaf_type(leaf):
            path = self._path(field, attribute)
            return Leaf(field, attribute, path, as_it_is(leaf), written(leaf))
        return Attribute(field, attribute, self._shape(field, kind))

    def _path(self, field: Field, attribute: str) -> str:
        parent = self._declared_of(field.parent)
        read = read_of(cast(Any, field.declared))
        past_it = parent and shows_view(parent.origin) and isinstance(read, str)
        return f"_view.{read}" if past_it else attribute

    def _asked(self, field: Field) -> Puts:
        shape = self._shape(field, field.definition.type)
        if field.definition.subscribe is not None:
            return Resolved(field, the_source_itself, shape)
        if alone := of_source_alone(cast(Any, field.declared)):
            return Resolved(field, of_its_source(alone), shape)
        call = called(cast(Any, field.declared))
        if call is None:
            return Resolved(field, as_strawberry_does(field, self._reading), shape)
        return Resolved(field, prepared(field, call, self._reading.arguments(field)), shape)

    def _shape(self, field: Field, kind: GraphQLOutputType) -> Shape:
        nullable = not is_non_null_type(kind)
        inner: Any = kind if nullable else cast(Any, kind).of_type
        return Maybe(field, self._inner(field, inner), nullable=nullable)

    def _inner(self, field: Field, kind: Any) -> Shape:
        if is_list_type(kind):
            item = self._shape(field, kind.of_type)
            return OfList(field, item, nullable=not is_non_null_type(kind.of_type))
        if is_leaf_type(kind):
            leaf: GraphQLLeafType = kind
            return OfLeaf(as_it_is(leaf), written(leaf))
        if is_abstract_type(kind):
            return OfSeveral(field, kind, self._declared, lambda one: self._object(field, one))
        return self._object(field, kind)

    def _object(self, field: Field, type_: GraphQLObjectType) -> Shape:
        below = partial(self._below, type_, field.details)
        extractor = partial(self._extractor, type_, field.details)
        return OfObject(field, type_, self._declared_of(type_), below, extractor)

    def _declared(self, name: str) -> StrawberryObjectDefinition | None:
        return self._declared_of(self._schema.get_type(name))

    def _declared_of(self, type_: Any) -> StrawberryObjectDefinition | None:
        found = type_.extensions.get(_DECLARED)
        return found if isinstance(found, StrawberryObjectDefinition) else None
