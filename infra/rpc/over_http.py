"""Calls over HTTP, between machines.

One POST a call: the arguments are the body, and so is the result. An `AppError` is answered with
status 422 and raised again at the caller's side.
"""

import asyncio
import hmac
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

import aiohttp
import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from infra.kernel.errors import AppError, ErrorRecord
from infra.kernel.errors import from_record as error_from_record
from infra.kernel.errors import to_record as error_to_record
from infra.log import CURRENT_REQUEST, logger
from infra.rpc.lines import (
    CALL_SECONDS,
    CONNECT_SECONDS,
    Unreachable,
    failed,
)
from infra.rpc.methods import Method, Served
from infra.tracing import spans

_MEDIA_TYPE = "application/msgpack"
_SECRET = "x-rpc-secret"  # noqa: S105 (a header's name)
_CHALLENGE = 'RPC-Secret realm="reinstate"'
_REQUEST_ID = "x-request-id"
_TRACE = "traceparent"
_ENDING = 503
_TIMEOUT = aiohttp.ClientTimeout(total=CALL_SECONDS, connect=CONNECT_SECONDS)


def routes(served: Iterable[Served], secrets: Sequence[str]) -> list[Route]:
    """The routes `/rpc/SERVICE/METHOD` that serve to who has one of `secrets`."""
    return [
        Route(f"/rpc/{one.method.path}", _endpoint(one, secrets), methods=["POST"])
        for one in served
    ]


class HttpLine:
    """With connections that are kept."""

    def __init__(self, url: str, secret: str) -> None:
        self._base = f"{url}/rpc/"
        self._headers = {"content-type": _MEDIA_TYPE, _SECRET: secret}
        self._session: aiohttp.ClientSession | None = None

    async def call(self, method: Method, arguments: bytes) -> Any:
        try:
            status, content = await self._post(self._base + method.path, arguments)
        except (aiohttp.ClientError, ConnectionError, TimeoutError) as error:
            raise Unreachable from error
        if status == _ENDING:
            raise Unreachable
        if status == 200:
            return method.result.decode(content)
        if status == 422:
            raise error_from_record(msgspec.msgpack.decode(content, type=ErrorRecord))
        raise failed(method, status)

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def _post(self, url: str, body: bytes) -> tuple[int, bytes]:
        headers = {**self._headers, **_request_headers()}
        async with self._connected().post(url, data=body, headers=headers) as response:
            return response.status, await response.read()

    def _connected(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=200, keepalive_timeout=50)
            self._session = aiohttp.ClientSession(connector=connector, timeout=_TIMEOUT)
        return self._session


def _endpoint(served: Served, secrets: Sequence[str]) -> Callable[[Request], Awaitable[Response]]:
    right = [secret.encode() for secret in secrets]

    async def serve(request: Request) -> Response:
        given = request.headers.get(_SECRET, "").encode("latin-1")  # as it came, ASCII or not
        if not any(hmac.compare_digest(given, one) for one in right):
            return Response(status_code=401, headers={"www-authenticate": _CHALLENGE})
        return await _answer(served, request)

    return serve


async def _answer(served: Served, request: Request) -> Response:
    body, headers = await request.body(), request.headers
    try:
        result = await served.answer(body, headers.get(_REQUEST_ID, ""), headers.get(_TRACE, ""))
        return _packed(result, 200)
    except AppError as error:
        return _packed(error_to_record(error), 422)
    except asyncio.CancelledError:  # the process ends, and cuts off what takes longer
        return Response(status_code=_ENDING)
    except Exception:
        logger.exception("call failed", method=served.method.name)
        return Response(status_code=500)


def _packed(value: Any, status: int) -> Response:
    return Response(msgspec.msgpack.encode(value), status, media_type=_MEDIA_TYPE)


def _request_headers() -> dict[str, str]:
    given = {_REQUEST_ID: CURRENT_REQUEST.get(), _TRACE: spans.context()}
    return {name: value for name, value in given.items() if value}
