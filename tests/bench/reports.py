"""What it costs to take reports by lines, beside the driver's bare insert_many of as many rows;
what it costs to take them again; and whether memory grows with the lines."""

import tempfile
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from infra.dev.supervisor import Supervisor
from infra.kernel.batches import batched
from infra.storage.mongo import Client, connect, database
from services.settings import load_settings
from tests.bulk import line, results
from tests.client import Client as Person

LINES: Final = 5_000
MEMBERS: Final = 2_000
_AT_ONCE: Final = 500
_AT: Final = "2026-11-21T08:30:00Z"


async def measure() -> list[str]:
    with tempfile.TemporaryDirectory(prefix="reinstate-bench-") as folder:
        async with Supervisor(ports="auto", var_dir=Path(folder), one=True) as system:
            async with Person(system.urls["gateway"]) as person:
                await person.sign_in("host", "shop")
                token = person.token
            settings = load_settings({**system.env})
            bare = await _bare(connect(settings), settings.database("bench"))
            process = system.processes["gateway"]
            await _sent(system, token, range(1_000))  # what is made once is there
            before = resident(process)
            new = await _sent(system, token, range(1_000, 1_000 + LINES))
            grown = resident(process) - before
            again = await _sent(system, token, range(1_000, 1_000 + LINES))
    return [
        f"{LINES:,} orders of {MEMBERS:,} members, by one request",
        f"taken: {new:,.0f} lines/s, {new / bare:.3f} of insert_many ({bare:,.0f} rows/s)",
        f"taken again, all repeated: {again:,.0f} lines/s",
        f"memory of the process grew by {grown:.0f} MiB with {LINES:,} lines",
    ]


async def _sent(system: Supervisor, token: str, numbers: range) -> float:
    """Lines a second, every one of them answered."""
    begun, end = time.perf_counter(), None
    async for one in results(system.urls["gateway"], token, _lines(numbers)):
        end = one
    assert end is not None
    assert end.get("end") is True, end
    assert end["refused"] == 0, end
    assert end["taken"] + end["repeated"] == len(numbers)
    return len(numbers) / (time.perf_counter() - begun)


async def _lines(numbers: range) -> AsyncIterator[bytes]:
    for some in batched(numbers, 100):
        yield b"".join(order(number, MEMBERS) for number in some)


def order(number: int, members: int) -> bytes:
    """A line of its own, of one of so many members."""
    return line(
        "order.placed", memberId=f"b-{number % members}", orderId=f"o-{number}", at=_AT,
        fullPrice=1_000, paidPrice=900,
    )  # fmt: skip


async def _bare(client: Client, name: str) -> float:
    """Rows a second, of an order's size."""
    rows = database(client, name)["orders"]
    at, begun = datetime.now(UTC), time.perf_counter()
    for some in batched(range(LINES), _AT_ONCE):
        await rows.insert_many(
            [
                {"_id": f"o-{n}", "member_id": f"b-{n % MEMBERS}", "order_id": f"o-{n}", "at": at,
                 "full_price": 1_000, "paid_price": 900}
                for n in some
            ]
        )  # fmt: skip
    took = time.perf_counter() - begun
    client.close()
    return LINES / took


def resident(process: int) -> float:
    """MiB, see proc(5)."""
    [line] = [
        one for one in Path(f"/proc/{process}/status").read_text().splitlines() if "VmRSS" in one
    ]
    return int(line.split()[1]) / 1024
