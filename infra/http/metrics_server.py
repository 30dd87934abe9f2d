"""`/metrics` on a port of its own: what a process counts is nobody's business outside."""

import contextlib
import threading
import time

import dramatiq
from prometheus_client import start_http_server

from infra.log import logger

_TRIES = 50
_PAUSE_SECONDS = 0.2


def serve_metrics(host: str, port: int) -> None:
    """Serves beside the process's own work, in Prometheus text."""
    threading.Thread(target=_start, args=(host, port), name="metrics", daemon=True).start()


class ServesMetrics(dramatiq.Middleware):
    """Starts with the process that does the work; Dramatiq's parent loads the same broker."""

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._port = port

    def after_process_boot(self, broker: dramatiq.Broker) -> None:
        serve_metrics(self._host, self._port)


def _start(host: str, port: int) -> None:
    """A process that was killed may hold the port a moment longer. Without metrics the work still
    goes on."""
    for _ in range(_TRIES):
        with contextlib.suppress(OSError):
            start_http_server(port, addr=host)
            return
        time.sleep(_PAUSE_SECONDS)
    logger.error(
        "no metrics, the port is taken: set the process's …_METRICS_PORT to a free one, or to 0",
        port=port,
    )
