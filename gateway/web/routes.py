"""Where the pages are: their files under `/assets/`, and one document for every address that
nothing else has, so that a link leads to the very page."""

import html
import json
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.request.heads import header
from gateway.settings import GatewaySettings
from gateway.web.built_files import BuiltFile, BuiltPages
from gateway.web.policy import headers_with, new_nonce

_FOR_EVER: Final = "public, max-age=31536000, immutable"
"""A year, which is what caches take for ever (RFC 8246): another content has another name."""
_FOR_PROGRAMS: Final = frozenset({"graphql", "subgraph", "host", "rpc", "dev", "sandbox"})
"""What addresses begin with that no page has: nothing there is nothing, for people as well."""
_NONCE, _FACTS = "{nonce}", "{facts}"
"""What stands in the document for them."""


class Pages:
    """
    Raises:
        FileNotFoundError: nothing was built.
    """

    def __init__(self, settings: GatewaySettings) -> None:
        built = BuiltPages()
        facts = html.escape(json.dumps({"development": settings.development}))
        self._files = built.files
        self._document = built.document.replace(_FACTS, facts)

    def routes(self) -> list[BaseRoute]:
        return [Route("/assets/{name}", self._file)]

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

    async def _file(self, request: Request) -> Response:
        found = self._files.get(request.path_params["name"])
        if found is None:
            raise HTTPException(404)
        return _sent(found, request)


def _sent(file: BuiltFile, request: Request) -> Response:
    headers = {"cache-control": _FOR_EVER, "vary": "accept-encoding"}
    packed = file.packed if "gzip" in request.headers.get("accept-encoding", "") else None
    if packed is not None:
        headers["content-encoding"] = "gzip"
    body = file.content if packed is None else packed
    return Response(body, headers=headers, media_type=file.media_type)
