"""The worker shows its metrics, and says in one line when it cannot."""

import asyncio
import socket
import sys
from pathlib import Path

import aiohttp
from dramatiq.brokers.stub import StubBroker

from infra.dev.ports import free_port
from infra.http.metrics_server import ServesMetrics
from tests.waiting import PATIENCE

ROOT = Path(__file__).parents[2]


async def test_metrics_are_served_as_soon_as_the_port_is_free() -> None:
    """A worker that was killed may hold it a moment longer."""
    port = free_port()
    with socket.socket() as held:
        held.bind(("127.0.0.1", port))
        held.listen()
        ServesMetrics("127.0.0.1", port).after_process_boot(StubBroker())
        await asyncio.sleep(0.1)
    async with aiohttp.ClientSession() as session, asyncio.timeout(PATIENCE):
        while True:
            try:
                async with session.get(f"http://127.0.0.1:{port}/metrics") as answer:
                    assert "python_info" in await answer.text()
                    return
            except aiohttp.ClientError:
                await asyncio.sleep(0.05)


async def test_a_taken_port_is_one_line() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        port = held.getsockname()[1]
        worker = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "services.worker",
            cwd=ROOT, env={"WORKER_METRICS_PORT": str(port)}, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        _, said = await asyncio.wait_for(worker.communicate(), PATIENCE)
    assert worker.returncode == 2
    assert said.decode() == (
        f"port {port} is taken: set WORKER_METRICS_PORT to a free one, or to 0\n"
    )
