"""Pages of long lists, after Relay's conventions; cursors are opaque and checked."""

import base64
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Generic, Protocol, TypeVar

import msgspec
import strawberry

from gateway.schema.fields import computed
from infra.kernel.errors import InvalidInput

T = TypeVar("T")
V = TypeVar("V")

LARGEST_PAGE = 100


@strawberry.type(description="Where a page lies in its list.")
class PageInfo:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@strawberry.type(description="One entry with its place.")
class Edge(Generic[T]):
    node: T
    cursor: str


@strawberry.type(description="A page of a list.")
class Connection(Generic[T]):
    edges: list[Edge[T]]
    page_info: PageInfo
    total_count: int

    @computed("The entries without their cursors.")
    def nodes(self) -> list[T]:
        return [edge.node for edge in self.edges]


class Cursor(msgspec.Struct, frozen=True, array_like=True):
    """`after`: the service's own cursor of a page; `skip`: how many entries further."""

    kind: str
    after: str = ""
    skip: int = 0

    def write(self) -> str:
        return base64.urlsafe_b64encode(msgspec.json.encode(self)).decode().rstrip("=")


def read_cursor(kind: str, text: str | None) -> Cursor:
    """The cursor in a client's `after`.

    Raises:
        InvalidInput: it is not one of this list.
    """
    if text is None:
        return Cursor(kind)
    try:
        padded = text.encode() + b"=" * (-len(text) % 4)
        cursor = msgspec.json.decode(base64.urlsafe_b64decode(padded), type=Cursor)
    except (ValueError, msgspec.DecodeError):
        cursor = Cursor("")
    if cursor.kind != kind or not 0 <= cursor.skip < LARGEST_PAGE:
        raise InvalidInput(
            "This cursor is not of this list: use an endCursor or a cursor that it gave.",
            field="after",
        )
    return cursor


def checked_first(first: int) -> int:
    if 1 <= first <= LARGEST_PAGE:
        return first
    raise InvalidInput(f"first is from 1 to {LARGEST_PAGE}.", field="first")


class ServicePage(Protocol):
    """A page as the services give it."""

    @property
    def total(self) -> int: ...
    @property
    def end(self) -> str: ...
    @property
    def has_more(self) -> bool: ...


P = TypeVar("P", bound=ServicePage)


async def connect(
    kind: str,
    first: int,
    after: str | None,
    fetch: Callable[[str, int], Awaitable[P]],
    nodes: Callable[[P], Sequence[Any]],
) -> Connection[Any]:
    """A page of a list whose service gives one cursor a page.

    Places inside a page are written as so many entries after its start.
    """
    cursor, first = read_cursor(kind, after), checked_first(first)
    page = await fetch(cursor.after, first + cursor.skip)
    found = nodes(page)[cursor.skip :]
    last = Cursor(kind, page.end).write() if page.end else None
    places = [Cursor(kind, cursor.after, cursor.skip + n).write() for n in range(1, len(found))]
    cursors = [*places, last or Cursor(kind).write()] if found else []
    return connection(found, cursors, page.total, page.has_more, after is not None)


def connection(
    nodes: Sequence[Any], cursors: Sequence[str], total: int, has_next: bool, has_previous: bool
) -> Connection[Any]:
    return Connection(
        edges=[Edge(node=n, cursor=c) for n, c in zip(nodes, cursors, strict=True)],
        page_info=PageInfo(
            has_next_page=has_next,
            has_previous_page=has_previous,
            start_cursor=cursors[0] if cursors else None,
            end_cursor=cursors[-1] if cursors else None,
        ),
        total_count=total,
    )
