"""Each call of a contract as a span, whether the service is in this process or answers over RPC."""

from collections.abc import Awaitable, Callable, Iterator
from inspect import getmembers, iscoroutinefunction
from typing import Any, TypeVar, cast

import msgspec

from infra.tracing import spans
from infra.tracing.spans import SpanKind

C = TypeVar("C")
_COMMANDS = "reinstate.called_with"


def traced(contract: type[C], api: C, service: str, kind: SpanKind = SpanKind.INTERNAL) -> C:
    """The same object where nothing is traced."""
    return cast(C, _Traced(contract, api, service, kind)) if spans.is_on() else api


class _Traced:
    def __init__(self, contract: type, api: Any, service: str, kind: SpanKind) -> None:
        self._api = api
        for name, _ in getmembers(contract, iscoroutinefunction):
            setattr(self, name, _method(getattr(api, name), f"{service}.{name}", kind))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._api, name)


def _method(
    method: Callable[..., Awaitable[Any]], name: str, kind: SpanKind
) -> Callable[..., Awaitable[Any]]:
    async def call(*args: Any, **kwargs: Any) -> Any:
        with spans.span(name, kind) as going:
            if going.context and (commands := ", ".join(dict.fromkeys(_commands(args)))):
                going.note(_COMMANDS, commands)
            return await method(*args, **kwargs)

    return call


def _commands(args: tuple[Any, ...]) -> Iterator[str]:
    """Names of types: what stands in a command is somebody's."""
    for given in args[:1]:
        several = given if isinstance(given, list | tuple) else (given,)
        for one in several:
            if isinstance(one, msgspec.Struct):
                yield type(one).__name__
