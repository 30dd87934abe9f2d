"""Builds the system: the one place that wires services, contracts and what they run on.

A service's own code is imported when it is built: a process loads only what lives in it.
"""

import contextlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from starlette.routing import BaseRoute

from infra.kernel.clock import Clock, SystemClock
from infra.process.component import Component
from infra.process.movable_clock import MovableClock
from infra.process.runtime import Runner
from infra.rpc import clients as rpc
from infra.rpc.addresses import socket_path
from infra.rpc.methods import Served
from infra.rpc.methods import served as methods_of
from infra.rpc.over_http import routes
from infra.rpc.socket_server import SocketServer
from infra.storage.mongo import Client, connect
from infra.tracing.contracts import traced
from infra.tracing.spans import SpanKind
from services.appeals.contract.api import AppealsApi
from services.membership.contract.accounts.api import AccountsApi
from services.membership.contract.api import MembershipApi
from services.notify.contract.api import NotifyApi
from services.recovery.erasures import ErasureList
from services.settings import Settings

if TYPE_CHECKING:
    import dramatiq

    from services.membership.accounts.rehashing import Rehashing
    from services.notify.component import WorkersNeighbours

SERVICES = ("membership", "appeals", "notify")
"""What may live in a process of its own."""

DATABASES = ("membership", "accounts", "appeals", "notify")
"""Each with a feed of its own."""

_LIVES_IN = {"accounts": "membership"}
"""Components that share the process, and the address, of a service."""

A = TypeVar("A")


@dataclass
class Apis:
    """The contracts, each local or remote: callers cannot tell."""

    membership: MembershipApi
    accounts: AccountsApi
    appeals: AppealsApi
    notify: NotifyApi


@dataclass
class System:
    settings: Settings
    clock: Clock
    apis: Apis
    runner: Runner
    routes: Sequence[BaseRoute]
    _mongo: Client
    _remote: Sequence[Any]

    async def close(self) -> None:
        for client in self._remote:
            await client.close()
        self._mongo.close()


def build_clock(settings: Settings) -> Clock:
    if settings.clock_moves:
        return MovableClock(settings.var_dir / "run" / "clock")
    return SystemClock()


def compose(settings: Settings, roles: Sequence[str]) -> System:
    """The system of one process: `roles` names the services that live in it."""
    mongo, clock = connect(settings), build_clock(settings)
    apis = Apis(
        membership=_remote(MembershipApi, "membership", settings),
        accounts=_remote(AccountsApi, "accounts", settings),
        appeals=_remote(AppealsApi, "appeals", settings),
        notify=_remote(NotifyApi, "notify", settings),
    )
    clients = [apis.membership, apis.accounts, apis.appeals, apis.notify]
    components: list[Component] = []
    for name, build in _BUILDERS.items():
        if _LIVES_IN.get(name, name) in roles:
            components.append(build(settings, mongo, clock, apis))
            setattr(apis, name, _traced(components[-1]))

    async def database_answers() -> None:
        await mongo.admin.command("ping")

    # a gateway of its own needs no database: it stays ready, and says what is unavailable
    served = _served(components)
    runner = Runner(
        components,
        checks=[database_answers] if components else [],
        listeners=_listeners(served, roles, settings),
    )
    answered = [*routes(served.values(), settings.rpc_secrets), *_routes(components)]
    return System(settings, clock, apis, runner, answered, mongo, clients)


def compose_worker(settings: Settings, broker: "dramatiq.Broker") -> None:
    """Declares the actors of the worker on the broker."""
    from services.notify.component import (  # noqa: PLC0415 (only where it lives)
        WorkersNeighbours,
        build_worker,
    )

    def neighbours() -> "WorkersNeighbours":
        membership = _remote(MembershipApi, "membership", settings)
        accounts = _remote(AccountsApi, "accounts", settings)
        appeals = _remote(AppealsApi, "appeals", settings)
        clients: list[Any] = [membership, accounts, appeals]

        async def close() -> None:
            for client in clients:
                await client.close()

        return WorkersNeighbours(membership, accounts, appeals, close)

    build_worker(settings, build_clock(settings), broker, neighbours)


@contextlib.asynccontextmanager
async def connect_clients(settings: Settings) -> AsyncIterator[Apis]:
    """The contracts of a system that runs elsewhere, for command-line tools."""
    system = compose(settings, ())
    try:
        yield system.apis
    finally:
        await system.close()


def build_rehashing(settings: Settings, mongo: Client, apis: Apis) -> "Rehashing":
    """For the tool that exchanges the key of handles, beside the service."""
    from services.membership.accounts.component import (  # noqa: PLC0415 (only where it is used)
        build_rehashing,
    )

    return build_rehashing(settings, mongo, apis)


def _membership(settings: Settings, mongo: Client, clock: Clock, apis: Apis) -> Component:
    from services.membership.component import build_membership  # noqa: PLC0415 (only where it lives)

    return build_membership(settings, mongo, clock, apis, _note_erased(settings))


def _note_erased(settings: Settings) -> Callable[[str, datetime], None] | None:
    """None where there is no key to the list: nobody is erased, then."""
    if not settings.erasing_key:
        return None
    return ErasureList(settings.erasures, settings.erasing_key).add


def _accounts(settings: Settings, mongo: Client, clock: Clock, apis: Apis) -> Component:
    from services.membership.accounts.component import (  # noqa: PLC0415 (only where it lives)
        build_accounts,
    )

    return build_accounts(settings, mongo, clock, apis, code_keys=settings.code_keys)


def _appeals(settings: Settings, mongo: Client, clock: Clock, apis: Apis) -> Component:
    from services.appeals.component import build_appeals  # noqa: PLC0415 (only where it lives)

    return build_appeals(settings, mongo, clock, apis)


def _notify(settings: Settings, mongo: Client, clock: Clock, apis: Apis) -> Component:
    from infra.broker.build import build_broker  # noqa: PLC0415 (only where it lives)
    from services.notify.component import build_notify  # noqa: PLC0415 (only where it lives)

    return build_notify(settings, mongo, clock, apis, build_broker(settings))


_BUILDERS: Mapping[str, Callable[[Settings, Client, Clock, Apis], Component]] = {
    "membership": _membership,
    "accounts": _accounts,
    "appeals": _appeals,
    "notify": _notify,
}


def _remote(contract: type[A], service: str, settings: Settings) -> A:
    url = settings.url_of(_LIVES_IN.get(service, service))
    called = rpc.client(contract, service, url, settings.rpc_secrets[0])
    return traced(contract, called, service, SpanKind.CLIENT)


def _traced(component: Component) -> Any:
    return traced(component.contract, component.api, component.name)


def _served(components: Sequence[Component]) -> dict[str, Served]:
    served: dict[str, Served] = {}
    for component in components:
        served |= methods_of(component.name, component.contract, component.api)
    return served


def _listeners(
    served: Mapping[str, Served], roles: Sequence[str], settings: Settings
) -> list[SocketServer]:
    """A socket for each address that is one; over HTTP all services answer anyway."""
    most, paths = settings.most_connections, socket_paths(settings, roles)
    return [SocketServer(path, served, settings.rpc_secrets, most) for path in paths]


def socket_paths(settings: Settings, roles: Sequence[str]) -> list[Path]:
    """Where these roles are called by processes of the same machine, each once."""
    paths = dict.fromkeys(socket_path(settings.url_of(role)) for role in roles)
    return [path for path in paths if path]


def _routes(components: Sequence[Component]) -> list[BaseRoute]:
    return [route for component in components for route in component.routes]
