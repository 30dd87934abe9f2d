"""A costly reading is shared by all who ask, and takes up to a tenth of the time."""

import asyncio

import pytest

from infra.concurrency.single_flight import SingleFlight


class Costly:
    """Each reading takes four seconds of this clock."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.readings = 0
        self.fails = False

    async def read(self) -> int:
        self.readings += 1
        await asyncio.sleep(0)
        self.seconds += 4
        if self.fails:
            raise OSError("away")
        return self.readings

    def now(self) -> float:
        return self.seconds


async def test_all_who_ask_share_one_reading() -> None:
    costly = Costly()
    kept = SingleFlight(costly.read, costly.now)
    assert await asyncio.gather(*(kept.get() for _ in range(100))) == [1] * 100
    assert costly.readings == 1


async def test_however_often_it_is_asked_reading_takes_a_tenth_of_the_time() -> None:
    costly = Costly()
    kept = SingleFlight(costly.read, costly.now)
    while costly.seconds < 400:
        await kept.get()
        costly.seconds += 1
    assert costly.readings == 10


async def test_a_failure_is_told_and_not_kept() -> None:
    costly = Costly()
    kept = SingleFlight(costly.read, costly.now)
    costly.fails = True
    with pytest.raises(OSError, match="away"):
        await kept.get()
    costly.fails = False
    assert await kept.get() == 2
