"""The worker: sends what is due. `python -m services.worker` runs it; Dramatiq imports `setup`."""

import asyncio
import os
import sys
from pathlib import Path

import dramatiq
import uvloop

from infra.broker.build import WORKER_ENVIRONMENT, build_broker, end_with_parent, worker_command
from infra.http.metrics_server import ServesMetrics
from infra.log import configure_logging
from infra.process import garbage
from infra.process.ports import is_taken
from infra.settings import SettingsError
from infra.tracing.start import trace_if_asked
from services.compose import compose_worker
from services.settings import load_settings

THREADS = 8


def setup() -> None:
    """Sets the broker with the actors declared on it (Dramatiq ignores what this returns)."""
    end_with_parent()
    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())  # of the loop that Dramatiq makes
    settings = load_settings()
    configure_logging(settings.log_level, "worker")
    trace_if_asked(settings, "worker")
    broker = build_broker(settings)
    compose_worker(settings, broker)
    if settings.worker_metrics_port:
        broker.add_middleware(ServesMetrics(settings.host, settings.worker_metrics_port))
    broker.add_middleware(_SaysReady(settings.var_dir / "run" / "worker.ready"))
    dramatiq.set_broker(broker)
    garbage.once_started()


class _SaysReady(dramatiq.Middleware):
    """By touching a file, once the threads take messages."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def after_worker_boot(self, broker: dramatiq.Broker, worker: dramatiq.Worker) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.touch()


def main() -> int:
    try:
        settings = load_settings()
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    port = settings.worker_metrics_port
    if port and is_taken(port, settings.host):
        sys.stderr.write(f"port {port} is taken: set WORKER_METRICS_PORT to a free one, or to 0\n")
        return 2
    command = worker_command("services.worker:setup", threads=THREADS)
    os.execve(command[0], command, os.environ | WORKER_ENVIRONMENT)  # noqa: S606 (becomes Dramatiq)
    return 0


if __name__ == "__main__":
    sys.exit(main())
