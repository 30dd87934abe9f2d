"""The gateway as an ASGI application."""

import contextlib
import functools
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Protocol

import msgspec
from starlette.applications import Starlette
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from gateway.dev.routes import dev_routes
from gateway.edge.endpoint import Endpoint
from gateway.edge.export_downloads import ExportDownloads
from gateway.edge.file_downloads import FileDownloads
from gateway.edge.host_access import HostAccess
from gateway.edge.host_bulk import HostBulk
from gateway.edge.host_reports import PATH as REPORTS
from gateway.edge.host_reports import HostReports
from gateway.edge.middleware import BULK, EdgeMiddleware
from gateway.edge.origins import Origins
from gateway.edge.package_downloads import PackageDownloads
from gateway.edge.router_door import RouterDoor
from gateway.edge.shortcut import Shortcut
from gateway.feeds.item_feed import ItemFeed
from gateway.feeds.shared_feed import SharedFeed
from gateway.files.links import EXPORTS, PACKAGES, PATH, FileLinks
from gateway.identity.own_tokens import OwnTokens
from gateway.identity.partner_keys import PartnerKeys
from gateway.identity.rights import Rights
from gateway.identity.tokens import TokenVerifier
from gateway.passes.issuer import PassIssuer
from gateway.persisted.handed_in import HandedIn
from gateway.persisted.listed import read_lists
from gateway.persisted.persisted import PersistedOperations
from gateway.persisted_mode import PersistedMode
from gateway.rates.rates import Rates
from gateway.rates.settling import settling
from gateway.rates.shared import SharedBudgets
from gateway.request.context import Contracts, Feeds
from gateway.sandbox.routes import sandbox_routes
from gateway.schema.federation.subgraph_sdl import subgraph_sdl
from gateway.schema.root import GatewaySchema, build_schema, build_subgraph
from gateway.settings import GatewaySettings
from gateway.web.built_files import OPERATIONS
from gateway.web.explorer import Explorer
from gateway.web.routes import Pages
from infra.kernel.clock import Clock
from infra.kernel.errors import AppError
from infra.process.runtime import Runner
from infra.settings import SettingsError
from infra.valkey import Valkey


class ComposedSystem(Protocol):
    """What the gateway needs of the composed system."""

    @property
    def settings(self) -> GatewaySettings: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def apis(self) -> Contracts: ...
    @property
    def runner(self) -> Runner: ...
    async def close(self) -> None: ...


def build_app(system: ComposedSystem, extra: Sequence[BaseRoute] = ()) -> Starlette:
    """The application over a system; `extra`: routes of services that live in this process.

    Raises:
        SettingsError: the lists of persisted operations cannot be used, or the subgraph is to
            leave out fields that there are none of.
    """
    settings, apis = system.settings, system.apis
    keys = PartnerKeys(apis, sandbox=settings.sandbox)
    rights = Rights(keys, OwnTokens(apis))
    verifier = TokenVerifier(settings, rights=rights)
    schema = build_schema(introspection=settings.tells_its_schema)
    feeds = Feeds(
        membership=SharedFeed("membership", apis.membership),
        appeals=SharedFeed("appeals", apis.appeals),
        items=ItemFeed(apis.membership),
    )
    explorer = Explorer(settings) if settings.tells_its_schema else None
    passes, access = PassIssuer(settings), HostAccess(settings, verifier)
    links = FileLinks(settings.cursor_keys, system.clock)
    valkey = Valkey(settings.broker_url)
    handed_in = HandedIn(valkey)
    persisted = PersistedOperations(
        settings.persisted_operations,
        _listed(settings, schema),
        handed_in,
        schema.runs,
    )
    rates = Rates(settings.allowances, SharedBudgets(valkey, settings.rpc_secrets[0]))
    origins = Origins(settings.allowed_origins)
    endpoint_of = functools.partial(
        Endpoint, system=system, verifier=verifier, rights=rights, feeds=feeds, passes=passes,
        files=links, rates=rates, origins=origins,
    )  # fmt: skip
    endpoint = endpoint_of(schema, persisted=persisted, page=explorer.shown if explorer else None)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with system.runner.lifespan(app), settling(rates):
            yield
            await feeds.close()
        await verifier.close()
        await valkey.close()
        await system.close()

    routes: list[BaseRoute] = [
        Route("/graphql", endpoint, methods=["GET", "POST"]),
        WebSocketRoute("/graphql", endpoint),
        _keys_route(passes, apis),
        Route(f"{PATH}{{link}}", FileDownloads(settings, apis, links).answer),
        Route(f"{PACKAGES}{{link}}", PackageDownloads(settings, apis, links).answer),
        Route(f"{EXPORTS}{{link}}", ExportDownloads(settings, apis, links).answer),
        Route(BULK, HostBulk(access, apis).answer, methods=["POST"]),
        Route(REPORTS, HostReports(access, keys, apis).answer, methods=["POST"]),
        *system.runner.routes(),
        *extra,
    ]
    if explorer:
        routes += [_sdl_route(schema), *explorer.routes()]
    if settings.router_keys:
        routes.append(_subgraph_route(settings, endpoint_of, handed_in))
    if settings.development:
        routes += dev_routes(settings, system.clock, apis)
    if settings.sandbox:
        routes += sandbox_routes(settings, system.clock, apis, access)
    pages = Pages(settings) if settings.pages else None
    app = Starlette(routes=[*routes, *(pages.routes() if pages else ())], lifespan=lifespan)
    if pages:
        app.router.default = pages.where_nothing_is(app.router.not_found)
    app.router.redirect_slashes = False  # it would lead to wherever the client's Host says
    routed = Shortcut("/graphql", endpoint, ExceptionMiddleware(app.router))
    app.middleware_stack = origins.answering(EdgeMiddleware(routed, hosts=settings.own_hosts))
    return app


def _listed(settings: GatewaySettings, schema: GatewaySchema) -> dict[str, str]:
    """What the operator lists, and what our own pages ask. That the latter runs is tested, and not
    asked anew at each start."""
    own = read_lists([str(OPERATIONS)], lambda _: ()) if settings.pages else {}
    return own | read_lists(settings.persisted_lists, schema.faults)


def _keys_route(passes: PassIssuer, apis: Contracts) -> Route:
    """What passes and access tokens are verified with. The shop's passes do not wait for accounts:
    while they are away the keys of passes alone are there, and nobody keeps that answer."""

    async def keys(_request: Request) -> Response:
        headers = {"cache-control": "public, max-age=300"}
        published = [key.public for key in passes.keys.published]
        try:
            published += msgspec.json.decode((await apis.accounts.signing_keys()).jwks)["keys"]
        except AppError:
            headers = {"cache-control": "no-store"}
        body = msgspec.json.encode({"keys": published})
        return Response(body, 200, headers, "application/jwk-set+json")

    return Route("/.well-known/jwks.json", keys)


def _subgraph_route(
    settings: GatewaySettings, endpoint_of: Callable[..., Endpoint], handed_in: HandedIn
) -> Route:
    """What a router asks it writes itself: it is in no list, nor handed in.

    Raises:
        SettingsError: the supergraph is to do without fields that there are none of.
    """
    schema = build_subgraph(introspection=settings.tells_its_schema)
    try:
        subgraph_sdl(schema, settings.subgraph_leaves_out)
    except ValueError as error:
        raise SettingsError(f"SUBGRAPH_LEAVES_OUT: {error}") from None
    persisted = PersistedOperations(PersistedMode.OFF, {}, handed_in, schema.runs)
    endpoint = endpoint_of(schema, persisted=persisted, page=None)
    return Route("/subgraph", RouterDoor(settings, endpoint), methods=["GET", "POST"])


def _sdl_route(schema: GatewaySchema) -> Route:
    text = functools.cache(schema.as_str)

    async def sdl(_request: Request) -> Response:
        return PlainTextResponse(text())

    return Route("/graphql/schema", sdl)
