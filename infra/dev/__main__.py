"""`python -m infra.dev run [--one]`: the whole system on this machine, until Ctrl-C."""

import argparse
import asyncio
import os
import signal
import sys
import time
from collections.abc import Coroutine

from infra.dev.child import StartError
from infra.dev.supervisor import Supervisor
from infra.dev.terminal import Terminal, follow_logs
from infra.settings import SettingsError

SHOP = {"OPERATOR_NAME": "Card House"}
"""Whose messages they are, unless the environment says so."""
SHOWN = ("gateway", "worker")  # whose metrics are looked at most


async def run(*, one: bool, terminal: Terminal) -> None:
    """Serves until SIGINT or SIGTERM; a second one kills what has not ended yet."""
    stop = asyncio.Event()
    began = time.monotonic()
    system = Supervisor(one=one, report=terminal.say, env=SHOP | os.environ)
    loop = asyncio.get_running_loop()

    def on_signal() -> None:
        if stop.is_set():
            system.kill_all()
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, on_signal)
    try:
        await _until(stop, system.start())
        if not stop.is_set():
            terminal.line(ready_line(system, time.monotonic() - began))
            await _until(stop, follow_logs(system.stack.var_dir / "logs", terminal))
        terminal.line("stopping")
    finally:
        await system.stop()
    terminal.line(f"stopped; the data is in {system.stack.var_dir}")


def ready_line(system: Supervisor, seconds: float) -> str:
    gateway, sinks = system.urls.get("gateway"), system.urls.get("sinks")
    pages = (gateway or "").replace("127.0.0.1", "localhost")  # a passkey is bound to a name
    parts = [f"ready in {seconds:.1f} s", f"open {pages}/", f"GraphQL {gateway}/graphql"]
    if sinks:
        parts.append(f"messages {sinks}/")
    parts += [f"{name} metrics {url}" for name, url in system.metrics.items() if name in SHOWN]
    return " · ".join([*parts, "Ctrl-C stops"])


async def _until(stop: asyncio.Event, work: Coroutine[None, None, None]) -> None:
    """Runs the coroutine, or gives it up when told to stop."""
    task = asyncio.create_task(work)
    waiting = asyncio.create_task(stop.wait())
    await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if task.done():
        task.result()
        return
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m infra.dev", description=__doc__)
    parser.add_argument("what", choices=["run"])
    parser.add_argument("--one", action="store_true", help="all roles in one process, and a worker")
    one = parser.parse_args(arguments).one
    try:
        asyncio.run(run(one=one, terminal=Terminal()))
    except (StartError, SettingsError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
