"""`/graphql`: over HTTP, over graphql-transport-ws, and as a page for people."""

from collections.abc import Awaitable, Callable
from json import JSONDecodeError
from typing import Any, Final, Protocol, cast

import msgspec
from cross_web import AsyncHTTPRequestAdapter, HTTPException, StarletteRequestAdapter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLRequestData, process_result
from strawberry.types.execution import ExecutionContext, PreExecutionError
from strawberry.types.graphql import OperationType

from gateway.documents.guarded import IN_ONE_ANSWER
from gateway.edge.answers import STATUS, Negotiated, negotiated, refused
from gateway.edge.asking import authorization, from_a_browser, json_object, preferred_by
from gateway.edge.callers import Callers, caller_of
from gateway.edge.event_stream import EventStream
from gateway.edge.middleware import holds_files
from gateway.edge.posted import answered, read_posted
from gateway.edge.refusals import not_a_token, not_signed_in, too_many_connections
from gateway.edge.socket import PROTOCOL, WRONG_PROTOCOL, Connection
from gateway.edge.unread import refused_unread, wants_stream
from gateway.files.body import MultipartBody
from gateway.files.links import FileLinks
from gateway.files.operations import read_operations
from gateway.identity.presence import Presence
from gateway.identity.rights import Rights
from gateway.identity.tokens import TokenVerifier
from gateway.identity.viewer import Role, Viewer
from gateway.passes.issuer import PassIssuer
from gateway.push.hub import Hub
from gateway.push.live_operation import LiveOperation
from gateway.request import accept
from gateway.request.context import Context, Contracts, Feeds, locale_of
from gateway.schema.basics.masking import extensions_of
from gateway.schema.root import GatewaySchema
from gateway.settings import GatewaySettings
from infra.http.limits import UNHURRIED
from infra.kernel.errors import AppError

UPLOAD_SECONDS: Final = 600.0
"""For a body with files: ten of the largest over a line of 1.4 Mbit/s."""
_PAGE_POLICY = (
    "default-src 'self' 'unsafe-inline'; connect-src 'self' ws: wss:; img-src data:; "
    "frame-ancestors 'none'"
)
_STREAMED = {
    "GET": (OperationType.QUERY, OperationType.SUBSCRIPTION),
    "POST": tuple(OperationType),
}


class RequestEnvironment(Protocol):
    """What a request needs of the system."""

    @property
    def settings(self) -> GatewaySettings: ...
    @property
    def apis(self) -> Contracts: ...


class _Adapter(StarletteRequestAdapter):
    """As Strawberry has it, with the request that it adapts."""

    def __init__(self, request: Request) -> None:
        super().__init__(request)
        self.request = request


class Endpoint(GraphQL[Context, None]):
    """Strawberry's view with our context and our status codes; what streams is our own.

    `page`: what a browser is shown; none: nothing.
    """

    schema: GatewaySchema
    request_adapter_class = _Adapter

    def __init__(
        self,
        schema: GatewaySchema,
        system: RequestEnvironment,
        verifier: TokenVerifier,
        rights: Rights,
        feeds: Feeds,
        *,
        passes: PassIssuer,
        files: FileLinks,
        page: str | None,
    ) -> None:
        super().__init__(schema, multipart_uploads_enabled=True)
        self.hub = Hub()
        self.most_operations = system.settings.subscriptions_a_socket
        self.callers = Callers(system.settings.sockets_a_caller)
        self._system = system
        self._verifier = verifier
        self._rights = rights
        self._feeds = feeds
        self._passes = passes
        self._files = files
        self._presence = Presence(system.apis)
        self._page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._talk(WebSocket(scope, receive, send))
            return
        if scope["method"] == "HEAD":  # GET without a body, which the server leaves out
            scope = {**scope, "method": "GET"}
        response = await self._answer(Request(scope, receive))
        await response(scope, receive, send)

    async def _talk(self, websocket: WebSocket) -> None:
        if not self._check_websocket_origin(websocket):
            await websocket.close()  # before it is accepted: status 403
        elif PROTOCOL in websocket.scope["subprotocols"]:
            await websocket.accept(PROTOCOL)
            context = await self.get_context(websocket)
            await Connection(self, websocket, context).serve()
        else:
            await websocket.accept()
            await websocket.close(WRONG_PROTOCOL, f"Speak {PROTOCOL}")

    async def _answer(self, request: Request) -> Response:
        if from_a_browser(request):
            return self._shown_page()
        streamed = wants_stream(request)
        if unread := refused_unread(request, streamed=streamed):
            return unread
        answer = self._streamed if streamed else self.run
        if request.method == "POST" and not streamed:
            answer = self._with_files if holds_files(request.scope) else self._posted
        return await self._refusing(request, answer)

    async def _posted(self, request: Request) -> Response:
        """
        Raises:
            AppError: who asks is not let in.
        """
        context = await self.get_context(request)
        asked = read_posted(await request.body())
        if asked is None or not asked.query:
            return await self.run(request, context)
        result = await self.schema.execute(
            asked.query, asked.variables, context, None, asked.operation_name, IN_ONE_ANSWER,
            asked.extensions,
        )  # fmt: skip
        return answered(result, preferred_by(request))

    async def _with_files(self, request: Request) -> Response:
        """
        Raises:
            AppError: nobody is signed in; the body is not read.
        """
        context = await self.get_context(request)
        if context.viewer.role is Role.ANONYMOUS:
            raise not_signed_in()
        request.scope.setdefault("extensions", {})[UNHURRIED] = UPLOAD_SECONDS
        return await self.run(request, context)

    async def parse_multipart(self, request: AsyncHTTPRequestAdapter) -> dict[str, Any]:
        """The operation; its files are read by who resolves it."""
        given = cast(_Adapter, request).request
        body = MultipartBody(given.headers["content-type"], given.stream())
        return await read_operations(body, self.parse_json)

    async def _refusing(
        self, request: Request, answer: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        try:
            return await answer(request)
        except AppError as error:
            told = error.sentence.told(locale_of(request, self._system.settings))
            return refused(told, STATUS.get(error.code, 400), extensions_of(error))
        except HTTPException as error:
            return refused(error.reason, error.status_code, {"code": "BAD_REQUEST"})

    async def _streamed(self, request: Request) -> Response:
        """
        Raises:
            AppError, HTTPException: nothing is streamed.
        """
        context = await self.get_context(request)
        asked = await self.parse_http_body(self.request_adapter_class(request))
        if not isinstance(asked, GraphQLRequestData) or asked.query is None:
            raise HTTPException(400, "No GraphQL query found in the request")
        self._count(context)
        try:
            prepared = await self.schema.prepared(
                asked.query, asked.variables, asked.operation_name, context,
                _STREAMED[request.method],
            )  # fmt: skip
            return await self._stream_of(prepared, request.headers.get("last-event-id"))
        except BaseException:
            self.leave(context)
            raise

    async def _stream_of(self, prepared: ExecutionContext, last: str | None) -> Response:
        context: Context = prepared.context
        if prepared.result is None and prepared.operation_type is OperationType.SUBSCRIPTION:
            operation = LiveOperation(self.schema, prepared, last or None)
            await operation.keep_read()
            return EventStream(self, context, operation)
        result = await self.schema.answered(prepared)
        answer = process_result(result)
        if isinstance(result, PreExecutionError):
            self.leave(context)
            unanswered = Negotiated()
            unanswered.status_code, unanswered.preferred = 0, accept.GRAPHQL_RESPONSE
            return self.create_response(answer, unanswered)
        return EventStream(self, context, None, msgspec.json.encode(answer))

    def _shown_page(self) -> Response:
        if not self._page:
            return refused("There is no page here; send a query.", 404, {"code": "NOT_FOUND"})
        return HTMLResponse(self._page, headers={"content-security-policy": _PAGE_POLICY})

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
        """A body, or a message of a WebSocket.

        Raises:
            JSONDecodeError: it is not a JSON object.
        """
        return json_object(data)

    def encode_json(self, data: object) -> str:
        """As text, which is what a WebSocket's messages have to be."""
        return msgspec.json.encode(data).decode()

    async def get_context(
        self, request: Request | WebSocket, response: Response | WebSocket | None = None
    ) -> Context:
        """Who asks, from the header; over WebSockets `connection_init` may say it instead."""
        context = Context(
            settings=self._system.settings,
            apis=self._system.apis,
            feeds=self._feeds,
            passes=self._passes,
            files=self._files,
            connection=request,
            request_id=request.scope["request_id"],
            presence=self._presence,
        )
        if isinstance(request, Request):
            context.signs_in(await self._verifier.viewer(authorization(request)))
        return context

    async def admit(self, context: Context) -> None:
        parameters = context.connection_params or {}
        given = parameters.get("authorization", parameters.get("Authorization"))
        if not isinstance(given, str | None):
            raise not_a_token()
        context.signs_in(await self._verifier.viewer(given or authorization(context.connection)))
        self._count(context)

    def _count(self, context: Context) -> None:
        caller = caller_of(context.viewer, context.connection)
        if not self.callers.enter(caller):
            raise too_many_connections(self.callers.most)
        context.counted_for = caller

    async def end_of_rights(self, viewer: Viewer) -> AppError:
        return await self._rights.end_of(viewer)

    def leave(self, context: Context) -> None:
        if context.counted_for:
            self.callers.leave(context.counted_for)
            context.counted_for = ""

    async def get_sub_response(self, request: Request | WebSocket) -> Response:
        response = Negotiated()
        del response.headers["content-length"]
        response.status_code = 0  # Strawberry's resolvers may set one
        response.preferred = preferred_by(request)
        return response

    def create_response(self, response_data: Any, sub_response: Response) -> Response:
        return negotiated(response_data, sub_response)

    def should_render_graphql_ide(self, request: object) -> bool:
        """Never: `_answer` shows our page, to who asks for one by name."""
        return False
