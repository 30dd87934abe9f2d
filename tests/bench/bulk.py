"""A million lines by `POST /host/bulk`: how fast they are taken from beginning to end, whether
memory grows with it, and that it counts once though the gateway is killed in its middle."""

import sys
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from infra.dev.supervisor import Supervisor
from infra.kernel.batches import batched
from infra.storage.mongo import connect, database
from services.settings import load_settings
from tests.bench.reports import order, resident
from tests.bulk import results
from tests.client import Client as Person

LINES: Final = 1_000_000
MEMBERS: Final = 20_000
_PARTS: Final = 10
_PROCESSES: Final = ("gateway", "membership")


@dataclass
class _Course:
    """`answered`: lines whose results came, all of them in their order; `held`: by process, MiB
    after each tenth."""

    lines: int
    answered: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    at: list[float] = field(default_factory=list)
    held: dict[str, list[float]] = field(default_factory=dict)

    def counted(self, outcome: str) -> None:
        self.answered += 1
        self.counts[outcome] = self.counts.get(outcome, 0) + 1

    def rates(self) -> list[str]:
        """Lines a second of each tenth."""
        tenth = self.lines / _PARTS
        steps = zip(self.at, self.at[1:], strict=False)
        return [f"{tenth / (after - before):,.0f}" for before, after in steps]


async def measure(lines: int = LINES) -> list[str]:
    with tempfile.TemporaryDirectory(prefix="reinstate-bench-") as folder:
        async with Supervisor(ports="auto", var_dir=Path(folder)) as system:
            async with Person(system.urls["gateway"]) as person:
                await person.sign_in("host", "shop")
                token = person.token
            course = _Course(lines)
            course.at.append(time.perf_counter())
            killed = lines * 11 // 20  # when nobody looks at its memory
            while course.answered < lines:
                await _sent(system, token, course, killed)
                await system.wait_ready("gateway")
            kept = await _kept(system)
    assert kept == lines, f"{kept} of {lines} orders are there"
    assert not course.counts.get("REFUSED"), course.counts
    return [
        f"{lines:,} orders of {MEMBERS:,} members; the gateway was killed after {killed:,} of them",
        f"taken {course.counts.get('TAKEN', 0):,}, again {course.counts.get('REPEATED', 0):,}",
        f"in {course.at[-1] - course.at[0]:,.0f} s; lines a second by tenths: "
        + " ".join(course.rates()),
        *(
            f"memory of {name} after each tenth, MiB: {' '.join(f'{one:.0f}' for one in held)}"
            for name, held in course.held.items()
        ),
    ]


async def _sent(system: Supervisor, token: str, course: _Course, killed: int) -> None:
    """From the line behind the last that was answered, until the end or until it is cut off."""
    given = _lines(range(course.answered, course.lines))
    async for one in results(system.urls["gateway"], token, given):
        if "outcome" not in one:
            return
        course.counted(one["outcome"])
        if course.answered == killed:
            await system.kill("gateway")
        if course.answered % (course.lines // _PARTS) == 0:
            _tenth(system, course)


def _tenth(system: Supervisor, course: _Course) -> None:
    course.at.append(time.perf_counter())
    for name in _PROCESSES:
        course.held.setdefault(name, []).append(resident(system.processes[name]))
    sys.stderr.write(f"\r    {course.answered:,} of {course.lines:,} lines")
    sys.stderr.flush()


async def _lines(numbers: range) -> AsyncIterator[bytes]:
    for some in batched(numbers, 500):
        yield b"".join(order(number, MEMBERS) for number in some)


async def _kept(system: Supervisor) -> int:
    settings = load_settings({**system.env})
    client = connect(settings)
    try:
        rows: Any = database(client, settings.database("membership"))["orders"]
        return int(await rows.count_documents({}))
    finally:
        client.close()
