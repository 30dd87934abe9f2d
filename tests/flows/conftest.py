"""The whole system, running: one of each kind is started, and files share it.

A test begins at whatever time it is, with members of its own, and expects nothing of others': time
that it lets pass is theirs, too. What it changes for all (clauses, templates, faults) it puts back.
"""

import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from math import ceil
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from infra.dev.supervisor import Supervisor
from tests.client import Client
from tests.flows.edge import Edge
from tests.flows.people import Host, Member, Staff
from tests.waiting import eventually

WAYS = ("separate", "one")
"""Of running: a flow runs in both, or on the systems that its mark `systems` names. In both run
those that go through all services: a lapse told, explained and mended; an appeal that is upheld and
given back; events over a gateway that is killed. Rules are the same in either way: those run in
one process, which takes half of the work; what crosses a seam of its own runs in several."""
_LADDERS = (
    "LOSS: SMS+EMAIL 70m > IN_APP 1h > STAFF; APPEAL: EMAIL 70m > SMS 10m > IN_APP 1h; "
    "DEFAULT: SMS 10m > EMAIL 70m > IN_APP 1h"
)
SETTINGS = {
    "separate": {"TRACES": "on"},
    "nights": {"QUIET_HOURS": "22:00-08:00", "CURRENCY": "twd", "LADDERS": _LADDERS},
    "abroad": {"CURRENCY": "KWD", "BREAKER_FLOOR": "4"},
}
"""Of those that differ; they have all roles in one process. By night a phone may ring because
nobody took a mail: of appeals it is told by mail first."""
_EACH = {"QUIET_HOURS": "off", "BREAKER_FLOOR": "500"}
"""Members of many tests lapse together, which is nothing to stop at."""

FLOWS = Path(__file__).parent
_numbers = itertools.count(1)


def duration(by: timedelta) -> str:
    return f"PT{ceil(by.total_seconds())}S"


@dataclass
class System:
    """A running system and the people around it."""

    supervisor: Supervisor
    kind: str

    @property
    def gateway(self) -> str:
        return self.supervisor.urls["gateway"]

    @property
    def var_dir(self) -> Path:
        return self.supervisor.stack.var_dir

    async def host(self) -> Host:
        return Host(await self._client("host", "shop"))

    async def staff(self, id: str = "reviewer-1", **claims: object) -> Staff:
        """An administrator with a second factor, unless the claims say otherwise."""
        return Staff(await self._client("staff", id, **claims))

    async def member(self, id: str, *, leaves: bool = False) -> Member:
        return Member(await self._client("member", id), id, leaves=leaves)

    async def new_member(self, *, language: str = "EN", **enrolment: Any) -> Member:
        """Somebody who just joined, with a phone and an address of their own."""
        number = next(_numbers)
        id = f"{self.kind}-{number}"
        async with await self.host() as host:
            await host.register(id, number, language, **enrolment)
        return Member(await self._client("member", id), id, leaves=True)

    async def advance(self, duration: str) -> str:
        """That time passes, with all that falls due."""
        async with Client(self.gateway) as client:
            return await client.advance(duration)

    async def jump(self, duration: str) -> str:
        """An outage of that length."""
        async with Client(self.gateway) as client:
            return await client.jump(duration)

    async def now(self) -> datetime:
        async with Client(self.gateway) as client:
            return datetime.fromisoformat((await client.clock())["now"])

    async def advance_to(self, at: datetime) -> None:
        await self.advance(duration(at - await self.now()))

    async def jump_to(self, at: datetime) -> None:
        await self.jump(duration(at - await self.now()))

    async def advance_to_clock(self, text: str, zone: str = "Asia/Shanghai") -> datetime:
        """Until a wall shows that time next, such as 21:58."""
        local = (await self.now()).astimezone(ZoneInfo(zone))
        shown = datetime.combine(local, time.fromisoformat(text), local.tzinfo)
        at = shown if shown > local else shown + timedelta(days=1)
        await self.advance_to(at)
        return at

    async def messages(self, to: str) -> list[dict[str, Any]]:
        """What reached a phone or an address, newest first."""
        url = f"{self.supervisor.urls['sinks']}/messages"
        async with (
            aiohttp.ClientSession() as session,
            session.get(url, params={"to": to, "limit": "100"}) as answer,
        ):
            found: list[dict[str, Any]] = await answer.json()
            return found

    async def message(self, to: str, *words: str) -> dict[str, Any]:
        """The newest message to `to` that holds all the words, once it is there."""

        async def look() -> dict[str, Any] | None:
            found = [m for m in await self.messages(to) if all(w in m["body"] for w in words)]
            return found[0] if found else None

        try:
            return await eventually(look)
        except TimeoutError:
            seen = [m["body"] for m in await self.messages(to)]
            raise AssertionError(f"{to} got no message with {words}; it got {seen}") from None

    async def _client(self, role: str, id: str, **claims: object) -> Client:
        client = Client(self.gateway, patient=False)
        await client.sign_in(role, id, **claims)
        return client


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "system" in metafunc.fixturenames:
        mark = metafunc.definition.get_closest_marker("systems")
        kinds = mark.args if mark else WAYS
        metafunc.parametrize("system", kinds, indirect=True, scope="package")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Flows that leave members behind are the last ones of their system: time that others let pass
    would be full of what falls due for those members."""
    places = [number for number, item in enumerate(items) if item.path.parent == FLOWS]
    flows = in_turn([items[number] for number in places])
    for number, item in zip(places, flows, strict=True):
        items[number] = item


def in_turn(flows: list[pytest.Item]) -> list[pytest.Item]:
    """System by system, as they come."""
    kinds = list(dict.fromkeys(map(_kind, flows)))
    return sorted(
        flows, key=lambda item: (kinds.index(_kind(item)), bool(item.get_closest_marker("crowded")))
    )


def _kind(item: pytest.Item) -> str:
    given = getattr(item, "callspec", None)
    return str(given.params.get("system", "")) if given else ""


@pytest.fixture(scope="package")
async def system(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[System]:
    """One at a time: it ends when the next kind is asked for, and after the last flow: also a
    system at rest takes some of the processor."""
    kind: str = request.param
    async with Supervisor(
        ports="auto", var_dir=tmp_path_factory.mktemp(f"system-{kind}"), one=kind != "separate",
        env=_EACH | SETTINGS.get(kind, {}),
    ) as supervisor:  # fmt: skip
        yield System(supervisor, kind)


@pytest.fixture
async def edge(system: System) -> AsyncIterator[Edge]:
    async with aiohttp.ClientSession() as session:
        yield Edge(system.supervisor, session)
