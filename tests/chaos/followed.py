"""Partners follow the same members in every way, while eight change them at once, processes are
killed and the feeds are divided further: each is told all of it, in order."""

import asyncio
import itertools
import random
import sys
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from infra.dev.supervisor import Supervisor
from tests.chaos.changes import HOLD, RELEASE, insist, register
from tests.chaos.killer import Killer
from tests.chaos.outlets import WAYS, Told, listen, pull
from tests.chaos.partners import Outcome, Partner, compare, partners_of
from tests.client import Client
from tests.fakes.receiver import Receiver, receiving

VICTIMS = ("membership", "gateway", "notify", "worker", "valkey")
WRITERS = 8
REFUSED = {"NOT_ALLOWED"}
PARTITIONS = 8
_QUIET_SECONDS = 240.0
_RETRIES_WITHIN = "PT15M"
Say = Callable[[str], None]


@dataclass(frozen=True)
class Fire:
    """`changes` that are asked for; `subscribers` on lines that drop; `kills`: at least so many;
    `pause`: seconds between them, at most."""

    changes: int
    subscribers: int
    kills: int
    pause: float
    seed: int
    victims: Sequence[str] = VICTIMS


async def run_followed(folder: Path, members: int, fire: Fire, say: Say) -> tuple[Outcome, Killer]:
    """On a system of its own, whose feeds have four partitions at first."""
    env = {"QUIET_HOURS": "off", "FEED_PARTITIONS": "4"}
    async with Supervisor(ports="auto", var_dir=folder, env=env) as system:
        ids = [f"chaos-{number:04d}" for number in range(members)]
        async with Client(system.urls["gateway"], patient=True) as host:
            await host.sign_in("host", "shop")
            await register(host, ids)
        return await follow_under_fire(system, ids, fire, say=say)


async def follow_under_fire(
    system: Supervisor,
    members: Sequence[str],
    fire: Fire,
    *,
    mark: str = "",
    say: Say = lambda _line: None,
) -> tuple[Outcome, Killer]:
    """
    Args:
        members: with a membership; nobody else changes them meanwhile.
        mark: begins the names of the partners.
    """
    dice, outcome = random.Random(fire.seed), Outcome()
    killer = Killer(system, random.Random(fire.seed), pause=fire.pause, victims=fire.victims)
    async with (
        receiving() as receiver,
        Client(system.urls["gateway"], patient=True) as staff,
    ):
        await staff.sign_in("staff", "staff-1")
        async with partners_of(members, staff, receiver, mark) as partners:
            over = asyncio.Event()
            following = _follow(partners, outcome, over, fire, dice)
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(each) for each in following]
                killing = group.create_task(killer.run())
                await _Writing(system, staff, members, fire, dice, outcome, killer, say).run()
                killing.cancel()
                await asyncio.gather(*(partner.count() for partner in partners))
                over.set()
                await _settle(staff, tasks, partners, receiver, say)
            for victim in fire.victims:
                await system.wait_ready(victim)
            compare(partners, receiver, outcome)
    return outcome, killer


def _follow(
    partners: Sequence[Partner],
    outcome: Outcome,
    over: asyncio.Event,
    fire: Fire,
    dice: random.Random,
) -> Iterator[Coroutine[Any, Any, None]]:
    """One that pulls for each partner; those on lines take the partners and ways in turn."""
    wanted = {partner.id: partner.wanted for partner in partners}

    def told_all(told: Told) -> bool:
        return over.is_set() and told.count >= sum(wanted[told.partner].values())

    def told(partner: Partner, way: str) -> Told:
        outcome.told.append(Told(partner.id, way))
        return outcome.told[-1]

    for partner in partners:
        yield pull(partner.client, told(partner, "pull"), random.Random(dice.random()), told_all)
    turns = itertools.cycle(itertools.product(WAYS, partners))
    for way, partner in itertools.islice(turns, fire.subscribers):
        client, own = partner.client, random.Random(dice.random())
        yield listen(client.url, client.token, told(partner, way), own, told_all)


@dataclass
class _Writing:
    """Eight write at once, whatever comes next: so that several meet at one member, and what is not
    possible any more is refused. In the middle the feeds are divided."""

    system: Supervisor
    staff: Client
    members: Sequence[str]
    fire: Fire
    dice: random.Random
    outcome: Outcome
    killer: Killer
    say: Say
    asked: int = 0
    held: set[str] = field(default_factory=set)

    async def run(self) -> None:
        await asyncio.gather(*(self._write() for _ in range(WRITERS)))
        await self.killer.killed(self.fire.kills)
        await self.killer.flush()

    async def _write(self) -> None:
        while self.asked < self.fire.changes:
            self.asked += 1
            number, half = self.asked, self.fire.changes // 2
            while self.killer.kills.total() * self.fire.changes < self.fire.kills * (number - 1):
                await asyncio.sleep(0.02)  # as much of the kills as of the changes
            await self._change(f"{self.fire.seed}-{number}")
            if number == half:
                self.say(await divide(self.system))
            if number % 50 == 0:
                self.say(f"{number} asked for, killed {self.killer.kills.total()}")

    async def _change(self, key: str) -> None:
        """What is possible as far as this knows; one in five times the other."""
        id, unlikely = self.dice.choice(self.members), self.dice.random() < 0.2
        change = RELEASE if (id in self.held) is not unlikely else HOLD
        answer = await insist(self.staff, change, id, f"{id}-{key}")
        if answer["__typename"] == "MembershipSuccess":
            self.outcome.changed[id] += 1
            (self.held.add if change is HOLD else self.held.discard)(id)
        else:
            assert answer["code"] in REFUSED, answer
            self.outcome.refused += 1


async def divide(system: Supervisor) -> str:
    """With the tool that an operator has; what it says."""
    tool = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services", "partitions", str(PARTITIONS),
        env=system.env, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    said, _ = await tool.communicate()
    assert tool.returncode == 0
    return said.decode().strip().replace("\n", ", ")


async def _settle(
    staff: Client,
    tasks: Sequence["asyncio.Task[None]"],
    partners: Sequence[Partner],
    receiver: Receiver,
    say: Say,
) -> None:
    """Until all were told everything; who was not in all that time is told no more."""

    def coming() -> int:
        told = sum(len(set(receiver.ids(partner.path))) for partner in partners)
        return sum(sum(partner.wanted.values()) for partner in partners) - told

    loop = asyncio.get_running_loop()
    deadline = loop.time() + _QUIET_SECONDS
    _, late = await asyncio.wait(tasks, timeout=_QUIET_SECONDS)
    say(f"{len(tasks) - len(late)} of {len(tasks)} know all, {coming()} webhooks to come")
    for task in late:
        task.cancel()
    while coming() and loop.time() < deadline:
        await staff.advance(_RETRIES_WITHIN)
        say(f"{coming()} webhooks to come")
