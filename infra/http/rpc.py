"""Serves and calls any contract: a Protocol of asynchronous methods over msgspec structs.

One POST a call: the arguments as a MessagePack array, the result as MessagePack. An `AppError` is
answered with status 422 and raised again at the caller's side.
"""

import asyncio
import hmac
import inspect
import random
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any, TypeVar, cast, get_type_hints

import aiohttp
import msgspec
import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from infra.kernel.backoff import equal_jitter
from infra.kernel.errors import AppError, ErrorRecord, InvalidInput, Unavailable
from infra.kernel.errors import from_record as error_from_record
from infra.kernel.errors import to_record as error_to_record
from infra.kernel.sentences import both
from infra.log import logger
from infra.tracing import spans
from infra.tracing.spans import SpanKind

_MEDIA_TYPE = "application/msgpack"
_SECRET = "x-rpc-secret"  # noqa: S105 (a header's name)
_CHALLENGE = 'RPC-Secret realm="reinstate"'
_REQUEST_ID = "x-request-id"
_TRACE = "traceparent"
_TRIES = 6
_TIMEOUT = aiohttp.ClientTimeout(total=60, connect=2)
C = TypeVar("C")


class Method:
    """One method of a contract: how its arguments and its result travel."""

    def __init__(self, contract: type, name: str) -> None:
        hints = get_type_hints(getattr(contract, name))
        self.name = name
        self.result = msgspec.msgpack.Decoder(hints.pop("return"))
        self.arguments = msgspec.msgpack.Decoder(_array_of(name, hints))
        self._signature = inspect.signature(getattr(contract, name))

    @property
    def parameters(self) -> list[str]:
        return list(self._signature.parameters)[1:]

    def packed(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bytes:
        """The arguments of one call, with the contract's defaults filled in."""
        bound = self._signature.bind(None, *args, **kwargs)
        bound.apply_defaults()
        return msgspec.msgpack.encode(bound.args[1:])


def methods(contract: type) -> dict[str, Method]:
    names = [name for name, _ in inspect.getmembers(contract, inspect.iscoroutinefunction)]
    return {name: Method(contract, name) for name in names}


def routes(
    service: str, contract: type, implementation: Any, secrets: Sequence[str]
) -> list[Route]:
    """The routes `/rpc/SERVICE/METHOD` that serve `implementation` to who has one of `secrets`."""
    return [
        Route(
            f"/rpc/{service}/{method.name}",
            _endpoint(service, method, getattr(implementation, method.name), secrets),
            methods=["POST"],
        )
        for method in methods(contract).values()
    ]


def client(contract: type[C], service: str, url: str, secret: str) -> C:
    """An object that implements `contract` by calling the service at `url`."""
    return cast(C, _Client(methods(contract), f"{url}/rpc/{service}", secret))


class _Client:
    def __init__(self, known: dict[str, Method], base: str, secret: str) -> None:
        self._known = known
        self._base = base
        self._headers = {"content-type": _MEDIA_TYPE, _SECRET: secret}
        self._session: aiohttp.ClientSession | None = None

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        if name.startswith("_") or name not in self._known:
            raise AttributeError(name)
        method = self._known[name]

        async def call(*args: Any, **kwargs: Any) -> Any:
            return await self._call(method, method.packed(args, kwargs))

        setattr(self, name, call)
        return call

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def _call(self, method: Method, body: bytes) -> Any:
        """Repeats while the service cannot be reached: contracts promise that calls can be."""
        for attempt in range(1, _TRIES):
            try:
                return await self._post(method, body)
            except (aiohttp.ClientConnectionError, ConnectionError, TimeoutError):
                await asyncio.sleep(_pause(attempt))
        try:
            return await self._post(method, body)
        except (aiohttp.ClientError, ConnectionError, TimeoutError) as error:
            raise Unavailable(
                both(
                    "系统的一部分暂时没有响应，请几秒后重试。",
                    "A part of the system does not answer at the moment; try again in a few "
                    "seconds.",
                ),
                details={"method": method.name},
            ) from error

    async def _post(self, method: Method, body: bytes) -> Any:
        headers = self._headers | _request_header()
        url = f"{self._base}/{method.name}"
        async with self._connected().post(url, data=body, headers=headers) as response:
            content = await response.read()
        if response.status == 200:
            return method.result.decode(content)
        if response.status == 422:
            raise error_from_record(msgspec.msgpack.decode(content, type=ErrorRecord))
        raise Unavailable(
            both(
                "系统的一部分出错，已记录。",
                "A part of the system failed; the failure was recorded.",
            ),
            details={"method": method.name, "status": response.status},
        )

    def _connected(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=200, keepalive_timeout=50)
            self._session = aiohttp.ClientSession(connector=connector, timeout=_TIMEOUT)
        return self._session


def _endpoint(
    service: str,
    method: Method,
    implementation: Callable[..., Awaitable[Any]],
    secrets: Sequence[str],
) -> Callable[[Request], Awaitable[Response]]:
    right = [secret.encode() for secret in secrets]
    told = f"{service}.{method.name}"

    async def serve(request: Request) -> Response:
        given = request.headers.get(_SECRET, "").encode("latin-1")  # as it came, ASCII or not
        if not any(hmac.compare_digest(given, one) for one in right):
            return Response(status_code=401, headers={"www-authenticate": _CHALLENGE})
        headers = request.headers
        with (
            structlog.contextvars.bound_contextvars(request_id=headers.get(_REQUEST_ID, "")),
            spans.span(told, SpanKind.SERVER, headers.get(_TRACE, "")),
        ):
            return await _answer(method, implementation, await request.body())

    return serve


async def _answer(
    method: Method, implementation: Callable[..., Awaitable[Any]], body: bytes
) -> Response:
    try:
        arguments = _decoded(method, body)
        return _packed(await implementation(*arguments), 200)
    except AppError as error:
        return _packed(error_to_record(error), 422)
    except Exception:
        logger.exception("call failed", method=method.name)
        return Response(status_code=500)


def _decoded(method: Method, body: bytes) -> list[Any]:
    try:
        arguments = method.arguments.decode(body)
    except msgspec.ValidationError as error:
        raise InvalidInput(
            both(
                "对 {method} 的调用格式不正确：{fault}",
                "The call of {method} is not well formed: {fault}",
                method=method.name,
                fault=str(error),
            )
        ) from error
    return [getattr(arguments, name) for name in method.parameters]


def _array_of(name: str, hints: dict[str, Any]) -> type[msgspec.Struct]:
    return msgspec.defstruct(f"{name}_arguments", list(hints.items()), array_like=True)


def _packed(value: Any, status: int) -> Response:
    return Response(msgspec.msgpack.encode(value), status, media_type=_MEDIA_TYPE)


def _request_header() -> dict[str, str]:
    request_id = structlog.contextvars.get_contextvars().get("request_id", "")
    headers = {_REQUEST_ID: request_id} if request_id else {}
    return {**headers, _TRACE: trace} if (trace := spans.context()) else headers


def _pause(attempt: int) -> float:
    pause = equal_jitter(
        attempt,
        base=timedelta(milliseconds=100),
        cap=timedelta(seconds=1),
        rng=random.Random(),
    )
    return pause.total_seconds()
