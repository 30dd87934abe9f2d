"""The worker's `/metrics`: it speaks no HTTP otherwise, so it gets a small server of its own."""

import contextlib
import threading
import time

import dramatiq
from prometheus_client import start_http_server

from infra.log import logger

_TRIES = 50
_PAUSE_SECONDS = 0.2


class ServesMetrics(dramatiq.Middleware):
    """Starts with the process that does the work; Dramatiq's parent loads the same broker."""

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._port = port

    def after_process_boot(self, broker: dramatiq.Broker) -> None:
        threading.Thread(target=self._start, name="metrics", daemon=True).start()

    def _start(self) -> None:
        """A worker that was killed may hold the port a moment longer. Without metrics alerts still
        go out."""
        for _ in range(_TRIES):
            with contextlib.suppress(OSError):
                start_http_server(self._port, addr=self._host)
                return
            time.sleep(_PAUSE_SECONDS)
        logger.error(
            "no worker metrics, the port is taken: set WORKER_METRICS_PORT to a free one, or to 0",
            port=self._port,
        )
