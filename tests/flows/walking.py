"""Questions made from the schema: of everything that a role can reach, with every argument filled
in. What cannot be filled in is an error, so that a new field or argument is never passed over.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLUnionType,
    get_named_type,
    is_required_argument,
    is_required_input_field,
)

from gateway.identity.viewer import Role
from gateway.schema.permissions import Allow
from gateway.schema.root import build_schema

SCHEMA = build_schema()
GRAPH = SCHEMA._schema
SPOTS_A_DOCUMENT = 24
SPOTS_A_CHANGE = 90
"""A change is made once, where all that it shows can be asked for at once."""
PAYLOAD_DEPTH = 3
LEFT_OUT = ("after", "idempotencyKey", "before", "last")
"""Optional, and about how to ask, not about whom."""
_PLAIN = {"Int": "1", "Float": "1.5", "Boolean": "true", "DateTime": '"2026-12-01T00:00:00Z"'}

Given = Mapping[str, Sequence[str]]
"""By the name of an argument or a field of an input: what may be given for it."""


class Unclassified(Exception):
    """An argument of which nobody said what it may be about."""


@dataclass
class Selection:
    """`leaves`: fields without fields; `inside`: the others, as they are written with arguments,
    and fragments on types."""

    leaves: list[str] = field(default_factory=list)
    inside: dict[str, "Selection"] = field(default_factory=dict)

    def written(self) -> str:
        parts = [*self.leaves, *(f"{key} {one.written()}" for key, one in self.inside.items())]
        return f"{{ {' '.join(parts)} }}"

    def spots(self) -> Iterator[tuple[tuple[str, ...], list[str]]]:
        """Each place that has leaves."""
        if self.leaves:
            yield (), self.leaves
        for key, one in self.inside.items():
            yield from (((key, *path), leaves) for path, leaves in one.spots())

    def with_spot(self, path: Sequence[str], leaves: list[str]) -> None:
        here = self
        for key in path:
            here = here.inside.setdefault(key, Selection())
        here.leaves = leaves


def allows(kind: str) -> dict[str, Allow]:
    """Who may use each field of Query, Mutation or Subscription."""
    root: Any = {"query": SCHEMA.query, "mutation": SCHEMA.mutation}.get(kind, SCHEMA.subscription)
    name = SCHEMA.config.name_converter.get_graphql_name
    return {
        name(one): allow
        for one in root.__strawberry_definition__.fields
        for allow in one.extensions
        if isinstance(allow, Allow)
    }


def words_of_arguments() -> set[str]:
    """The names of all arguments and fields of inputs anywhere that take any text."""
    found = set()
    for kind in GRAPH.type_map.values():
        if isinstance(kind, GraphQLInputObjectType):
            places = dict(kind.fields)
        elif isinstance(kind, GraphQLObjectType):
            places = {name: arg for one in kind.fields.values() for name, arg in one.args.items()}
        else:
            continue
        found |= {
            name
            for name, one in places.items()
            if get_named_type(one.type).name in ("String", "ID")
        }
    return found - set(LEFT_OUT)


def root_fields(kind: str, role: Role) -> dict[str, GraphQLField]:
    """Those of Query, Mutation or Subscription that a role may use."""
    open_to = {name for name, one in allows(kind).items() if role in one.who or _staff(role, one)}
    graph: Any = getattr(GRAPH, f"{kind}_type")
    return {name: found for name, found in graph.fields.items() if name in open_to}


def _staff(role: Role, allow: Allow) -> bool:
    return role is Role.STAFF and any(not isinstance(one, Role) for one in allow.who)


@dataclass
class Selecting:
    """`once`: fields with fields that were walked into already; none: each is, on every way."""

    given: Given
    once: set[tuple[str, str]] | None = None

    def all_of(
        self, kind: GraphQLNamedType, depth: int, above: frozenset[str] = frozenset()
    ) -> Selection:
        """All fields below; no type again inside itself, or no field twice at all."""
        made = Selection(["__typename"])
        if isinstance(kind, GraphQLUnionType | GraphQLInterfaceType):
            for each in GRAPH.get_possible_types(kind):
                made.inside[f"... on {each.name}"] = self.all_of(each, depth, above)
            return made
        if not isinstance(kind, GraphQLObjectType):
            raise TypeError(kind)
        for name, one in kind.fields.items():
            inner = get_named_type(one.type)
            written = f"{name}{_arguments(one.args, self.given, is_required_argument)}"
            if not _has_fields(inner):
                made.leaves.append(written)
            elif kind.name.endswith("Edge"):
                made.inside[written] = Selection(["__typename"])  # `nodes` shows the same
            elif depth > 1 and self._wanted(kind, name, inner.name in above | {kind.name}):
                made.inside[written] = self.all_of(inner, depth - 1, above | {kind.name})
        return made

    def _wanted(self, kind: GraphQLObjectType, field: str, inside_itself: bool) -> bool:
        if self.once is None:
            return not inside_itself
        first = (kind.name, field) not in self.once
        self.once.add((kind.name, field))
        return first


@dataclass(frozen=True)
class Question:
    """A root field as it is asked, and spots below it."""

    asked: str
    spots: tuple[tuple[tuple[str, ...], list[str]], ...]

    @property
    def document(self) -> str:
        part = Selection()
        for path, leaves in self.spots:
            part.with_spot(path, leaves)
        return f"{self.asked} {part.written()} }}"

    @property
    def halves(self) -> "tuple[Question, Question]":
        """For where it asks for too much at once.

        Raises:
            ValueError: it is as small as can be.
        """
        middle = len(self.spots) // 2
        if not middle:
            raise ValueError(f"too much by itself: {self.document}")
        first, second = self.spots[:middle], self.spots[middle:]
        return Question(self.asked, first), Question(self.asked, second)


def questions(
    operation: str, name: str, asked: GraphQLField, selecting: Selecting, depth: int
) -> Iterator[Question]:
    """That together ask for everything below a root field, for each thing that it can be asked
    about. One that has no fields, such as what time it is, shows nothing of anybody."""
    if not _has_fields(get_named_type(asked.type)):
        return
    for arguments in _each(asked.args, selecting.given):
        spots = tuple(selecting.all_of(get_named_type(asked.type), depth).spots())
        together = SPOTS_A_CHANGE if operation == "mutation" else SPOTS_A_DOCUMENT
        for start in range(0, len(spots), together):
            some = spots[start : start + together]
            yield Question(f"{operation} {{ {name}{arguments}", some)


def _each(args: dict[str, GraphQLArgument], given: Given) -> Iterator[str]:
    """The arguments once for each of the first values of any name that has several."""
    most = max((len(values) for values in given.values()), default=1)
    seen = set()
    for turn in range(most):
        turned = {name: [values[turn % len(values)]] for name, values in given.items() if values}
        written = _arguments(args, turned, lambda _: True)
        if written not in seen:
            seen.add(written)
            yield written


def _arguments(
    args: dict[str, GraphQLArgument],
    given: Given,
    wanted: Callable[[GraphQLArgument], bool],
) -> str:
    """Of the wanted ones, and of those of which something is given."""
    written = [
        f"{name}: {value}"
        for name, one in args.items()
        if (wanted(one) or given.get(name)) and (value := _value(name, one.type, given, one))
    ]
    return f"({', '.join(written)})" if written else ""


def _value(
    name: str, kind: GraphQLInputType, given: Given, place: GraphQLArgument | GraphQLInputField
) -> str:
    """Empty: it is left out."""
    if isinstance(kind, GraphQLNonNull):
        return _value(name, kind.of_type, given, place)
    if isinstance(kind, GraphQLList):
        inner = _value(name, kind.of_type, given, place)
        return f"[{inner}]" if inner or _required(place) else ""
    if isinstance(kind, GraphQLInputObjectType):
        return _object(kind, given)
    if isinstance(kind, GraphQLEnumType):
        return next(iter(kind.values))
    return _scalar(name, kind.name, given, required=_required(place))


def _scalar(name: str, kind: str, given: Given, *, required: bool) -> str:
    if kind == "Upload" or (name in LEFT_OUT and not required):
        return ""
    if kind in _PLAIN:
        return given[name][0] if name in given else _PLAIN[kind]
    if name in given:
        return json.dumps(given[name][0])
    raise Unclassified(f"{name}: {kind}; say what it may be about")


def _required(place: GraphQLArgument | GraphQLInputField) -> bool:
    if isinstance(place, GraphQLArgument):
        return is_required_argument(place)
    return is_required_input_field(place)


def _object(kind: GraphQLInputObjectType, given: Given) -> str:
    found = {name: _value(name, one.type, given, one) for name, one in kind.fields.items()}
    if kind.extensions["strawberry-definition"].is_one_of:
        found = dict(list(found.items())[:1])
    return "{" + ", ".join(f"{name}: {value}" for name, value in found.items() if value) + "}"


def reachable(role: Role) -> set[tuple[str, str]]:
    """All fields with fields below what a role can ask for, by the name of their type."""
    found = set()
    left = [get_named_type(one.type) for one in root_fields("query", role).values()]
    seen = set[str]()
    while left:
        kind = left.pop()
        if kind.name in seen or kind.name.endswith("Edge"):
            continue
        seen.add(kind.name)
        if isinstance(kind, GraphQLUnionType | GraphQLInterfaceType):
            left += GRAPH.get_possible_types(kind)
        elif isinstance(kind, GraphQLObjectType):
            inner = {name: get_named_type(one.type) for name, one in kind.fields.items()}
            left += inner.values()
            found |= {(kind.name, name) for name, one in inner.items() if _has_fields(one)}
    return found


def _has_fields(kind: GraphQLNamedType) -> bool:
    return isinstance(kind, GraphQLObjectType | GraphQLUnionType | GraphQLInterfaceType)


def values_in(answer: object, name: str) -> Iterator[str]:
    """All that stands under a name, anywhere."""
    if isinstance(answer, dict):
        for key, value in answer.items():
            if key == name and isinstance(value, str):
                yield value
            yield from values_in(value, name)
    elif isinstance(answer, list):
        for one in answer:
            yield from values_in(one, name)
