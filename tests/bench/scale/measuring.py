"""Measures what the model is told, with few members, and then runs that it is not told of, with
very many: `python -m tests.bench scale`."""

import asyncio
import os
import platform
import sys
import tempfile
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import aiohttp
import msgspec

from infra.dev.supervisor import Supervisor
from tests.bench import subscriptions
from tests.bench.campaign import CALM
from tests.bench.scale import commanding
from tests.bench.scale.changes import Change, Watched, watched
from tests.bench.scale.costs import Asked, Beside, Measured, Run
from tests.bench.scale.crowd import member_id, take_over
from tests.bench.scale.fitting import fitted
from tests.bench.scale.metering import Meter, Spent
from tests.bench.scale.passing import Passed, rates, waits
from tests.client import Client
from tests.waiting import eventually

WEBHOOK = 0.0014
"""Seconds of the processor, by the part `webhooks`: docs/performance.md."""
_REST_SECONDS = 10.0
_LONGEST_SECONDS = 1_800.0
_WARM = 20
_QUERY = """{ me { profile { language } membership { status entitled plan { code } }
  entitlement { entitled until } } }"""


class Plan(NamedTuple):
    """`few` members for `alone` and `together`, which the model is made of, and `many` for
    `untold`, which it is not told of. No member is changed twice."""

    few: int
    many: int
    alone: Asked
    together: Asked
    untold: tuple[Asked, ...]
    queries: int


WHOLE = Plan(
    few=2_000,
    many=100_000,
    alone=Asked(changes=100),
    together=Asked(changes=800, callers=16),
    untold=(Asked(changes=1_500, callers=64), Asked(changes=300, rate=5.0)),
    queries=2_000,
)
BRIEF = Plan(
    few=400,
    many=600,
    alone=Asked(changes=10),
    together=Asked(changes=100, callers=16),
    untold=(Asked(changes=100, callers=32), Asked(changes=20, rate=2.0)),
    queries=600,
)
"""To try out whether all of it goes; its figures say nothing."""


async def measure(plan: Plan) -> Measured:
    with tempfile.TemporaryDirectory() as folder:
        async with (
            Supervisor(ports="auto", var_dir=Path(folder), env=CALM) as system,
            aiohttp.ClientSession() as http,
        ):
            found = await _Measuring(plan, system, http).run()
    return msgspec.structs.replace(found, fit=fitted(found))


class _Measuring:
    """`next`: the first member whom nothing happened to yet; those to be changed lie `apart`."""

    def __init__(self, plan: Plan, system: Supervisor, http: aiohttp.ClientSession) -> None:
        self._plan, self._system = plan, system
        self._meter = Meter(system, http)
        self._next, self._apart = 0, 1
        self._rest: Mapping[str, float] = {}

    async def run(self) -> Measured:
        plan, system = self._plan, self._system
        await take_over(system, range(plan.few), datetime.now(UTC))
        async with watched(system) as people:
            await people.one_by_one(self._members(_WARM))
            resting = await self._spent(lambda: asyncio.sleep(_REST_SECONDS))
            self._rest = {name: spent / resting.wall for name, spent in resting.processor.items()}
            fitted_to = [
                await self._run(people, asked, plan.few) for asked in (plan.alone, plan.together)
            ]
            query = await self._queries()
        await take_over(system, range(plan.few, plan.many), datetime.now(UTC))
        _caught_up: bool = await eventually(self._meter.all_follow, _LONGEST_SECONDS)
        self._next = plan.few
        self._apart = (plan.many - plan.few) // (_WARM + sum(one.changes for one in plan.untold))
        async with watched(system) as people:
            await people.one_by_one(self._members(_WARM))
            runs = [await self._run(people, asked, plan.many) for asked in plan.untold]
        return Measured(
            date=f"{datetime.now(UTC):%Y-%m-%d}",
            machine=_machine(),
            processors=os.cpu_count() or 1,
            rest=self._rest,
            command=await commanding.measure(),
            beside=await _beside(query),
            fitted_to=fitted_to,
            runs=runs,
        )

    async def _run(self, people: Watched, load: Asked, members: int) -> Run:
        before = await self._meter.now()
        changes = await self._changed(people, load)
        run = _of(load, members, changes, await self._meter.since(before), self._rest)
        sys.stderr.write(f"    {msgspec.json.encode(run).decode()}\n")
        return run

    async def _changed(self, people: Watched, load: Asked) -> list[Change]:
        numbers = self._members(load.changes)
        if load.callers:
            return await people.rush(numbers, load.callers)
        if load.rate:
            return await people.steady(numbers, load.rate)
        return await people.one_by_one(numbers)

    async def _queries(self) -> Mapping[str, float]:
        """Seconds of the processor for one of many at once, each member its own, by process, beside
        what rest takes."""
        callers = self._plan.together.callers
        each = self._plan.queries // callers

        async def ask(number: int) -> None:
            async with Client(self._system.urls["gateway"]) as member:
                await member.sign_in("member", member_id(number))
                for _ in range(each):
                    await member.run(_QUERY)

        spent = await self._spent(lambda: asyncio.gather(*map(ask, range(callers))))
        return _beside_rest(spent, self._rest, each * callers)

    async def _spent(self, work: Callable[[], Awaitable[object]]) -> Spent:
        before = await self._meter.now()
        await work()
        return await self._meter.since(before)

    def _members(self, number: int) -> range:
        """So many whom nothing happened to yet."""
        first, self._next = self._next, self._next + number * self._apart
        return range(first, self._next, self._apart)


FOLLOWERS = {
    "membership: shared items",
    "membership: secure accounts",
    "appeals: losses of members",
    "appeals: erase",
    "notify: erase",
    "notify: webhooks",
    "notify: membership",
}
"""Of membership's feed alone, each once."""


def _of(
    load: Asked, members: int, changes: Sequence[Change], spent: Spent, rest: Mapping[str, float]
) -> Run:
    passed = [Passed(*change) for change in changes]
    steps = [made for name, made in spent.steps.items() if name in FOLLOWERS]
    return Run(
        members=members,
        load=load,
        others=spent.others,
        rates=rates(passed),
        waits=waits(passed),
        batch=load.changes * len(steps) / sum(steps),
        processor=_beside_rest(spent, rest, load.changes),
    )


def _beside_rest(spent: Spent, rest: Mapping[str, float], times: int) -> dict[str, float]:
    """For each of so many, of every process."""
    return {
        name: max(0.0, seconds - rest[name] * spent.wall) / times
        for name, seconds in spent.processor.items()
    }


async def _beside(query: Mapping[str, float]) -> Beside:
    told = await subscriptions.told("ours", 1_000, 200)
    return Beside(
        query=query,
        delivery=told.processor / told.deliveries,
        subscriber_kib=told.kib,
        webhook=WEBHOOK,
    )


def _machine() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    named = next((line for line in lines if line.startswith("model name")), platform.machine())
    return named.rpartition(": ")[2]
