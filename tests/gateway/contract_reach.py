"""Which commands, queries and calls of the contracts a field of the graph makes: read from the code
of its resolver, and of what that calls in the gateway."""

import inspect
from collections import defaultdict
from collections.abc import Iterator
from types import CodeType, FunctionType, MethodType, ModuleType
from typing import Any, get_args, get_type_hints

import msgspec
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField

from gateway.request.context import Context, Contracts
from gateway.schema.root import GatewaySchema
from services.shared.callers import Caller


def asked_of_services() -> set[str]:
    """Commands and queries by their class; other calls of a contract by `service.method`."""
    return {
        name
        for service, contract in get_type_hints(Contracts).items()
        for method, call in _calls(contract)
        for name in _things(call) or [f"{service}.{method}"]
    }


def reached_by_fields(schema: GatewaySchema) -> dict[str, set[str]]:
    """What is asked of services, and the fields that ask it."""
    wanted = asked_of_services()
    found = defaultdict[str, set[str]](set)
    for type_ in schema._schema.type_map.values():
        declared: Any = type_.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
        for field in getattr(declared, "fields", ()):
            for name in _reached(field, wanted):
                found[name].add(f"{declared.name}.{field.python_name}")
    return found


def _calls(contract: type) -> list[tuple[str, Any]]:
    return inspect.getmembers(contract, inspect.iscoroutinefunction)


def _things(call: Any) -> list[str]:
    """Of a call that takes one of several structs: their names."""
    hints = get_type_hints(call)
    hints.pop("return")
    found = {one for hint in hints.values() for one in _structs(hint)} - {Caller}
    return [one.__name__ for one in found] if len(found) > 1 else []


def _structs(hint: Any) -> Iterator[type]:
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        yield hint
    for inner in get_args(hint):
        yield from _structs(inner)


def _reached(field: StrawberryField, wanted: set[str]) -> set[str]:
    if field.base_resolver is None:
        return set()
    walk = _Walk(wanted)
    walk.into(field.base_resolver.wrapped_func)
    for argument in field.arguments:
        walk.into(argument.type)
    for extension in field.extensions:
        walk.into(type(extension))
    return walk.found


class _Walk:
    def __init__(self, wanted: set[str]) -> None:
        self.found = set[str]()
        self._wanted = wanted
        self._calls = defaultdict[str, set[str]](set)
        for name in wanted:
            self._calls[name.rpartition(".")[2]].add(name)
        self._seen = set[int]()

    def into(self, thing: Any) -> None:
        thing = _bare(thing)
        if id(thing) in self._seen:
            return
        self._seen.add(id(thing))
        if isinstance(thing, type):
            self._class(thing)
        elif isinstance(thing, FunctionType) and _is_ours(thing):
            self._function(thing)

    def _class(self, thing: type) -> None:
        if thing.__name__ in self._wanted:
            self.found.add(thing.__name__)
        elif _is_ours(thing):
            for part in vars(thing).values():
                self.into(part)

    def _function(self, function: FunctionType) -> None:
        names = set(_names(function.__code__))
        for name in names:
            self._name(name, function.__globals__.get(name), names)
        for cell in function.__closure__ or ():
            self.into(cell.cell_contents)

    def _name(self, name: str, meant: object, beside: set[str]) -> None:
        if isinstance(meant, ModuleType):
            for part in beside & set(vars(meant)):
                self.into(getattr(meant, part))
        else:
            self.into(meant)
        self.into(vars(Context).get(name))
        if name in self._calls:
            self.found |= {one for one in self._calls[name] if "." in one}


def _bare(thing: Any) -> Any:
    if isinstance(thing, property):
        return thing.fget
    if isinstance(thing, staticmethod | classmethod | MethodType):
        return thing.__func__
    return inspect.unwrap(thing) if callable(thing) else thing


def _is_ours(thing: type | FunctionType) -> bool:
    return thing.__module__.startswith("gateway")


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)
