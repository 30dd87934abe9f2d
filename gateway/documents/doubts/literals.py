"""The values that are written in a document, and the variables among them."""

from collections.abc import Mapping
from typing import Any, NoReturn

from graphql import (
    GraphQLArgument,
    GraphQLInputField,
    GraphQLInputType,
    GraphQLSchema,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    UniqueInputFieldNamesRule,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_input_object_type,
    is_input_type,
    is_list_type,
    is_required_input_field,
    type_from_ast,
    validate_input_literal,
)
from graphql.pyutils import Undefined

from gateway.documents.doubts.rules import VALUES, Rule
from gateway.documents.doubts.uses import Uses, VariableUse
from gateway.documents.one_of import OneOfRule, takes_one


class Literals:
    """Looks through values, and adds what it doubts and the variables it meets to what is given."""

    def __init__(self, schema: GraphQLSchema, doubted: set[Rule]) -> None:
        self._schema = schema
        self._doubted = doubted

    def default(self, of: VariableDefinitionNode, uses: Uses) -> None:
        named: Any = type_from_ast(self._schema, of.type)
        if of.default_value:
            self._written(of.default_value, named if is_input_type(named) else None, uses)

    def given(self, value: ValueNode, to: GraphQLArgument | None, uses: Uses) -> None:
        """The value of an argument; none: nothing has an argument of that name."""
        if isinstance(value, VariableNode):
            uses.variables.add(_use(value, to))
        else:
            self._written(value, to.type if to else None, uses)

    def _written(self, value: ValueNode, type_: GraphQLInputType | None, uses: Uses) -> None:
        """A value that is no variable, but may have some in it."""
        self._inside(value, type_, uses)
        if type_ and not self._doubted.issuperset(VALUES) and not _is_right(value, type_):
            self._doubted.update(VALUES)

    def _inside(self, value: ValueNode, type_: GraphQLInputType | None, uses: Uses) -> None:
        if isinstance(value, NullValueNode):
            self._doubted.update(VALUES)  # Strawberry has a rule where none may stand
        elif isinstance(value, ListValueNode):
            self._items(value, type_, uses)
        elif isinstance(value, ObjectValueNode):
            self._fields(value, type_, uses)

    def _items(self, value: ListValueNode, type_: GraphQLInputType | None, uses: Uses) -> None:
        listed: Any = get_nullable_type(type_) if type_ else None
        inner = listed.of_type if is_list_type(listed) else None
        for item in value.values:
            if isinstance(item, VariableNode):
                uses.variables.add(VariableUse(item.name.value, inner, False))
            else:
                self._inside(item, inner, uses)

    def _fields(self, value: ObjectValueNode, type_: GraphQLInputType | None, uses: Uses) -> None:
        named: Any = get_named_type(type_)
        known: Mapping[str, GraphQLInputField] = named.fields if is_input_object_type(named) else {}
        if takes_one(named):
            self._doubted.add(OneOfRule)
        if len({field.name.value for field in value.fields}) != len(value.fields):
            self._doubted.add(UniqueInputFieldNamesRule)
        if known and not _may_be_right(value, known):
            self._doubted.update(VALUES)
        for field in value.fields:
            to = known.get(field.name.value)
            if isinstance(field.value, VariableNode):
                uses.variables.add(_use(field.value, to))
            else:
                self._inside(field.value, to.type if to else None, uses)


class _WrongError(Exception):
    pass


def _may_be_right(value: ObjectValueNode, known: Mapping[str, GraphQLInputField]) -> bool:
    """Whether all fields are known, and none is missing. To ask graphql-core has it write down all
    of the value for what it would say."""
    names = {field.name.value for field in value.fields}
    return names <= known.keys() and not any(
        is_required_input_field(field) for name, field in known.items() if name not in names
    )


def _is_right(value: ValueNode, type_: GraphQLInputType) -> bool:
    def wrong(*_: object) -> NoReturn:
        raise _WrongError  # one is enough

    try:
        validate_input_literal(value, type_, wrong, hide_suggestions=True)
    except _WrongError:
        return False
    return True


def _use(variable: VariableNode, at: GraphQLArgument | GraphQLInputField | None) -> VariableUse:
    if at is None:
        return VariableUse(variable.name.value, None, default=False)
    default = at.default is not None or at.default_value is not Undefined
    return VariableUse(variable.name.value, at.type, default)
