"""Processes on a processor of their own, and what they take of it."""

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path

import msgspec

from infra.dev.ports import answers_tcp
from tests.bench.gateways.load import Load, Outcome

GATEWAY, OTHERS = "0", "1"
"""Processors."""


def on(processor: str, command: Sequence[str]) -> list[str]:
    return ["taskset", "-c", processor, *command]


def python(module: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", module, *arguments]


@contextlib.asynccontextmanager
async def running(
    command: Sequence[str], port: int, log: Path, env: Mapping[str, str] | None = None
) -> AsyncIterator[int]:
    """The id of the process, once it listens.

    Raises:
        RuntimeError: it ended, with what it said last.
    """
    with log.open("wb") as said:
        process = await asyncio.create_subprocess_exec(
            *command, stdout=said, stderr=said, env={**os.environ, **(env or {})}
        )
    try:
        async with asyncio.timeout(60):
            while not await _listens(port):
                if process.returncode is not None:
                    raise RuntimeError(_last_words(log))
                await asyncio.sleep(0.05)
        yield process.pid
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def _last_words(log: Path) -> str:
    return log.read_text()[-2_000:]


async def _listens(port: int) -> bool:
    return await answers_tcp("127.0.0.1", port, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", b"")


async def under(load: Load) -> Outcome:
    """What the gateway makes of the load.

    Raises:
        RuntimeError: an answer was wrong.
    """
    process = await asyncio.create_subprocess_exec(
        *on(OTHERS, python("tests.bench.gateways.load")),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    told, _ = await process.communicate(msgspec.json.encode(load))
    outcome = msgspec.json.decode(told, type=Outcome)
    if outcome.wrong:
        raise RuntimeError(f"{outcome.wrong} wrong answers, such as {outcome.sample[:500]!r}")
    return outcome
