"""`/graphql`: over HTTP, over graphql-transport-ws, and as a page for people."""

from collections.abc import Mapping
from json import JSONDecodeError
from typing import Any, Protocol

import msgspec
from cross_web import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.exceptions import ConnectionRejectionError
from strawberry.http.exceptions import WebSocketDisconnected
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import (
    BaseGraphQLTransportWSHandler,
)
from strawberry.subscriptions.protocols.graphql_transport_ws.types import Message

from gateway.auth import TokenVerifier, Unauthenticated
from gateway.context import Apis, Context, Feeds, locale_of
from gateway.masking import extensions_of
from gateway.schema.root import GatewaySchema
from infra.kernel.errors import AppError, Unavailable
from infra.settings import Settings

GRAPHQL_RESPONSE = "application/graphql-response+json"
UNAUTHENTICATED = 4401
_PAGE_POLICY = (
    "default-src 'self' 'unsafe-inline'; connect-src 'self' ws: wss:; img-src data:; "
    "frame-ancestors 'none'"
)
_STATUS = {Unauthenticated.code: 401, Unavailable.code: 503}


class Environment(Protocol):
    """What a request needs of the system."""

    @property
    def settings(self) -> Settings: ...
    @property
    def apis(self) -> Apis: ...


class Negotiated(Response):
    """The answer in the making: remembers the media type that the client prefers."""

    preferred = "application/json"


class Connection(BaseGraphQLTransportWSHandler[Context, None]):
    async def handle_message(self, message: Message) -> None:
        """As the protocol says; a message of another shape closes the connection in words."""
        try:
            await super().handle_message(message)
        except (TypeError, AttributeError):
            await self.handle_invalid_message("Failed to parse message")


class Endpoint(GraphQL[Context, None]):
    """Strawberry's view with our context, our status codes and only the newer of its protocols."""

    graphql_transport_ws_handler_class = Connection

    def __init__(
        self,
        schema: GatewaySchema,
        system: Environment,
        verifier: TokenVerifier,
        feeds: Feeds,
        *,
        page: str,
    ) -> None:
        super().__init__(schema, subscription_protocols=[GRAPHQL_TRANSPORT_WS_PROTOCOL])
        self._system = system
        self._verifier = verifier
        self._feeds = feeds
        self._page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await super().__call__(scope, receive, send)
            return
        response = await self._answer(Request(scope, receive))
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        try:
            return await self.run(request)
        except AppError as error:
            told = error.sentence.told(locale_of(request, self._system.settings))
            return _refused(told, _STATUS.get(error.code, 400), extensions_of(error))
        except HTTPException as error:
            return _refused(error.reason, error.status_code, {"code": "BAD_REQUEST"})

    def parse_json(self, data: str | bytes) -> Any:
        """A body, or variables in an address.

        Raises:
            HTTPException: it is not a JSON object.
        """
        try:
            return self.decode_json(data)
        except JSONDecodeError:
            raise HTTPException(
                400, 'Send a JSON object: {"query": "…", "variables": {…}}.'
            ) from None

    def decode_json(self, data: str | bytes) -> object:
        """A body, or a message of a WebSocket. Half of a surrogate pair, NaN and infinity are no
        JSON: what is behind the gateway could not write them down.

        Raises:
            JSONDecodeError: it is not a JSON object.
        """
        try:
            decoded = msgspec.json.decode(data)
        except (msgspec.MsgspecError, UnicodeError, RecursionError):
            decoded = None
        if not isinstance(decoded, dict):
            raise JSONDecodeError("an object is expected", "", 0)
        return decoded

    async def get_context(
        self, request: Request | WebSocket, response: Response | WebSocket
    ) -> Context:
        """Who asks, from the header; over WebSockets `connection_init` may say it instead."""
        context = Context(
            settings=self._system.settings,
            apis=self._system.apis,
            feeds=self._feeds,
            connection=request,
            request_id=request.scope["request_id"],
        )
        if isinstance(request, Request):
            context.viewer = await self._verifier.viewer(_authorization(request))
        return context

    async def on_ws_connect(self, context: Context) -> dict[str, object]:
        parameters = context.connection_params or {}
        given = parameters.get("authorization", parameters.get("Authorization"))
        if given is not None and not isinstance(given, str):
            raise ConnectionRejectionError
        try:
            context.viewer = await self._verifier.viewer(
                given or _authorization(context.connection)
            )
        except AppError as error:
            await _close(context, error)
        return {}

    async def get_sub_response(self, request: Request | WebSocket) -> Response:
        response = Negotiated()
        del response.headers["content-length"]
        response.status_code = 0  # Strawberry's resolvers may set one
        if GRAPHQL_RESPONSE in request.headers.get("accept", ""):
            response.preferred = GRAPHQL_RESPONSE
        return response

    def create_response(self, response_data: Any, sub_response: Response) -> Response:
        preferred = getattr(sub_response, "preferred", "application/json")
        status = sub_response.status_code or 200
        if preferred == GRAPHQL_RESPONSE and _never_ran(response_data):
            status = sub_response.status_code or 400
            response_data = {"errors": response_data["errors"]}
        return Response(self.encode_json(response_data), status, media_type=preferred)

    async def render_graphql_ide(self, request: Request) -> Response:
        return HTMLResponse(self._page, headers={"content-security-policy": _PAGE_POLICY})


def _authorization(connection: HTTPConnection) -> str | None:
    return connection.headers.get("authorization")


def _never_ran(data: Mapping[str, Any]) -> bool:
    """Whether the request was refused before a resolver ran: only then no error has a path."""
    errors = data.get("errors") or ()
    return bool(errors) and data.get("data") is None and not any(e.get("path") for e in errors)


def _refused(message: str, status: int, extensions: Mapping[str, object]) -> Response:
    return JSONResponse({"errors": [{"message": message, "extensions": extensions}]}, status)


async def _close(context: Context, error: AppError) -> None:
    code = UNAUTHENTICATED if isinstance(error, Unauthenticated) else 1013
    if context.websocket is not None:
        await context.websocket.close(code, error.message[:120])
    raise WebSocketDisconnected
