"""What a service hands back to whoever composes the system. `infra.process.foundation` lays what
all of them have in common."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pymongo import IndexModel
from starlette.routing import BaseRoute

from infra.storage.lease import Lease


@dataclass(frozen=True, kw_only=True)
class Loop:
    """Work that never ends. It runs in one process at a time, which is told its epoch; or,
    if `everywhere`, in each process (with epoch 0)."""

    name: str
    run: Callable[[int], Awaitable[None]]
    everywhere: bool = False


async def _nothing() -> None:
    return None


async def _nothing_to_note() -> str:
    return ""


@dataclass(frozen=True, kw_only=True)
class Component:
    """`contract`: the Protocol that `api` implements. `lease`: who holds it runs the loops.
    `indexes`: of each collection of its database, as `prepare` makes them.
    `prepare`: indexes and seeds, before serving; can be repeated. `close`: lets go of
    connections. `note`: what whoever asks for readiness should know, though it is ready."""

    name: str
    contract: type
    api: Any
    lease: Lease
    loops: Sequence[Loop]
    indexes: Mapping[str, Sequence[IndexModel]] = field(default_factory=dict)
    routes: Sequence[BaseRoute] = ()
    prepare: Callable[[], Awaitable[None]] = field(default=_nothing)
    close: Callable[[], Awaitable[None]] = field(default=_nothing)
    note: Callable[[], Awaitable[str]] = field(default=_nothing_to_note)
