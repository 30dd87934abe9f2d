"""Python that reads objects: written for an operation that comes again, by what it asks for.

An object can be read where all that is asked of it, and of what is below it, follows from it and
from the context alone. What is written knows how a good value looks and nothing else: whatever
surprises it raises, and the object is put together again by the fields of the plan, which say what
is wrong and where. So it may be wrong about nothing but speed."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, NoReturn, cast

from graphql import (
    GraphQLLeafType,
    GraphQLObjectType,
    get_named_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
)
from graphql.execution.collect_fields import FieldDetails, GroupedFieldSet
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField

from gateway.compiled.leaves import as_it_is, written
from gateway.compiled.resolvers import glance, is_attribute
from gateway.compiled.shows import Shows, read_of, shows_view

Extractor = Callable[[Any, Any], dict[str, Any]]
"""What is asked of an object, as JSON. Its second argument has the `context`. Raises whatever it
likes where the object is not as it should be."""
Below = Callable[[GraphQLObjectType, list[FieldDetails]], GroupedFieldSet]
_DECLARED: Final = GraphQLCoreConverter.DEFINITION_BACKREF


class Surprise(Exception):
    """A value that is not as it should be."""


class Unreadable(Exception):
    """Something is asked for that has to be waited for, or depends on more than the object."""


class Source:
    """The Python of one extractor: a function for each object of the answer. `below`: what is asked
    of an object under some fields. `text`: with what is `known` there."""

    def __init__(self, below: Below) -> None:
        self.text = ""
        self.known: dict[str, Any] = {"listed": _listed, "view_of": _view_of, "surprise": _surprise}
        self._below = below
        self._names: dict[int, str] = {}
        self._count = 0

    def extractor(self, type_: GraphQLObjectType, details: list[FieldDetails]) -> Extractor:
        """Takes a graph object.

        Raises:
            Unreadable: there can be none.
        """
        whole = self._new("read")
        read = self._object(type_, "it", details)
        self.text += f"def {whole}(it, run):\n    return {read}\n"
        exec(compile(self.text, f"<extractor of {type_.name}>", "exec"), self.known)  # noqa: S102  # written here: names of the schema, and keys, which are names
        return cast(Extractor, self.known[whole])

    def _object(
        self,
        type_: GraphQLObjectType,
        found: str,
        details: list[FieldDetails],
        *,
        view: bool = False,
    ) -> str:
        """`view`: whether what is found is what the type shows, and no graph object."""
        origin = _origin(type_)
        shows = shows_view(origin)
        fields = self._below(type_, details)
        asked = [_declared(type_, one) for one in fields.values()]
        glanced = any(one and not is_attribute(one) for one in asked)
        function = self._function(type_, fields, shows=shows, glanced=glanced)
        kind = self._name(origin)
        if glanced or not shows:
            return f"{function}({f'{kind}.of({found})' if view and shows else found}, run)"
        return f"{function}({found if view else f'view_of({found}, {kind})'}, run)"

    def _function(
        self, type_: GraphQLObjectType, fields: GroupedFieldSet, *, shows: bool, glanced: bool
    ) -> str:
        """Its name. It takes the graph object where some of its fields glance at it, else what that
        shows."""
        name, origin = self._new(type_.name), _origin(type_)
        read = [self._field(type_, f"v{at}", *one) for at, one in enumerate(fields.items())]
        lines = [f"def {name}({'it' if glanced or not shows else 'view'}, run):"]
        if glanced and shows:
            lines.append(f"    view = view_of(it, {self._name(origin)})")
        elif type_.is_type_of is not None and not shows:
            lines.append(f"    if type(it) is not {self._name(origin)}: surprise(it)")
        lines += [f"    {line}" for line, _ in read if line]
        lines += ["    return {", *(f"        {entry}," for _, entry in read), "    }", "", ""]
        self.text += "\n".join(lines)
        return name

    def _field(
        self, type_: GraphQLObjectType, variable: str, key: str, details: list[FieldDetails]
    ) -> tuple[str, str]:
        """The line that finds it, and its entry."""
        declared = _declared(type_, details)
        if declared is None:
            return "", f"{key!r}: {type_.name!r}"
        shows = shows_view(_origin(type_))
        kind = type_.fields[details[0].node.name.value].type
        view = shows and is_attribute(declared)
        value = self._value(kind, variable, details, view=view)
        return f"{variable} = {self._found(declared, shows=shows)}", f"{key!r}: {value}"

    def _found(self, field: StrawberryField, *, shows: bool) -> str:
        if not is_attribute(field):
            return self._glanced(field)
        if not shows:
            return f"it.{field.python_name}"
        read = read_of(field)
        return f"view.{read}" if isinstance(read, str) else f"{self._name(read)}(view)"

    def _glanced(self, field: StrawberryField) -> str:
        function = glance(field)
        if function is None:
            raise Unreadable
        with_info = cast(Any, field.base_resolver).info_parameter is not None
        return f"{self._name(function)}(it{', info=run' if with_info else ''})"

    def _value(self, kind: Any, found: str, details: list[FieldDetails], *, view: bool) -> str:
        if is_non_null_type(kind):
            return self._present(kind.of_type, found, details, view=view)
        return f"None if {found} is None else {self._present(kind, found, details, view=view)}"

    def _present(self, kind: Any, found: str, details: list[FieldDetails], *, view: bool) -> str:
        """Of what is not null."""
        if is_leaf_type(kind):
            return self._leaf(kind, found)
        if is_list_type(kind):
            one = self._new("one")
            item = self._value(kind.of_type, one, details, view=view)
            return f"[{item} for {one} in listed({found})]"
        if not is_object_type(kind):
            raise Unreadable
        return self._object(kind, found, details, view=view)

    def _leaf(self, leaf: GraphQLLeafType, found: str) -> str:
        plain = as_it_is(leaf)
        if plain is None:
            return f"{self._name(written(leaf), f'write_{leaf.name}')}({found})"
        return f"({found} if type({found}) is {plain.__name__} else surprise({found}))"

    def _name(self, known: Any, called: str = "") -> str:
        """By which what is written knows it."""
        name = called if called in self.known else self._names.get(id(known))
        if name is None:
            own = getattr(known, "__name__", "")
            name = called or self._new(own if own.isidentifier() else "read")
            self._names[id(known)] = name
            self.known[name] = known
        return name

    def _new(self, name: str) -> str:
        self._count += 1
        return f"{name}_{self._count}"


def texts(below: Below, type_: GraphQLObjectType, fields: GroupedFieldSet) -> Iterator[str]:
    """Of all extractors that there can be below these fields, for people. What may be of several
    types is left out."""
    for details in fields.values():
        name = details[0].node.name.value
        kind = get_named_type(type_.fields[name].type) if name in type_.fields else None
        if not isinstance(kind, GraphQLObjectType):
            continue
        source = Source(below)
        try:
            source.extractor(kind, details)
            yield source.text
        except Unreadable:
            yield from texts(below, kind, below(kind, details))


def _declared(type_: GraphQLObjectType, details: list[FieldDetails]) -> Any:
    """None for `__typename`."""
    name = details[0].node.name.value
    return None if name == "__typename" else type_.fields[name].extensions[_DECLARED]


def _view_of(it: Any, kind: type[Shows[Any]]) -> Any:
    if type(it) is not kind:
        raise Surprise
    return it._view


def _origin(type_: GraphQLObjectType) -> type:
    origin: type = type_.extensions[_DECLARED].origin
    return origin


def _listed(value: Any) -> Iterable[Any]:
    if type(value) is not list and type(value) is not tuple:
        raise Surprise
    return value


def _surprise(_value: Any) -> NoReturn:
    raise Surprise
