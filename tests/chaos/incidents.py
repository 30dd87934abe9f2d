"""A fault takes the membership of very many: staff confirm it once, and each gets back what was
taken, once, and hears of it once, whoever dies meanwhile."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from infra.dev.supervisor import Supervisor
from tests.chaos.changes import HOLD, answered, insist, register
from tests.chaos.killer import EVERYTHING, Killer
from tests.client import Client, ClockError
from tests.count import Arrivals, Delivery, arrived, few_at_once
from tests.waiting import eventually

A_SECOND = 10
"""Remedies, so that most of the kills fall between them."""
SAYS = {"zh": "客服误将部分会员暂停。", "en": "Our staff stopped some memberships by mistake."}
TOLD = "IncidentRemedied"
_QUIET_SECONDS = 240.0
_RETRIES_WITHIN = "PT15M"
_MANAGED = "__typename ... on IncidentSuccess { incident { id state } } ... on Problem { code }"
_INCIDENT = """query($id: ID!) { incident(id: $id) {
  state losses tried { members possible } members { state members } } }"""
_MEMBER = """query($id: ID!) { member(id: $id) {
  membership { entitled timeline(first: 50) { nodes { type } } }
  alerts(first: 50) { nodes { eventId eventType deliveries { id channel state } } } } }"""
_OPEN = """mutation($key: String!) {
  openAppeal(input: {text: "Why was mine stopped?", idempotencyKey: $key}) {
    __typename ... on AppealSuccess { appeal { number } } ... on Problem { code message } } }"""
_JOIN = """mutation($id: ID!, $key: String!) {
  joinIncident(input: {id: $id, text: "Mine as well.", idempotencyKey: $key}) {
    __typename ... on JoinIncidentSuccess { incident { joined } }
    ... on Problem { code message } } }"""
_APPEAL = """query($number: String!) { appeal(number: $number) {
  state decision { verdict remedyState } } }"""
_LINE = "{ incidentStatus { id state } }"
Say = Callable[[str], None]


@dataclass
class PutRight:
    """What came of it, by what members and everybody read. `told`: messages of the remedy."""

    affected: int
    appealed: int = 0
    joined: int = 0
    state: str = ""
    line: str = ""
    seconds: float = 0.0
    entitled: int = 0
    remedies: Counter[int] = field(default_factory=Counter)
    alerts: Counter[int] = field(default_factory=Counter)
    decided: int = 0
    arrivals: Arrivals | None = None

    @property
    def good(self) -> bool:
        each_once = Counter({1: self.affected})
        arrivals = self.arrivals
        return (
            (self.state, self.line) == ("SETTLED", "RESOLVED")
            and self.entitled == self.affected
            and self.remedies == self.alerts == each_once
            and self.decided == self.appealed
            and arrivals is not None
            and arrivals.good
            and not arrivals.open
        )

    def lines(self) -> list[str]:
        return [
            f"members of the incident  {self.affected}, of whom {self.appealed} appealed and "
            f"{self.joined} joined",
            f"confirmed once           {self.state} after {self.seconds:.0f} s, public line "
            f"{self.line}",
            f"members again            {self.entitled}",
            f"remedies a member        {_times(self.remedies)}",
            f"told of it a member      {_times(self.alerts)}",
            f"appeals upheld by it     {self.decided}",
            *(self.arrivals.lines() if self.arrivals else []),
        ]


def _times(counted: Counter[int]) -> str:
    return ", ".join(f"{n} times: {members}" for n, members in sorted(counted.items()))


async def run_incident(
    folder: Path, *, members: int, seed: int, pause: float, say: Say
) -> tuple[PutRight, Killer]:
    """
    Args:
        pause: seconds between kills, at most.
    """
    env = {"QUIET_HOURS": "off", "INCIDENT_REMEDIES_A_SECOND": str(A_SECOND)}
    async with Supervisor(ports="auto", var_dir=folder, env=env) as system:
        ids = [f"chaos-{number:04d}" for number in range(members)]
        async with Client(system.urls["gateway"], patient=True) as host:
            await host.sign_in("host", "shop")
            await register(host, ids)
        killer = Killer(system, random.Random(seed), pause=pause, victims=EVERYTHING)
        return await put_right(system, ids, killer, say=say), killer


async def put_right(
    system: Supervisor,
    ids: Sequence[str],
    killer: Killer,
    *,
    staff: str = "staff-1",
    kills: int = 1,
    say: Say = lambda _line: None,
) -> PutRight:
    """`ids`: of members who have a membership, with a phone and an address. `staff`: whoever holds
    all of them by mistake, and nobody else. `kills`: at least so many."""
    url, found = system.urls["gateway"], PutRight(len(ids))
    async with Client(url, patient=True) as first, Client(url, patient=True) as second:
        await first.sign_in("staff", staff, name="Lin")
        await second.sign_in("staff", f"{staff}-2", name="Wu")
        incident = _Incident(first, second, found)
        await incident.open(f"STAFF:{staff}")
        async with asyncio.TaskGroup() as beside:
            killing = beside.create_task(killer.run())
            await incident.plant(ids, say)
            numbers = await incident.answered_by(url, ids, say)
            await incident.confirm(say)
            await killer.killed(kills)
            await incident.until("SETTLED", say)
            killing.cancel()
        await killer.flush()
        await incident.count(system, ids, numbers, say)
    return found


@dataclass
class _Incident:
    """As two of the staff see it."""

    staff: Client
    second: Client
    found: PutRight
    id: str = ""

    async def open(self, source: str) -> None:
        since = (await self.staff.clock())["now"]
        done = await self._manage(
            self.staff, "openIncident", "OpenIncidentInput",
            cause="STAFF_ACTION", since=since, source=source, reason="The wrong list was used.",
        )  # fmt: skip
        self.id = done["id"]
        await self._manage(
            self.staff, "publishIncidentStatus", "PublishIncidentStatusInput", says=SAYS
        )

    async def plant(self, ids: Sequence[str], say: Say) -> None:
        """One of the staff holds all of them by mistake."""
        held = 0
        for some in _few(ids):
            await asyncio.gather(*(insist(self.staff, HOLD, id, f"held {id}") for id in some))
            held += len(some)
            if held % 100 == 0:
                say(f"{held} of {len(ids)} lost it")

        async def seen() -> str | None:
            losses = (await self._look())["losses"]
            return f"{losses} seen" if losses >= len(ids) else None

        say(await eventually(seen))

    async def answered_by(self, url: str, ids: Sequence[str], say: Say) -> list[str]:
        """A tenth appeals, as many say 'me too', and the others nothing; gives the appeals."""
        appealing, joining = ids[::10], ids[5::10]
        numbers: list[str] = []
        for some in _few(appealing):
            opened = await asyncio.gather(*(_member(url, id, _OPEN) for id in some))
            numbers += [one["appeal"]["number"] for one in opened]
        for some in _few(joining):
            joined = await asyncio.gather(*(_member(url, id, _JOIN, id=self.id) for id in some))
            self.found.joined += sum(one["incident"]["joined"] for one in joined)
        self.found.appealed = len(numbers)
        say(f"{len(numbers)} appealed, {self.found.joined} joined")
        return numbers

    async def confirm(self, say: Say) -> None:
        """By a second of the staff where it is worth much."""
        await self._manage(
            self.staff, "previewIncident", "PreviewIncidentInput",
            cause="STAFF_ACTION", remedy="RESTORE",
        )  # fmt: skip
        tried = await self.until("PREVIEWED", say)
        say(f"tried out on {tried['members']}, possible for {tried['possible']}")
        done = await self._manage(
            self.staff, "confirmIncident", "ConfirmIncidentInput",
            reason="We used the wrong list.", says=SAYS,
        )  # fmt: skip
        if done["state"] == "PROPOSED":
            await self._manage(self.second, "secondIncident", "IncidentInput")
        self.found.seconds -= time.monotonic()

    async def until(self, state: str, say: Say) -> dict[str, Any]:
        """Gives what it came to when it was tried out."""
        deadline, said = time.monotonic() + _QUIET_SECONDS, ""
        while (seen := await self._look())["state"] != state and time.monotonic() < deadline:
            now = ", ".join(f"{one['members']} {one['state'].lower()}" for one in seen["members"])
            if now != said:
                say(now)
            said = now
            await asyncio.sleep(0.2)
        if state == "SETTLED":
            self.found.seconds += time.monotonic()
        self.found.state = seen["state"]
        tried: dict[str, Any] = seen["tried"]
        return tried

    async def count(
        self, system: Supervisor, ids: Sequence[str], numbers: Sequence[str], say: Say
    ) -> None:
        """Once nothing is to be done any more, and what has to wait had its time."""
        deadline, before = time.monotonic() + _QUIET_SECONDS, len(ids) + 1
        while (left := await self._left(system, ids)) and time.monotonic() < deadline:
            say(f"{left} on their way")
            if left < before:
                before = left
                await asyncio.sleep(1)
                continue
            try:
                await self.staff.advance(_RETRIES_WITHIN)
            except ClockError as error:
                say(str(error))
        decided = await few_at_once([self.staff.run(_APPEAL, number=number) for number in numbers])
        upheld = {"verdict": "UPHELD", "remedyState": "APPLIED"}
        wanted = {"state": "CLOSED", "decision": upheld}
        self.found.decided = sum(one["appeal"] == wanted for one in decided)
        lines = (await self.staff.run(_LINE))["incidentStatus"]
        self.found.line = next((one["state"] for one in lines if one["id"] == self.id), "none")

    async def _left(self, system: Supervisor, ids: Sequence[str]) -> int:
        """Counts; gives how many messages are still to be planned or sent."""
        asked = [self.staff.run(_MEMBER, id=id) for id in ids]
        found = [one["member"] for one in await few_at_once(asked)]
        self.found.entitled = sum(one["membership"]["entitled"] for one in found)
        self.found.remedies = Counter(map(_remedies, found))
        told = [_told(one) for one in found]
        self.found.alerts = Counter(map(len, told))
        deliveries = [
            Delivery(each["id"], alert["eventId"], each["channel"], each["state"])
            for alerts in told
            for alert in alerts
            for each in alert["deliveries"]
        ]
        arrivals = Arrivals.of(deliveries, await arrived(system.urls["sinks"]))
        self.found.arrivals = arrivals
        return arrivals.open + self.found.alerts[0]

    async def _look(self) -> dict[str, Any]:
        seen: dict[str, Any] = (await self.staff.run(_INCIDENT, id=self.id))["incident"]
        return seen

    async def _manage(self, by: Client, name: str, kind: str, **input: Any) -> dict[str, Any]:
        """Under one key until it is answered."""
        query = f"mutation($input: {kind}!) {{ {name}(input: $input) {{ {_MANAGED} }} }}"
        about = {"id": self.id} if self.id else {}
        given = {**about, **input, "idempotencyKey": f"{name} {self.id}"}
        answer = await answered(by, query, input=given)
        assert "incident" in answer, answer
        incident: dict[str, Any] = answer["incident"]
        return incident


async def _member(url: str, who: str, mutation: str, **about: str) -> dict[str, Any]:
    """Something that a member does, under one key until it is answered."""
    async with Client(url, patient=True) as member:
        await member.sign_in("member", who)
        answer = await answered(member, mutation, **about, key=f"said by {who}")
    assert "code" not in answer, answer
    return answer


def _remedies(member: dict[str, Any]) -> int:
    types = [one["type"] for one in member["membership"]["timeline"]["nodes"]]
    return types.count("RemedyApplied")


def _told(member: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in member["alerts"]["nodes"] if one["eventType"] == TOLD]


def _few(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[start : start + 4] for start in range(0, len(ids), 4))
