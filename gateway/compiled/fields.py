"""The fields of a plan: each puts its value into the answer, or says why there is none."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any, Protocol, cast

from graphql.pyutils import is_awaitable

from gateway.compiled.arguments import Arguments, Reading
from gateway.compiled.asked import Field
from gateway.compiled.eager import WAITS
from gateway.compiled.execution import Execution
from gateway.compiled.leaves import Written
from gateway.compiled.places import Place
from gateway.compiled.resolvers import PlannedInfo, raw_info


class Shape(Protocol):
    def complete(self, run: Execution, value: Any, place: Place) -> Any:
        """The value as JSON. Raises where it is not what the schema says."""


class Puts(Protocol):
    def put(self, run: Execution, source: Any, above: Place | None, out: dict[str, Any]) -> None:
        """Raises GraphQLError where null may not stand here."""


class Constant:
    """`__typename`."""

    __slots__ = ("_key", "_value")

    def __init__(self, key: str, value: str) -> None:
        self._key = key
        self._value = value

    def put(self, run: Execution, source: Any, above: Place | None, out: dict[str, Any]) -> None:
        out[self._key] = self._value


class Leaf:
    """A scalar or an enum that is an attribute of its source. `as_it_is`: the class whose values
    need no writing; `path`: the shortest way to it."""

    __slots__ = ("_field", "_write", "as_it_is", "attribute", "key", "path")

    def __init__(
        self, field: Field, attribute: str, path: str, as_it_is: type | None, write: Written
    ) -> None:
        self._field = field
        self._write = write
        self.path = path
        self.key = field.key
        self.attribute = attribute
        self.as_it_is = as_it_is

    def put(self, run: Execution, source: Any, above: Place | None, out: dict[str, Any]) -> None:
        try:
            value = getattr(source, self.attribute)
        except Exception as error:
            self._caught(run, error, above, out)
        else:
            self.put_value(run, value, above, out)

    def put_value(
        self, run: Execution, value: Any, above: Place | None, out: dict[str, Any]
    ) -> None:
        try:
            if type(value) is self.as_it_is:
                out[self.key] = value
            elif value is not None:
                out[self.key] = self._write(value)
            elif self._field.nullable:
                out[self.key] = None
            else:
                raise self._field.no_null()
        except Exception as error:
            self._caught(run, error, above, out)

    def _caught(
        self, run: Execution, error: Exception, above: Place | None, out: dict[str, Any]
    ) -> None:
        run.caught(error, self._field.nodes, (above, self.key, out, self._field.nullable))
        out[self.key] = None


class Leaves:
    """Several leaves in a row, read from their source in one go."""

    __slots__ = ("_leaves", "_read")

    def __init__(self, leaves: Sequence[Leaf]) -> None:
        """`leaves`: two at the least."""
        self._read = attrgetter(*(one.path for one in leaves))
        self._leaves = [(one.key, one.as_it_is, one) for one in leaves]

    def put(self, run: Execution, source: Any, above: Place | None, out: dict[str, Any]) -> None:
        try:
            values = self._read(source)
        except Exception:
            for _, _, leaf in self._leaves:  # one of them says what is wrong
                leaf.put(run, source, above, out)
            return
        for value, (key, as_it_is, leaf) in zip(values, self._leaves, strict=True):
            if type(value) is as_it_is:
                out[key] = value
            else:
                leaf.put_value(run, value, above, out)


def in_rows(fields: Iterable[Puts]) -> Iterator[Puts]:
    """The same, with leaves that follow each other taken together."""
    for are_leaves, row in groupby(fields, lambda one: isinstance(one, Leaf)):
        found = list(row)
        if are_leaves and len(found) > 1:
            yield Leaves(cast(list[Leaf], found))
        else:
            yield from found


class Attribute:
    """Anything larger that is an attribute of its source."""

    __slots__ = ("_attribute", "_field", "_shape")

    def __init__(self, field: Field, attribute: str, shape: Shape) -> None:
        self._field = field
        self._attribute = attribute
        self._shape = shape

    def put(self, run: Execution, source: Any, above: Place | None, out: dict[str, Any]) -> None:
        field = self._field
        place = above, field.key, out, field.nullable
        try:
            value = getattr(source, self._attribute)
            out[field.key] = self._shape.complete(run, value, place)
        except Exception as error:
            run.caught(error, field.nodes, place)
            out[field.key] = None


class Resolves(Protocol):
    def __call__(self, run: Execution, source: Any, place: Place) -> Any:
        """What is found, or what is to be awaited for it."""


class Resolved:
    """What a resolver answers."""

    __slots__ = ("_key", "_nodes", "_nullable", "_resolve", "_shape")

    def __init__(self, field: Field, resolve: Resolves, shape: Shape) -> None:
        self._key = field.key
        self._nullable = field.nullable
        self._resolve = resolve
        self._nodes = field.nodes
        self._shape = shape

    def put(self, run: Execution, source: Any, above: Place | None, out: dict[str, Any]) -> None:
        place = above, self._key, out, self._nullable
        try:
            found = self._resolve(run, source, place)
            if is_awaitable(found):
                found = run.begin(found, self._nodes, self._shape.complete, place)
            if found is WAITS:
                out[self._key] = None  # keeps its place among the others
            else:
                out[self._key] = self._shape.complete(run, found, place)
        except Exception as error:
            run.caught(error, self._nodes, place)
            out[self._key] = None


def prepared(field: Field, call: Any, arguments: Arguments) -> Resolves:
    """`call`: with source, info and arguments."""

    def resolve(run: Execution, source: Any, place: Place) -> Any:
        info = PlannedInfo(run, field, place)
        return call(source, info, **arguments(run, info))

    return resolve


def of_its_source(function: Callable[[Any], Any]) -> Resolves:
    """What follows from the source alone."""
    return lambda run, source, place: function(source)


def as_strawberry_does(field: Field, reading: Reading) -> Resolves:
    """Through its own wrapper."""
    resolver: Any = field.definition.resolve

    def resolve(run: Execution, source: Any, place: Place) -> Any:
        given = reading.raw(field, run.variables)
        return resolver(source, raw_info(run, field, place), **given)

    return resolve


def the_source_itself(run: Execution, source: Any, place: Place) -> Any:
    """Of a subscription: what its event says."""
    return source
