"""What a long queue costs staff and members: the first page and a place in it, beside those of a
short one. Nothing else differs between the two; they are asked by turns."""

import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from infra.kernel.batches import batched
from infra.storage.mongo import database
from services.appeals.adapters.documents import APPEALS
from services.appeals.contract.desk_words import AppealQueue
from services.appeals.contract.queries import GetAppeal, GetQueue
from services.appeals.contract.views import AppealsPage, AppealView
from tests.contract.appeals_system import AppealsSystem, appeals_system
from tests.servers import running_mongo

LENGTHS = (500, 50_000)
ROUNDS = 40
_AT_ONCE = 1_000
_PAGE = GetQueue(queue=AppealQueue.STANDARD, for_staff=True)

Work = Callable[[], Awaitable[None]]


async def measure() -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        async with (
            running_mongo(Path(folder) / "mongo", durable=False) as (url, _),
            AsyncExitStack() as stack,
        ):
            systems = [
                await stack.enter_async_context(appeals_system(url, f"queue{length}"))
                for length in LENGTHS
            ]
            last = [
                await _filled(system, length)
                for system, length in zip(systems, LENGTHS, strict=True)
            ]
            pages = await _beside(*(_page(system) for system in systems))
            places = await _beside(
                *(_place(system, number) for system, number in zip(systems, last, strict=True))
            )
    return [_line("first page", *pages), _line("place of the last", *places)]


async def _filled(system: AppealsSystem, length: int) -> str:
    """Gives the number of the last one."""
    first = await system.open()
    rows = database(system.mongo, f"{system.prefix}_appeals")[APPEALS]
    row = await rows.find_one({"_id": first.number})
    if row is None:
        raise AssertionError("it was opened")
    for some in batched(range(1, length), _AT_ONCE):
        await rows.insert_many([_another(row, n) for n in some])
    return f"AP-{length - 1:06d}"


def _another(row: dict[str, Any], n: int) -> dict[str, Any]:
    """As the store would keep it, due `n` seconds later."""
    number, due = f"AP-{n:06d}", row["state"]["first_answer_due"] + timedelta(seconds=n)
    state = {**row["state"], "number": number, "first_answer_due": due}
    return {**row, "_id": number, "state": state, "order": _key(due, number)}


def _key(due: datetime, number: str) -> str:
    return f"{due.isoformat(timespec='milliseconds')} {number}"


def _page(system: AppealsSystem) -> Work:
    async def ask() -> None:
        [page] = await system.api.read([_PAGE])
        if not isinstance(page, AppealsPage) or len(page.appeals) != _PAGE.first:
            raise AssertionError("not a whole page")

    return ask


def _place(system: AppealsSystem, number: str) -> Work:
    async def ask() -> None:
        [view] = await system.api.read([GetAppeal(number=number)])
        if not isinstance(view, AppealView) or view.place_in_queue != LENGTHS[0]:
            raise AssertionError("not at its place")

    return ask


async def _beside(*works: Work) -> list[float]:
    """Medians of seconds, taken in turns; the first of each learns how long the queue is."""
    taken: list[list[float]] = [[] for _ in works]
    for work in works:
        await work()
    for _ in range(ROUNDS):
        for work, seconds in zip(works, taken, strict=True):
            began = time.perf_counter()
            await work()
            seconds.append(time.perf_counter() - began)
    return [statistics.median(seconds) for seconds in taken]


def _line(name: str, short: float, long: float) -> str:
    counted = f"{name}, of {LENGTHS[0]:,} and of {LENGTHS[1]:,}".ljust(46)
    return f"{counted}{short * 1e3:6.2f} ms {long * 1e3:6.2f} ms   {long / short:.2f}"
