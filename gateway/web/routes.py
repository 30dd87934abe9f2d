"""Where the pages are: their files under `/assets/`, and one document for every address that
nothing else has, so that a link leads to the very page."""

from typing import Final

from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.request.heads import header
from gateway.settings import GatewaySettings
from gateway.web.built_files import BuiltPages
from gateway.web.file_routes import file_route
from gateway.web.policy import headers_with, new_nonce

_FOR_PROGRAMS: Final = frozenset({"graphql", "subgraph", "host", "rpc", "dev", "sandbox"})
"""What addresses begin with that no page has: nothing there is nothing, for people as well."""
_NONCE: Final = "{nonce}"
"""What stands in the document for it."""


class Pages:
    """
    Raises:
        FileNotFoundError: nothing was built.
    """

    def __init__(self, settings: GatewaySettings) -> None:
        built = BuiltPages()
        self._files = built.files
        self._document = built.document_with({"development": settings.development})

    def routes(self) -> list[BaseRoute]:
        return [file_route("/assets", self._files)]

    def where_nothing_is(self, otherwise: ASGIApp) -> ASGIApp:
        """The document for who opens an address; a program that took a wrong one is told so."""

        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            opens = scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
            opens = opens and scope["path"].split("/")[1] not in _FOR_PROGRAMS
            if opens and "text/html" in (header(scope, b"accept") or ""):
                return await self._shown()(scope, receive, send)
            return await otherwise(scope, receive, send)

        return answer

    def _shown(self) -> Response:
        nonce = new_nonce()
        return HTMLResponse(self._document.replace(_NONCE, nonce), headers=headers_with(nonce))
