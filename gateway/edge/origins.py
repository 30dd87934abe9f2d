"""Pages in a browser, of whom and what they may: CORS (WHATWG Fetch, section 3.2), and who may open
a WebSocket or make a visitor's browser ask us something, for which CORS does nothing."""

from collections.abc import Collection
from typing import Final

from starlette.middleware.cors import CORSMiddleware
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp
from strawberry.http.websocket_origin import is_same_origin, normalize_origin

from gateway.files.operations import HEADERS as PREFLIGHT_HEADERS
from gateway.request.heads import header

_SENT: Final = (
    "authorization",
    "content-type",
    "last-event-id",
    "traceparent",
    "x-request-id",
    *PREFLIGHT_HEADERS,
)
_READ: Final = ("ratelimit", "ratelimit-policy", "retry-after", "x-request-id")
_ASKED_AGAIN_SECONDS: Final = 600
_OURS: Final = ("same-origin", "none")
"""Values of Sec-Fetch-Site (W3C Fetch Metadata): our own page, or the person who typed it in."""


class Origins:
    """`allowed`: origins as browsers write them; all others but our own are strangers'."""

    def __init__(self, allowed: Collection[str]) -> None:
        self._allowed = frozenset(allowed)

    def may_connect(self, connection: HTTPConnection) -> bool:
        """What is no browser says nothing of where it comes from, and has nothing of a visitor's
        to abuse."""
        if header(connection.scope, b"sec-fetch-site") == "same-origin":
            return True  # a proxy may have changed the host
        origin = header(connection.scope, b"origin")
        if origin is None:
            return True
        own = is_same_origin(origin, header(connection.scope, b"host"))
        return own or normalize_origin(origin) in self._allowed

    def may_ask(self, connection: HTTPConnection) -> bool:
        """What goes without asking first, as an image of a page does, names no origin."""
        site = header(connection.scope, b"sec-fetch-site")
        if site is None or site in _OURS:
            return True
        origin = header(connection.scope, b"origin")
        return origin is not None and normalize_origin(origin) in self._allowed

    def answering(self, app: ASGIApp) -> ASGIApp:
        """With what browsers ask to know before pages of theirs may read our answers. No cookie is
        ever looked at: credentials are not among it."""
        if not self._allowed:
            return app
        return CORSMiddleware(
            app,
            allow_origins=sorted(self._allowed),
            allow_methods=["GET", "POST"],
            allow_headers=_SENT,
            expose_headers=_READ,
            max_age=_ASKED_AGAIN_SECONDS,
        )
