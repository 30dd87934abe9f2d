"""What means the same wherever it stands in the graph is said once, and filled in here.

A description that is written beside a field or an argument comes first, then what the words of a
room (`field_words` and the like) say of the field of a type. Where neither does, an input type says
which mutations take it, whatever is of an enum says what the enum says, and a name that means one
thing everywhere has its words in `shared_words` or `argument_words`.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
)

from gateway.schema.basics.argument_words import ARGUMENTS
from gateway.schema.basics.shared_words import FIELDS, INPUTS

Part = GraphQLField | GraphQLArgument | GraphQLInputField
Words = Mapping[str, str]
OwnWords = Mapping[str, Words]
"""By the type, then by the field."""


def describe(schema: GraphQLSchema, own: OwnWords = MappingProxyType({})) -> None:
    """Fills in what nobody described where it is made; `own`: what fields say in one type alone."""
    taken = _taken_by(schema)
    for kind in _own(schema):
        if isinstance(kind, GraphQLInputObjectType):
            if not kind.description and kind.name in taken:
                kind.description = f"What {', '.join(taken[kind.name])} takes."
            _fill(kind.name, kind.fields, INPUTS, own.get(kind.name, {}))
        elif isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            _fill(kind.name, kind.fields, FIELDS, own.get(kind.name, {}))
            for name, field in kind.fields.items():
                _fill(name, field.args, ARGUMENTS, {})


def undescribed(schema: GraphQLSchema) -> list[str]:
    """Everything that says nothing about itself."""
    return [*_silent_types(schema), *(place for place, part in _parts(schema) if not part)]


def _own(schema: GraphQLSchema) -> Iterator[GraphQLNamedType]:
    return (kind for kind in schema.type_map.values() if not kind.name.startswith("__"))


def _taken_by(schema: GraphQLSchema) -> Mapping[str, list[str]]:
    """The mutations, by the input that they take."""
    found: dict[str, list[str]] = defaultdict(list)
    mutations = schema.mutation_type.fields if schema.mutation_type else {}
    for name, field in mutations.items():
        for argument in field.args.values():
            found[get_named_type(argument.type).name].append(name)
    return found


def _fill(
    owner: str, parts: Mapping[str, GraphQLField] | Mapping[str, GraphQLArgument]
    | Mapping[str, GraphQLInputField], words: Words, own: Words,
) -> None:  # fmt: skip
    """`words`: by `owner.name` where it means something of its own there, else by the name. `own`:
    by the name, of this owner alone."""
    for name, part in parts.items():
        if not part.description:
            said = own.get(name) or words.get(f"{owner}.{name}") or words.get(name)
            part.description = said or _of_enum(part)


def _of_enum(part: Part) -> str | None:
    kind = get_named_type(part.type)
    return kind.description if isinstance(kind, GraphQLEnumType) else None


def _silent_types(schema: GraphQLSchema) -> list[str]:
    return [kind.name for kind in _own(schema) if not kind.description]


def _parts(schema: GraphQLSchema) -> Iterator[tuple[str, str | None]]:
    """Each with what it says."""
    for kind in _own(schema):
        if isinstance(kind, GraphQLEnumType):
            for name, value in kind.values.items():
                yield f"{kind.name}.{name}", value.description
        elif isinstance(kind, GraphQLInputObjectType):
            for name, part in kind.fields.items():
                yield f"{kind.name}.{name}", part.description
        elif isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for name, field in kind.fields.items():
                yield f"{kind.name}.{name}", field.description
                for argument, given in field.args.items():
                    yield f"{kind.name}.{name}({argument})", given.description
