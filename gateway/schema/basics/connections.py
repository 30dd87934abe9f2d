"""Pages of long lists, after Relay's conventions; cursors are opaque and checked."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

import strawberry

from gateway.cursors.cursors import Cursors
from gateway.schema.basics.fields import computed
from infra.kernel.paging import checked_first, not_of_this_list

T = TypeVar("T")

P = TypeVar("P")

Later = Callable[[], str]
"""A cursor, which is sealed when it is asked for: few clients ask for each."""


@strawberry.type(description="Where a page lies in its list.")
class PageInfo:
    has_next_page: bool
    has_previous_page: bool
    first: strawberry.Private[Later | None]
    last: strawberry.Private[Later | None]

    @strawberry.field
    def start_cursor(self) -> str | None:
        return self.first() if self.first else None

    @strawberry.field
    def end_cursor(self) -> str | None:
        return self.last() if self.last else None


@strawberry.type(description="One entry with its place.")
class Edge(Generic[T]):
    node: T
    place: strawberry.Private[Later]

    @strawberry.field
    def cursor(self) -> str:
        return self.place()


@dataclass(frozen=True)
class Page:
    """What is shown of a list. `end`: where to go on after it, where that is not its last entry."""

    nodes: Sequence[Any]
    cursors: Sequence[Later]
    total: int
    has_next: bool
    has_previous: bool
    end: Later | None = None


@strawberry.type(description="A page of a list.")
class Connection(Generic[T]):
    page: strawberry.Private[Page]

    @strawberry.field
    def edges(self) -> list[Edge[T]]:
        page = self.page
        return [Edge(node=n, place=c) for n, c in zip(page.nodes, page.cursors, strict=True)]

    @strawberry.field
    def page_info(self) -> PageInfo:
        page = self.page
        return PageInfo(
            has_next_page=page.has_next,
            has_previous_page=page.has_previous,
            first=page.cursors[0] if page.cursors else None,
            last=page.end or (page.cursors[-1] if page.cursors else None),
        )

    @computed("Of alerts, tasks and dead letters 10000 is that or more.")
    def total_count(self) -> int:
        return self.page.total

    @computed("The entries without their cursors.")
    def nodes(self) -> list[T]:
        return list(self.page.nodes)


def place_after(cursors: Cursors, after: str | None, place: type[P], start: P) -> P:
    """The place in a client's `after`; `start` where there is none.

    Raises:
        InvalidInput: it is no cursor of this list.
    """
    if after is None:
        return start
    try:
        return cursors.read(after, place)
    except ValueError:
        raise not_of_this_list() from None


class ServicePage(Protocol):
    """A page as the services give it. `cursors`: of each entry, to go on after it."""

    @property
    def total(self) -> int: ...
    @property
    def cursors(self) -> tuple[str, ...]: ...
    @property
    def has_more(self) -> bool: ...


S = TypeVar("S", bound=ServicePage)


async def connect(
    cursors: Cursors,
    first: int,
    after: str | None,
    fetch: Callable[[str, int], Awaitable[S]],
    nodes: Callable[[S], Sequence[Any]],
) -> Connection[Any]:
    """A page of a list of a service; `fetch` gets the place to go on after, empty for the first."""
    page = await fetch(place_after(cursors, after, str, ""), checked_first(first))
    written = [cursors.later(place) for place in page.cursors]
    return connection(nodes(page), written, page.total, page.has_more, after is not None)


def connection(
    nodes: Sequence[Any], cursors: Sequence[Later], total: int, has_next: bool, has_previous: bool
) -> Connection[Any]:
    return Connection(page=Page(nodes, cursors, total, has_next, has_previous))
