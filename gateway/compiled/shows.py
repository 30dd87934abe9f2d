"""Graph types that show a view: what is read off it when it is asked for, and declared once.

A field is what the view has under the same name; `from_view` says where it is another. Where a
field is of a type that shows a view itself, what is read is such a view, or a list of them. Whoever
looks at the object finds its fields; the extractors of a plan (`extracting`) go by the same
declarations past the object."""

import functools
from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, Generic, Self, TypeVar

import strawberry
from strawberry.types.base import StrawberryList, StrawberryOptional
from strawberry.types.field import StrawberryField

V = TypeVar("V")
Read = Callable[[Any], Any]
_FROM: Final = "from view"


def from_view(
    read: str | Read, *, description: str | None = None, deprecation_reason: str | None = None
) -> Any:
    """A field. `read`: the attribute of the view, or what follows from the view alone."""
    return strawberry.field(
        description=description, deprecation_reason=deprecation_reason, metadata={_FROM: read}
    )


def itself(view: V) -> V:
    """What is read of a view that is shown by several types."""
    return view


class Shows(Generic[V]):
    """Of a graph type: its objects show a view."""

    _view: V

    @classmethod
    def of(cls, view: V) -> Self:
        made = object.__new__(cls)
        made._view = view
        return made

    @classmethod
    def maybe(cls, view: V | None) -> Self | None:
        return None if view is None else cls.of(view)

    if not TYPE_CHECKING:  # who asks for what no type declares is told so before it runs

        def __getattr__(self, name: str) -> Any:
            """A field that is read for the first time."""
            read = _readings(type(self)).get(name)
            if read is None:
                raise AttributeError(f"{type(self).__name__} has no {name}")
            found = self.__dict__[name] = read(self._view)
            return found


def read_of(field: StrawberryField) -> str | Read:
    """How a field is found in its view."""
    read: str | Read = field.metadata.get(_FROM, field.python_name)
    return read


def shows_view(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, Shows)


@functools.cache
def _readings(kind: Any) -> dict[str, Read]:
    fields: list[StrawberryField] = kind.__strawberry_definition__.fields
    return {one.python_name: _reading(one) for one in fields if one.base_resolver is None}


def _reading(field: StrawberryField) -> Read:
    read, shown = read_of(field), _shown(field.type)
    found = attrgetter(read) if isinstance(read, str) else read
    return found if shown is None else lambda view: shown(found(view))


def _shown(kind: Any) -> Read | None:
    """What makes graph objects of what was read; none: it is what it should be."""
    if isinstance(kind, StrawberryOptional):
        inner = _shown(kind.of_type)
        return inner and (lambda value: None if value is None else inner(value))
    if isinstance(kind, StrawberryList):
        each = _shown(kind.of_type)
        return each and (lambda values: [each(one) for one in values])
    return kind.of if shows_view(kind) else None
