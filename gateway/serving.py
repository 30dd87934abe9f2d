"""Serves the graph. With `--role all` the services live in this process."""

import argparse
import sys

from starlette.applications import Starlette

from gateway.app import build_app
from infra.http.serving import serve
from infra.log import configure_logging
from infra.settings import SettingsError
from infra.tracing.start import trace_if_asked
from services.compose import SERVICES, compose
from services.settings import Settings, load_settings


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m gateway", description=__doc__)
    parser.add_argument("--role", choices=["gateway", "all"], default="gateway")
    role = parser.parse_args(arguments).role
    try:
        settings = load_settings()
        app = _app(settings, role)
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    serve(
        app,
        settings.host,
        settings.gateway_port,
        connections=settings.most_connections,
        metrics_port=settings.gateway_metrics_port,
        an_address=settings.connections_an_address,
        proxies=settings.trusted_proxies,
    )
    return 0


def _app(settings: Settings, role: str) -> Starlette:
    configure_logging(settings.log_level, role)
    trace_if_asked(settings, role)
    system = compose(settings, SERVICES if role == "all" else ())
    return build_app(system, system.routes)
