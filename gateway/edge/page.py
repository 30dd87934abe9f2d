"""The page on which people try the graph out."""

from pathlib import Path
from typing import Final

from starlette.responses import HTMLResponse, Response

from gateway.edge.answers import refused

PAGE: Final = Path(__file__).parent / "page.html"
_POLICY: Final = (
    "default-src 'self' 'unsafe-inline'; connect-src 'self' ws: wss:; img-src data:; "
    "frame-ancestors 'none'"
)


def shown(page: str | None) -> Response:
    """`page`: none: there is none here."""
    if not page:
        return refused("There is no page here; send a query.", 404, {"code": "NOT_FOUND"})
    return HTMLResponse(page, headers={"content-security-policy": _POLICY})
