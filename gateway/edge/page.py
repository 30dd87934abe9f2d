"""The page on which people try the graph out."""

from collections.abc import Callable

from starlette.responses import Response

from gateway.edge.answers import refused

Page = Callable[[], Response]


def shown(page: Page | None) -> Response:
    """`page`: none: there is none here."""
    if page is None:
        return refused("There is no page here; send a query.", 404, {"code": "NOT_FOUND"})
    return page()
