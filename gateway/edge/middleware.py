"""What holds for every request: an id in and out, a context for logs, a limit on its size, and the
name that it was sent to."""

import re
import traceback
from collections.abc import Collection

from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.files.body import MULTIPART
from gateway.request.accept import EVENT_STREAM
from gateway.request.heads import header
from infra.http.serving import LetsGo
from infra.kernel.ids import new_id
from infra.log import CURRENT_REQUEST, logger
from infra.tracing import spans
from infra.tracing.spans import Going, SpanKind

LARGEST_BODY = 256 * 1024  # bytes
LARGEST_UPLOAD = 102 * 1024 * 1024  # bytes: ten files of ten MiB, and what is around them
BULK = "/host/bulk"
"""Its body is read line by line, as it can be taken, and has no end of its own."""
PROBED = ("/healthz", "/readyz")  # by whoever runs us, by address
_PORT = re.compile(r":\d+$", re.ASCII)
_USABLE_ID = re.compile(r"[\w.:-]{1,64}", re.ASCII)


class BodyTooLarge(Exception):
    pass


class EdgeMiddleware:
    """Middleware. The request's id is in `scope["request_id"]`. `hosts`: none: any."""

    def __init__(self, app: ASGIApp, hosts: Collection[str] = ()) -> None:
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        scope["request_id"] = request_id = _request_id(scope)
        CURRENT_REQUEST.set(request_id)  # a request is a task
        if self.hosts and scope["path"] not in PROBED and _host(scope) not in self.hosts:
            return await _for_another(scope, receive, send)
        if scope["type"] == "http":
            with _traced(scope):
                return await self._http(scope, receive, _with_id(send, request_id))
        return await self.app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"].startswith("/rpc/"):
            return await LetsGo(self.app)(scope, receive, send)  # from our own processes: batches
        try:
            await self.app(scope, _limited(scope, receive), send)
        except BodyTooLarge:
            message = f"A request has at most {_most(scope)} bytes."
            await _refusal(413, message, "TOO_LARGE")(scope, receive, send)
        except ClientDisconnect:
            return None  # nobody is there to be answered
        except Exception as error:
            error_id = new_id()
            frames = "".join(traceback.format_tb(error.__traceback__))
            logger.error("failed", error_id=error_id, error=type(error).__name__, at=frames)
            message = f"Something failed on our side; it was recorded as {error_id}."
            await _refusal(500, message, "INTERNAL")(scope, receive, send)


async def _for_another(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close"})
        return
    message = "This is not an address of ours; the operator names them in TRUSTED_HOSTS."
    await _refusal(421, message, "MISDIRECTED")(scope, receive, send)


def _host(scope: Scope) -> str:
    """As the client wrote it, without the port."""
    return _PORT.sub("", (header(scope, b"host") or "").lower())


def _refusal(status: int, message: str, code: str) -> JSONResponse:
    return JSONResponse({"errors": [{"message": message, "extensions": {"code": code}}]}, status)


def _request_id(scope: Scope) -> str:
    given = header(scope, b"x-request-id") or ""
    return given if _USABLE_ID.fullmatch(given) else new_id()


def _traced(scope: Scope) -> Going:
    """Named after its operation once that is known; what our own processes call, and what asks for
    our health, is no request of anybody's."""
    path = scope["path"]
    if not spans.is_on() or path in PROBED or path.startswith("/rpc/"):
        return spans.NOTHING
    if EVENT_STREAM in (header(scope, b"accept") or ""):  # what it begins may outlast it
        return spans.NOTHING
    return spans.root(scope["method"], SpanKind.SERVER, header(scope, b"traceparent") or "")


def _with_id(send: Send, request_id: str) -> Send:
    given = b"x-request-id", request_id.encode("latin-1")

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), given]
        await send(message)

    return sending


def holds_files(scope: Scope) -> bool:
    kind = (header(scope, b"content-type") or "").partition(";")[0]
    return kind.strip().lower() == MULTIPART


def _most(scope: Scope) -> int:
    """Bytes of a body."""
    takes_files = scope["path"] == "/graphql" and holds_files(scope)
    return LARGEST_UPLOAD if takes_files else LARGEST_BODY


def _limited(scope: Scope, receive: Receive) -> Receive:
    if scope["path"] == BULK:
        return receive
    announced = header(scope, b"content-length") or "0"
    seen, most = 0, _most(scope)

    async def receiving() -> Message:
        nonlocal seen
        if announced.isdecimal() and int(announced) > most:
            raise BodyTooLarge  # before any of it came
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            raise BodyTooLarge
        return message

    return receiving
