"""Operations as anybody could write them for a schema: with fragments, aliases, conditions,
variables, lists and literals."""

import json
from dataclasses import dataclass, field
from random import Random
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    is_list_type,
    is_non_null_type,
    is_required_argument,
    is_required_input_field,
)


@dataclass
class Asked:
    text: str
    variables: dict[str, Any]


@dataclass
class Writer:
    """Writes one operation. `left`: fields that may still be asked for. `never`: fields, as
    `Type.field`, that are left out."""

    schema: GraphQLSchema
    chance: Random
    deepest: int = 4
    left: int = 60
    never: frozenset[str] = frozenset()
    declared: dict[str, str] = field(default_factory=dict)
    variables: dict[str, Any] = field(default_factory=dict)
    fragments: list[str] = field(default_factory=list)
    _keys: int = 0

    def operation(self, kind: str) -> Asked:
        root = self.schema.mutation_type if kind == "mutation" else self.schema.query_type
        assert root is not None
        selected = self._selection(root, 0)
        declared = ", ".join(f"${name}: {of}" for name, of in self.declared.items())
        head = f"{kind} Asked({declared})" if declared else f"{kind} Asked"
        return Asked(" ".join([f"{head} {selected}", *self.fragments]), self.variables)

    def _selection(self, parent: Any, depth: int) -> str:
        chosen = [self._one(parent, depth) for _ in range(self.chance.randint(1, 4))]
        said = [one for one in chosen if one]
        return f"{{ {' '.join(said or [self._typename()])} }}"

    def _typename(self) -> str:
        return self.chance.choice(("__typename", f"{self._key()}: __typename"))

    def _one(self, parent: Any, depth: int) -> str:
        self.left -= 1
        way = self.chance.random()
        if way < 0.08 or self.left < 0:
            return self._typename()
        if way < 0.16:
            return f"... {self._condition()} {self._selection(parent, depth)}"
        if way < 0.24 or is_abstract_type(parent):
            return self._fragment(parent, depth)
        return self._field(parent, depth)

    def _fragment(self, parent: Any, depth: int) -> str:
        if is_abstract_type(parent):
            within: Any = self.chance.choice([parent, *self.schema.get_possible_types(parent)])
            if within is parent and hasattr(parent, "fields") and self.chance.random() < 0.6:
                return self._field(parent, depth)
        else:
            within = self.chance.choice([parent, *parent.interfaces])
        if within is parent and is_abstract_type(parent):
            return self._typename()
        inner = self._selection(within, depth)
        if self.chance.random() < 0.5:
            return f"... on {within.name} {self._condition()} {inner}"
        name = f"F{len(self.fragments)}"
        self.fragments.append(f"fragment {name} on {within.name} {inner}")
        return f"...{name} {self._condition()}"

    def _field(self, parent: Any, depth: int) -> str:
        names = [one for one in sorted(parent.fields) if f"{parent.name}.{one}" not in self.never]
        if depth >= self.deepest:
            names = [one for one in names if not self._goes_on(parent, one)]
        if not names:
            return self._typename()
        name = self.chance.choice(names)
        made = parent.fields[name]
        given = self._arguments(made.args)
        key = f"{self._key()}: " if given or self.chance.random() < 0.3 else ""
        selected = ""
        if self._goes_on(parent, name):
            key = f"{self._key()}: "  # merges with nothing that asks otherwise
            selected = self._selection(get_named_type(made.type), depth + 1)
        if self.chance.random() < 0.15:
            key = f"{self._key()}: "
        return f"{key}{name}{given} {self._condition()} {selected}"

    def _goes_on(self, parent: GraphQLObjectType, name: str) -> bool:
        return is_composite_type(get_named_type(parent.fields[name].type))

    def _condition(self) -> str:
        if self.chance.random() > 0.15:
            return ""
        directive, value = self.chance.choice(("skip", "include")), self.chance.random() < 0.5
        if self.chance.random() < 0.5:
            return f"@{directive}(if: {str(value).lower()})"
        return f"@{directive}(if: ${self._variable(GraphQLNonNull(self._type('Boolean')), value)})"

    def _arguments(self, arguments: dict[str, GraphQLArgument]) -> str:
        said = []
        for name, argument in arguments.items():
            if not is_required_argument(argument) and self.chance.random() < 0.5:
                continue
            value = self._value(argument.type)
            if self.chance.random() < 0.5:
                said.append(f"{name}: ${self._variable(argument.type, value)}")
            else:
                said.append(f"{name}: {_literal(value, argument.type)}")
        return f"({', '.join(said)})" if said else ""

    def _variable(self, kind: Any, value: Any) -> str:
        name = f"v{len(self.declared)}"
        way = self.chance.random()
        if way < 0.3:  # only as a default
            self.declared[name] = f"{kind} = {_literal(value, kind)}"
            return name
        self.declared[name] = str(kind)
        if way < 0.9 or is_non_null_type(kind):
            self.variables[name] = value
        return name  # else it is left out

    def _value(self, kind: Any) -> Any:
        if is_non_null_type(kind):
            return self._value(kind.of_type)
        if is_list_type(kind):
            return [self._value(kind.of_type) for _ in range(self.chance.randrange(3))]
        if isinstance(kind, GraphQLInputObjectType):
            return {
                name: self._value(one.type)
                for name, one in kind.fields.items()
                if is_required_input_field(one)
                or (self.chance.random() < 0.4 and get_named_type(one.type) is not kind)
            }
        if isinstance(kind, GraphQLEnumType):
            return self.chance.choice(sorted(kind.values))
        return {
            "Int": self.chance.randrange(5),
            "Float": 0.5,
            "Boolean": self.chance.random() < 0.5,
            "DateTime": "2026-11-21T08:30:00.000Z",
        }.get(kind.name, self.chance.choice(("m-1", "a", '"\\')))

    def _type(self, name: str) -> Any:
        return self.schema.type_map[name]

    def _key(self) -> str:
        self._keys += 1
        return f"k{self._keys}"


def _literal(value: Any, kind: Any) -> str:
    kind = kind.of_type if is_non_null_type(kind) else kind
    if is_list_type(kind) and value is not None:
        return f"[{', '.join(_literal(one, kind.of_type) for one in value)}]"
    if isinstance(kind, GraphQLInputObjectType) and value is not None:
        fields = (f"{name}: {_literal(one, kind.fields[name].type)}" for name, one in value.items())
        return f"{{{', '.join(fields)}}}"
    return str(value) if isinstance(kind, GraphQLEnumType) else json.dumps(value)
