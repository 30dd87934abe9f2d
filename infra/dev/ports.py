"""Ports: which are free, which are taken, and whether something answers there."""

import asyncio
import contextlib
import itertools
import random

from infra.process.ports import is_taken

_FIRST, _LAST = 10_000, 32_000
"""Below those from which Linux takes the ports of outgoing connections."""
_turns = map(_FIRST.__add__, itertools.cycle(random.sample(range(_LAST - _FIRST), 2_000)))


def free_port() -> int:
    """A port that was free a moment ago, and stays so: whoever asks again is given another one, and
    other processes look elsewhere."""
    return next(port for port in _turns if not is_taken(port))


def free_ports(count: int) -> list[int]:
    """Different free ports."""
    return [free_port() for _ in range(count)]


async def answers_http(host: str, port: int, path: str = "/readyz") -> bool:
    """Whether GET `path` is answered with 200."""
    with contextlib.suppress(OSError, TimeoutError, asyncio.IncompleteReadError):
        async with asyncio.timeout(1):
            reader, writer = await asyncio.open_connection(host, port)
            try:
                request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
                writer.write(request.encode())
                status = await reader.readline()
            finally:
                writer.close()
            return b" 200 " in status
    return False


async def answers_tcp(host: str, port: int, question: bytes, answer: bytes) -> bool:
    """Whether `question` is answered with `answer` over plain TCP."""
    with contextlib.suppress(OSError, TimeoutError):
        async with asyncio.timeout(1):
            reader, writer = await asyncio.open_connection(host, port)
            try:
                writer.write(question)
                return (await reader.readline()).startswith(answer)
            finally:
                writer.close()
    return False
