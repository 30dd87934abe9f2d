"""`/subgraph`: for the router of a supergraph, which shows its key; whose question it forwards is
said by the token beside it."""

import hmac
from collections.abc import Iterable
from typing import Final

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.edge.answers import refused
from gateway.request.context import locale_of
from gateway.request.heads import header
from gateway.schema.basics.masking import extensions_of
from gateway.settings import GatewaySettings
from infra.kernel.errors import Forbidden
from infra.kernel.sentences import both

HEADER: Final = b"router-key"


class RouterDoor:
    """Lets through to `app` who shows one of the keys; all others before their body is read."""

    def __init__(self, settings: GatewaySettings, app: ASGIApp) -> None:
        self._settings = settings
        self._keys = [key.encode() for key in settings.router_keys]
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        given = (header(scope, HEADER) or "").encode()
        if _is_any(given, self._keys):
            await self._app(scope, receive, send)
            return
        error, locale = _not_a_router(), locale_of(HTTPConnection(scope), self._settings)
        answer = refused(error.sentence.told(locale), 403, extensions_of(error))
        await answer(scope, receive, send)


def _is_any(given: bytes, keys: Iterable[bytes]) -> bool:
    return any(hmac.compare_digest(given, key) for key in keys)


def _not_a_router() -> Forbidden:
    return Forbidden(
        both(
            "这里只供超图的路由器使用，须在 router-key 标头中附上 ROUTER_KEY；其他客户端请使用 "
            "/graphql。",
            "This is for the router of a supergraph, with ROUTER_KEY in the header router-key; "
            "everybody else asks at /graphql.",
        )
    )
