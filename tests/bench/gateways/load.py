"""The load: so many connections, each asks again as soon as it was answered.

`python -m tests.bench.gateways.load` reads a `Load` as JSON and writes an `Outcome`. It is a
process of its own, on the processor that the gateway does not have, and parses no more of an answer
than where it ends and whom it is about.
"""

import asyncio
import os
import sys
import time
from array import array
from pathlib import Path
from typing import Final

import msgspec
import uvloop

_BLANK: Final = b"\r\n\r\n"
_LAST_CHUNK: Final = b"0\r\n\r\n"


class Load(msgspec.Struct, kw_only=True):
    """`requests`: (whom it is about, the whole request), by turns. `warming`, `seconds`: how long
    it runs before it is counted, and while. `pid`: the gateway's process."""

    port: int
    pid: int
    connections: int
    warming: float
    seconds: float
    requests: list[tuple[bytes, bytes]]


class Outcome(msgspec.Struct, kw_only=True):
    """`seconds` that `answered` took, `processor` seconds that the gateway had of them, `p50` and
    `p99` in seconds; `wrong`: answers that are not 200 or not about whom was asked for; `sample`:
    the body of one."""

    answered: int
    wrong: int
    seconds: float
    processor: float
    p50: float
    p99: float
    sample: bytes

    @property
    def a_second(self) -> float:
        return self.answered / self.seconds

    @property
    def share(self) -> float:
        """Of its processor that the gateway was busy."""
        return self.processor / self.seconds

    @property
    def each(self) -> float:
        """Seconds of the processor for one answer."""
        return self.processor / self.answered


class _Caller(asyncio.Protocol):
    def __init__(self, crowd: "_Crowd") -> None:
        self._crowd = crowd
        self._come = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._ask()

    def _ask(self) -> None:
        self._about, request = self._crowd.next()
        self._began = time.perf_counter()
        self._transport.write(request)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        come = self._come = self._come + data if self._come else data
        head = come.find(_BLANK)
        if head < 0 or not _complete(come, head):
            return
        right = come.startswith(b"HTTP/1.1 200") and self._about in come
        self._crowd.answered(time.perf_counter() - self._began, come[head + 4 :], right=right)
        self._come = b""
        self._ask()

    def connection_lost(self, exc: Exception | None) -> None:
        self._crowd.lost()


def _complete(come: bytes, head: int) -> bool:
    names = come[:head].lower()
    at = names.find(b"\r\ncontent-length:")
    if at < 0:
        return come.endswith(_LAST_CHUNK)
    end = names.find(b"\r\n", at + 2)
    length = int(names[at + 17 : end if end >= 0 else head])
    return len(come) >= head + len(_BLANK) + length


class _Crowd:
    def __init__(self, load: Load) -> None:
        self._requests = load.requests
        self._turn = 0
        self.begin()

    def begin(self) -> None:
        self.seconds = array("d")
        self.wrong = 0
        self.sample = b""

    def next(self) -> tuple[bytes, bytes]:
        self._turn = (self._turn + 1) % len(self._requests)
        return self._requests[self._turn]

    def answered(self, seconds: float, body: bytes, *, right: bool) -> None:
        self.seconds.append(seconds)
        if not right:
            self.wrong += 1
        if not self.sample or not right:
            self.sample = body

    def lost(self) -> None:
        self.wrong += 1


async def put(load: Load) -> Outcome:
    loop, crowd = asyncio.get_running_loop(), _Crowd(load)
    callers = [
        await loop.create_connection(lambda: _Caller(crowd), "127.0.0.1", load.port)
        for _ in range(load.connections)
    ]
    await asyncio.sleep(load.warming)
    crowd.begin()
    began, before = time.perf_counter(), _processor(load.pid)
    await asyncio.sleep(load.seconds)
    seconds, processor = time.perf_counter() - began, _processor(load.pid) - before
    taken, wrong = sorted(crowd.seconds), crowd.wrong
    for transport, _ in callers:
        transport.abort()
    return Outcome(
        answered=len(taken),
        wrong=wrong,
        seconds=seconds,
        processor=processor,
        p50=taken[len(taken) // 2],
        p99=taken[int(len(taken) * 0.99)],
        sample=crowd.sample,
    )


def _processor(pid: int) -> float:
    """Seconds of all threads of a process so far; see proc(5)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    given = msgspec.json.decode(sys.stdin.buffer.read(), type=Load)
    sys.stdout.buffer.write(msgspec.json.encode(uvloop.run(put(given))))
