"""The methods of a contract, a Protocol over msgspec structs: how calls of them travel, and what
serves them."""

import contextlib
import inspect
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any, NamedTuple, get_type_hints

import msgspec

from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import both
from infra.log import CURRENT_REQUEST
from infra.tracing import spans
from infra.tracing.spans import Context, SpanKind


class Method:
    """One method: its arguments as a MessagePack array, its result as MessagePack. `path`: its
    name among those of all services; `span`: the same for traces."""

    def __init__(self, service: str, contract: type, name: str) -> None:
        hints = get_type_hints(getattr(contract, name))
        self.name = name
        self.path = f"{service}/{name}"
        self.span = f"{service}.{name}"
        self.result = msgspec.msgpack.Decoder(hints.pop("return"))
        self._arguments = msgspec.msgpack.Decoder(_array_of(name, hints))
        self._signature = inspect.signature(getattr(contract, name))
        self._parameters = list(self._signature.parameters)[1:]

    def packed(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bytes:
        """The arguments of one call, with the contract's defaults filled in."""
        if kwargs or len(args) != len(self._parameters):
            bound = self._signature.bind(None, *args, **kwargs)
            bound.apply_defaults()
            args = bound.args[1:]
        return msgspec.msgpack.encode(args)

    def unpacked(self, arguments: bytes | msgspec.Raw) -> list[Any]:
        """
        Raises:
            InvalidInput: they are not what the method takes.
        """
        try:
            decoded = self._arguments.decode(arguments)
        except msgspec.MsgspecError as error:
            raise InvalidInput(
                both(
                    "对 {method} 的调用格式不正确：{fault}",
                    "The call of {method} is not well formed: {fault}",
                    method=self.name,
                    fault=str(error),
                )
            ) from error
        return [getattr(decoded, name) for name in self._parameters]


class Served(NamedTuple):
    """A method and what carries it out."""

    method: Method
    implementation: Callable[..., Awaitable[Any]]

    async def answer(self, arguments: bytes | msgspec.Raw, request_id: str, trace: Context) -> Any:
        """As a part of the caller's request, and of its trace.

        Raises `InvalidInput`, and whatever the implementation raises.
        """
        with (
            _being(request_id),
            spans.span(self.method.span, SpanKind.SERVER, trace),
        ):
            return await self.implementation(*self.method.unpacked(arguments))


@contextlib.contextmanager
def _being(request: str) -> Iterator[None]:
    before = CURRENT_REQUEST.set(request)
    try:
        yield
    finally:
        CURRENT_REQUEST.reset(before)


def methods(service: str, contract: type) -> list[Method]:
    names = [name for name, _ in inspect.getmembers(contract, inspect.iscoroutinefunction)]
    return [Method(service, contract, name) for name in names]


def served(service: str, contract: type, implementation: Any) -> Mapping[str, Served]:
    """All methods of a contract, by path."""
    return {
        method.path: Served(method, getattr(implementation, method.name))
        for method in methods(service, contract)
    }


def _array_of(name: str, hints: dict[str, Any]) -> type[msgspec.Struct]:
    return msgspec.defstruct(f"{name}_arguments", list(hints.items()), array_like=True)
