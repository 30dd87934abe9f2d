"""Serves one service, or all of them: `--role membership|appeals|notify|all`."""

import argparse
import sys
from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.middleware import Middleware

from infra.http.serving import LetsGo, serve
from infra.log import configure_logging
from infra.rpc.socket_server import AddressTaken, require_free
from infra.settings import SettingsError
from infra.tracing.start import trace_if_asked
from services.compose import SERVICES, compose, socket_paths
from services.settings import Settings, load_settings


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m services", description=__doc__)
    parser.add_argument("--role", choices=[*SERVICES, "all"], required=True)
    role = parser.parse_args(arguments).role
    roles = SERVICES if role == "all" else (role,)
    try:
        settings = load_settings()
        for path in socket_paths(settings, roles):
            require_free(path)
        app = _app(settings, role, roles)
    except (SettingsError, AddressTaken) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    first = roles[0]
    serve(
        app,
        settings.host,
        settings.port_of(first),
        connections=settings.most_connections,
        metrics_port=settings.metrics_port_of(first),
    )
    return 0


def _app(settings: Settings, role: str, roles: Sequence[str]) -> Starlette:
    configure_logging(settings.log_level, role)
    trace_if_asked(settings, role)
    system = compose(settings, roles)
    app = Starlette(
        routes=[*system.runner.routes(), *system.routes],
        middleware=[Middleware(LetsGo)],
        lifespan=system.runner.lifespan,
    )
    app.router.redirect_slashes = False  # it would lead to wherever the client's Host says
    return app
