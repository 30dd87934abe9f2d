"""Serves an application over HTTP: one configuration for every process, and for the tests."""

import contextlib
import resource
import sys
from collections.abc import Sequence
from typing import Any, Final

import uvicorn
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from infra.http.address_count import AddressCount
from infra.http.limits import limited_to
from infra.http.metrics_server import serve_metrics
from infra.http.websocket_limits import counted_by
from infra.log import logger
from infra.process import garbage

TURN_SECONDS: Final = 0.001
"""After which a thread that computes lets the event loop have its turn; Python's own is five."""

OTHER_FILES: Final = 100  # descriptors that a process needs for what is no client's connection
HEADERS: Final = [("x-content-type-options", "nosniff")]
_NOT_KEPT: Final = (b"cache-control", b"no-store")


def server_config(
    app: Any,
    host: str,
    port: int,
    *,
    connections: int = 4_000,
    an_address: int = 0,
    proxies: Sequence[str] = (),
) -> uvicorn.Config:
    """How `app` is served. `connections`: the most at a time, as far as files may be opened;
    `an_address`: the most from one that is no proxy, 0: as many as there are.
    `proxies`: addresses and networks whose `X-Forwarded-For` is believed: the client is the last
    one that it names which is none of them."""
    most = min(connections, _open_files() - OTHER_FILES)
    addresses = AddressCount(an_address, proxies)
    return uvicorn.Config(
        NotKept(app),
        host=host,
        port=port,
        loop="uvloop",
        http=limited_to(most, addresses=addresses),
        ws=counted_by(addresses),
        ws_max_size=262_144,
        ws_per_message_deflate=False,
        access_log=False,
        log_config=None,
        server_header=False,
        headers=HEADERS,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=list(proxies),
        timeout_graceful_shutdown=5,
        timeout_keep_alive=60,
    )


def serve(
    app: Any,
    host: str,
    port: int,
    *,
    connections: int,
    metrics_port: int,
    an_address: int = 0,
    proxies: Sequence[str] = (),
) -> None:
    """Serves until SIGTERM or SIGINT, then lets running requests end.

    `metrics_port`: where `/metrics` answers, on the same host; 0: nowhere.
    """
    sys.setswitchinterval(TURN_SECONDS)
    garbage.once_started()
    if metrics_port:
        serve_metrics(host, metrics_port)
    logger.info("serving", port=port, metrics_port=metrics_port)
    server = uvicorn.Server(
        server_config(
            app, host, port, connections=connections, an_address=an_address, proxies=proxies
        )
    )
    with contextlib.suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        sys.exit(1)  # uvicorn has said why


class NotKept:
    """Middleware: what we answer is somebody's own, or of this moment, unless it says otherwise."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = message.setdefault("headers", [])
                if all(name != _NOT_KEPT[0] for name, _ in given):
                    message["headers"] = [*given, _NOT_KEPT]
            await send(message)

        await self.app(scope, receive, sending if scope["type"] == "http" else send)


class LetsGo:
    """Middleware: a client that left while it was listened to is no fault."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with contextlib.suppress(ClientDisconnect):
            await self.app(scope, receive, send)


def _open_files() -> int:
    """As many as the system allows this process, which may be more than it starts with."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard if hard != resource.RLIM_INFINITY else 1_000_000
