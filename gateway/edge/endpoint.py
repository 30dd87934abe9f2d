"""`/graphql`: over HTTP, over graphql-transport-ws, and as a page for people."""

from collections.abc import Awaitable, Callable
from json import JSONDecodeError
from typing import Any, Final, Protocol, cast

import msgspec
from cross_web import AsyncHTTPRequestAdapter, HTTPException, StarletteRequestAdapter
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLRequestData, process_result
from strawberry.types.execution import ExecutionContext, PreExecutionError
from strawberry.types.graphql import OperationType

from gateway.documents.guarded import IN_ONE_ANSWER
from gateway.edge.answers import negotiated, rated, refused, refused_by
from gateway.edge.asking import (
    authorization,
    comes_plainly,
    from_a_browser,
    json_object,
    preferred_by,
    takes_json,
    wants_stream,
)
from gateway.edge.callers import Callers
from gateway.edge.close_codes import WRONG_PROTOCOL
from gateway.edge.event_stream import EventStream
from gateway.edge.middleware import holds_files
from gateway.edge.origins import Origins
from gateway.edge.page import Page, shown
from gateway.edge.posted import again, answered, read_posted, whole_body
from gateway.edge.refusals import no_operation, not_a_token, not_signed_in
from gateway.edge.socket import PROTOCOL, Connection
from gateway.edge.unread import refused_unread
from gateway.files.body import MultipartBody
from gateway.files.links import FileLinks
from gateway.files.operations import read_operations
from gateway.identity.presence import Presence
from gateway.identity.rights import Rights
from gateway.identity.tokens import TokenVerifier
from gateway.identity.viewer import Role, Viewer
from gateway.passes.issuer import PassIssuer
from gateway.persisted.asked import AskedOperation
from gateway.persisted.persisted import PersistedOperations
from gateway.push.hub import Hub
from gateway.push.live_operation import LiveOperation
from gateway.rates.rates import Rates
from gateway.request import accept
from gateway.request.context import Context, Contracts, Feeds, locale_of
from gateway.schema.root import GatewaySchema
from gateway.settings import GatewaySettings
from infra.http.limits import UNHURRIED
from infra.kernel.clock import Clock
from infra.kernel.errors import AppError

UPLOAD_SECONDS: Final = 600.0
"""For a body with files: ten of the largest over a line of 1.4 Mbit/s."""
_STREAMED = {
    "GET": (OperationType.QUERY, OperationType.SUBSCRIPTION),
    "POST": tuple(OperationType),
}


_AT_ONCE = {"GET": (OperationType.QUERY,), "POST": IN_ONE_ANSWER}
_Answer = Callable[[Request, Context], Awaitable[Response]]


class RequestEnvironment(Protocol):
    """What a request needs of the system."""

    @property
    def settings(self) -> GatewaySettings: ...
    @property
    def apis(self) -> Contracts: ...
    @property
    def clock(self) -> Clock: ...


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
        persisted: PersistedOperations,
        rates: Rates,
        origins: Origins,
        page: Page | None,
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
        self._persisted = persisted
        self._rates = rates
        self._origins = origins
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
        if not self._origins.may_connect(websocket):
            await websocket.close()  # before it is accepted: status 403
        elif PROTOCOL in websocket.scope["subprotocols"]:
            await websocket.accept(PROTOCOL)
            context = await self.get_context(websocket)
            await Connection(self, websocket, context).serve()
        else:
            await websocket.accept()
            await websocket.close(WRONG_PROTOCOL, f"Speak {PROTOCOL}")

    async def _answer(self, request: Request) -> Response:
        if comes_plainly(request):
            return await self._refusing(request, self._at_once)
        if from_a_browser(request):
            return shown(self._page)
        streamed = wants_stream(request)
        if unread := refused_unread(request, self._origins, streamed=streamed):
            return unread
        answer = self._streamed if streamed else self._at_once
        if request.method == "POST" and holds_files(request.scope):
            answer = self._with_files
        return await self._refusing(request, answer)

    async def _at_once(self, request: Request, context: Context) -> Response:
        """
        Raises:
            AppError, HTTPException: nothing runs.
        """
        asked = await self._asked(request)
        text = await self.text_of(asked, context)
        result = await self.schema.execute(
            text, asked.variables, context, None, asked.operation_name,
            _AT_ONCE[request.method], asked.extensions,
        )  # fmt: skip
        return answered(result, preferred_by(request))

    async def _with_files(self, request: Request, context: Context) -> Response:
        """Raises: as `_at_once`; nobody is signed in, and the body not read."""
        if context.viewer.role is Role.ANONYMOUS:
            raise not_signed_in()
        request.scope.setdefault("extensions", {})[UNHURRIED] = UPLOAD_SECONDS
        return await self._at_once(request, context)

    async def _asked(self, request: Request) -> AskedOperation:
        """
        Raises:
            AppError, HTTPException: it cannot be read.
        """
        if request.method == "POST" and not holds_files(request.scope):
            body = await whole_body(request)
            if asked := read_posted(body):
                return asked
            request = again(request, body)
        given = await self.parse_http_body(self.request_adapter_class(request))
        if not isinstance(given, GraphQLRequestData):
            raise HTTPException(400, "Send one operation.")
        return AskedOperation(
            given.query, given.variables, given.operation_name, given.extensions,
            request.query_params.get("documentId"),
        )  # fmt: skip

    async def text_of(self, asked: AskedOperation, context: Context) -> str:
        text = await self._persisted.text_of(asked, context)
        if not text:
            raise no_operation()
        return text

    async def parse_multipart(self, request: AsyncHTTPRequestAdapter) -> dict[str, Any]:
        """The operation; its files are read by who resolves it."""
        given = cast(_Adapter, request).request
        body = MultipartBody(given.headers["content-type"], given.stream())
        return await read_operations(body, self.parse_json)

    async def _refusing(self, request: Request, answer: _Answer) -> Response:
        try:
            context = await self.get_context(request)
            return rated(await answer(request, context), context.left)
        except AppError as error:
            told = error.sentence.told(locale_of(request, self._system.settings))
            return refused_by(error, told, request)
        except HTTPException as error:
            return refused(error.reason, error.status_code, {"code": "BAD_REQUEST"})

    async def _streamed(self, request: Request, context: Context) -> Response:
        """Raises: as `_at_once`."""
        asked = await self._asked(request)
        text = await self.text_of(asked, context)
        self.callers.enter(context)
        try:
            prepared = await self.schema.prepared(
                text, asked.variables, asked.operation_name, context,
                _STREAMED[request.method],
            )  # fmt: skip
            return await self._stream_of(prepared, request)
        except BaseException:
            self.callers.leave(context)
            raise

    async def _stream_of(self, prepared: ExecutionContext, request: Request) -> Response:
        context: Context = prepared.context
        if prepared.result is None and prepared.operation_type is OperationType.SUBSCRIPTION:
            last = request.headers.get("last-event-id") or None
            operation = LiveOperation(self.schema, prepared, last)
            await operation.keep_read()
            return EventStream(self, context, operation)
        result = await self.schema.answered(prepared)
        if takes_json(request):
            self.callers.leave(context)
            return answered(result, preferred_by(request))
        answer = process_result(result)
        if isinstance(result, PreExecutionError):
            self.callers.leave(context)
            return negotiated(answer, accept.GRAPHQL_RESPONSE)
        return EventStream(self, context, None, msgspec.json.encode(answer))

    def parse_json(self, data: str | bytes) -> Any:
        """A body, or variables in an address.

        Raises:
            HTTPException: it is not a JSON object.
        """
        try:
            return json_object(data)
        except JSONDecodeError:
            raise HTTPException(
                400, 'Send a JSON object: {"query": "…", "variables": {…}}.'
            ) from None

    async def get_context(self, request: Request | WebSocket, response: object = None) -> Context:
        """Who asks, from the header; over WebSockets `connection_init` may say it instead."""
        context = Context(
            settings=self._system.settings,
            apis=self._system.apis,
            feeds=self._feeds,
            passes=self._passes,
            files=self._files,
            clock=self._system.clock,
            connection=request,
            request_id=request.scope["request_id"],
            presence=self._presence,
            rates=self._rates,
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
        self.callers.enter(context)

    async def end_of_rights(self, viewer: Viewer) -> AppError:
        return await self._rights.end_of(viewer)
