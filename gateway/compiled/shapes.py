"""Values that are more than a leaf: objects, lists of them, and what is one of several types."""

from collections.abc import Callable
from typing import Any, Literal

from graphql import GraphQLAbstractType, GraphQLError, GraphQLObjectType
from graphql.execution.executor import invalid_return_type_error
from graphql.pyutils import Undefined, is_iterable
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.cast import get_strawberry_type_cast

from gateway.compiled.asked import Field
from gateway.compiled.execution import Execution
from gateway.compiled.extracting import Extractor
from gateway.compiled.fields import Puts, Shape
from gateway.compiled.leaves import Written
from gateway.compiled.places import Place
from gateway.compiled.resolvers import raw_info


class Maybe:
    """Around every other shape: null, and an error that came as a value."""

    __slots__ = ("_complete", "_field", "_nullable")

    def __init__(self, field: Field, shape: Shape, *, nullable: bool) -> None:
        self._field = field
        self._complete = shape.complete
        self._nullable = nullable

    def complete(self, run: Execution, value: Any, place: Place) -> Any:
        if value is None or value is Undefined:
            if self._nullable:
                return None
            raise self._field.no_null()
        if isinstance(value, Exception):
            raise value
        return self._complete(run, value, place)


class OfLeaf:
    __slots__ = ("_as_it_is", "_write")

    def __init__(self, as_it_is: type | None, write: Written) -> None:
        self._as_it_is = as_it_is
        self._write = write

    def complete(self, run: Execution, value: Any, place: Place) -> Any:
        return value if type(value) is self._as_it_is else self._write(value)


class OfList:
    __slots__ = ("_field", "_item", "_nullable")

    def __init__(self, field: Field, item: Shape, *, nullable: bool) -> None:
        self._field = field
        self._item = item
        self._nullable = nullable

    def complete(self, run: Execution, value: Any, place: Place) -> list[Any]:
        if not is_iterable(value):
            where = f"{self._field.parent}.{self._field.name}"
            raise GraphQLError(f"Expected Iterable, but did not find one for field '{where}'.")
        items: list[Any] = []
        complete, nullable = self._item.complete, self._nullable
        for index, item in enumerate(value):
            within = place, index, items, nullable
            try:
                items.append(complete(run, item, within))
            except Exception as error:
                run.caught(error, self._field.nodes, within)
                items.append(None)
        return items


class OfObject:
    """What is asked of it is made when the first one comes, its extractor when the operation comes
    again."""

    __slots__ = (
        "_extractor",
        "_field",
        "_is_type_of",
        "_make",
        "_make_extractor",
        "_origin",
        "_selection",
        "_type",
    )

    def __init__(
        self,
        field: Field,
        type_: GraphQLObjectType,
        declared: StrawberryObjectDefinition | None,
        make: Callable[[], list[Puts]],
        make_extractor: Callable[[], Extractor | None],
    ) -> None:
        self._field = field
        self._type = type_
        self._make_extractor = make_extractor
        self._extractor: Extractor | Literal["unknown"] | None = "unknown"
        self._is_type_of = type_.is_type_of
        self._origin = declared.origin if declared and not declared.is_type_of else None
        self._make = make
        self._selection: list[Puts] | None = None

    def complete(self, run: Execution, value: Any, place: Place) -> dict[str, Any]:
        if run.comes_again:
            if self._extractor == "unknown":
                self._extractor = self._make_extractor()
            if self._extractor is not None:
                try:
                    return self._extractor(value, run)
                except Exception:  # noqa: S110  # what it is, is said with its place below
                    pass
        return self._put_together(run, value, place)

    def _put_together(self, run: Execution, value: Any, place: Place) -> dict[str, Any]:
        if type(value) is not self._origin and not self._is_one(run, value, place):
            raise invalid_return_type_error(self._type, value, self._field.details)
        if self._selection is None:
            self._selection = self._make()
        out: dict[str, Any] = {}
        for field in self._selection:
            field.put(run, value, place, out)
        return out

    def _is_one(self, run: Execution, value: Any, place: Place) -> bool:
        if self._is_type_of is None:
            return True
        return bool(self._is_type_of(value, raw_info(run, self._field, place)))


class OfSeveral:
    """An interface or a union. Which type a value is of follows from its class alone, but for
    generic types and casts."""

    __slots__ = ("_declared", "_field", "_known", "_make", "_type")

    def __init__(
        self,
        field: Field,
        type_: GraphQLAbstractType,
        declared: Callable[[str], StrawberryObjectDefinition | None],
        make: Callable[[GraphQLObjectType], Shape],
    ) -> None:
        self._field = field
        self._type = type_
        self._declared = declared
        self._make = make
        self._known: dict[type, Shape] = {}

    def complete(self, run: Execution, value: Any, place: Place) -> Any:
        known = self._known.get(type(value))
        if known is None or get_strawberry_type_cast(value) is not None:
            known = self._found(run, value, place)
        return known.complete(run, value, place)

    def _found(self, run: Execution, value: Any, place: Place) -> Shape:
        info: Any = raw_info(run, self._field, place)
        resolve_type: Any = self._type.resolve_type
        named = resolve_type(value, info, self._type)
        executor: Any = run.executor
        found = executor.ensure_valid_runtime_type(
            named, self._type, self._field.details, info, value
        )
        shape = self._make(found)
        declared = self._declared(found.name)
        if declared is not None and declared.origin is type(value) and not declared.concrete_of:
            self._known[type(value)] = shape
        return shape
