"""A model of the system by queues: processes that do one thing at a time share the processors of a
machine by turns, and whoever follows a feed takes what waits in batches.

What it is told are costs (`costs.py`); how full batches are, what waits and how long follows from
them and from the load.
"""

import random
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

import simpy

from tests.bench.scale.costs import Cost, Waits
from tests.bench.scale.passing import Passed
from tests.bench.scale.queues import Change, Hosts, Loop, Loops, Machine, Steps

_RELAYED, _FOLLOWED, _SENT = 256, 200, 50
"""The most in a batch: of a relay, of a follower, of a job of the worker."""
LOOPS = {"membership": 5, "appeals": 2, "notify": 3}
"""What goes on in a service behind each change: in membership its relay is one of them."""
_TRIPS = 6
"""How often the database is asked on the way."""


class Simulated(NamedTuple):
    """`batch`: changes in a batch of the followers, on average; `spent`: seconds of each process'
    processor, for a change."""

    passed: list[Passed]
    batch: float
    spent: Mapping[str, float]


class Model:
    """`delays`: what a change waits for beside processors (disks, networks, timers)."""

    def __init__(
        self,
        costs: Mapping[str, Cost],
        command: Mapping[str, float],
        hosts: Hosts,
        delays: Waits | None = None,
    ) -> None:
        self._costs, self._command = costs, command
        self._delays = delays or Waits(answer=0.0, seen=0.0, told=0.0)
        self._env = simpy.Environment()
        self._parts = hosts.parts
        at_rest = sum(cost.rest * hosts.copies.get(name, 1) for name, cost in costs.items())
        free = max(0.1, hosts.processors - at_rest)
        self._machine = Machine(self._env, hosts._replace(processors=free))
        self._left = 0
        self._over = self._env.event()
        self._relay = self._wired()

    def one_by_one(self, changes: int) -> Simulated:
        """Each when the one before has arrived everywhere."""

        def all_of_them(passing: list[Change]) -> Steps:
            for _ in range(changes):
                self._left, self._over = 2, self._env.event()
                change = self._asked(passing)
                yield from self._commanded(change)
                yield self._over

        passing: list[Change] = []
        self._env.run(self._env.process(all_of_them(passing)))
        return self._simulated(passing)

    def rush(self, changes: int, callers: int) -> Simulated:
        """As fast as they are answered, to so many callers."""
        passing: list[Change] = []
        waiting = iter(range(changes))

        def caller() -> Steps:
            for _ in waiting:
                yield from self._commanded(self._asked(passing))

        return self._run([caller() for _ in range(callers)], changes, passing)

    def steady(self, changes: int, rate: float) -> Simulated:
        """So many a second on average, at any moment as likely as at another."""
        passing: list[Change] = []
        dice = random.Random(15)

        def arrivals() -> Steps:
            for _ in range(changes):
                yield self._env.timeout(dice.expovariate(rate))
                self._env.process(self._commanded(self._asked(passing)))

        return self._run([arrivals()], changes, passing)

    def _run(self, actors: Iterable[Steps], changes: int, passing: list[Change]) -> Simulated:
        self._left = 2 * changes  # each is seen, and told
        for actor in actors:
            self._env.process(actor)
        self._env.run(self._over)
        return self._simulated(passing)

    def _simulated(self, passing: list[Change]) -> Simulated:
        batches = sum(loop.batches for loop in self._followers)
        taken = sum(loop.taken for loop in self._followers)
        spent = {name: seconds / len(passing) for name, seconds in self._machine.spent.items()}
        return Simulated([change.passed() for change in passing], taken / batches, spent)

    def _asked(self, passing: list[Change]) -> Change:
        passing.append(change := Change(len(passing), self._env.now))
        return change

    def _commanded(self, change: Change) -> Steps:
        yield from self._machine.work("load", self._costs["load"].each)
        yield from self._machine.work("gateway", self._costs["gateway"].each)
        yield from self._asking("membership", self._command["membership"], self._command["mongo"])
        yield self._env.timeout(self._delays.answer)
        change.answered = self._env.now
        self._relay.put(change)

    # --- who follows whom

    def _wired(self) -> Loops:
        """The relay; behind it the followers of each service, the gateway's, and the worker."""
        sending = self._loop({"worker": 1.0, "sinks": 1.0}, self._told, _SENT)
        planning = self._follower("notify", self._later(self._delays.told, sending.put))
        showing = self._loop(
            {"gateway": 1.0}, self._later(self._delays.seen, self._seen), _FOLLOWED
        )
        beside = [
            self._follower(service, _nothing)
            for service, others in (
                ("membership", LOOPS["membership"] - 1),
                ("appeals", LOOPS["appeals"]),
                ("notify", LOOPS["notify"] - 1),
            )
            for _ in range(others)
        ]
        self._followers = [planning, *beside]

        def relayed(change: Change) -> None:
            for loop in (planning, showing, *beside):
                loop.put(change)

        return self._loop({"membership": 1 / LOOPS["membership"]}, relayed, _RELAYED)

    def _loop(self, parts: Mapping[str, float], then: Callable[[Change], None], most: int) -> Loops:
        """`parts`: of what each process does for a change behind its command, whichever of its kind
        it is."""
        return self._loops([parts] * self._parts, parts, then, most)

    def _follower(self, service: str, then: Callable[[Change], None]) -> Loops:
        """One of those who follow in a service, in its leader."""
        part = 1 / LOOPS[service]
        leaders = [self._machine.leader(service, number) for number in range(self._parts)]
        return self._loops([{one: part} for one in leaders], {service: part}, then, _FOLLOWED)

    def _loops(
        self,
        by_part: Iterable[Mapping[str, float]],
        parts: Mapping[str, float],
        then: Callable[[Change], None],
        most: int,
    ) -> Loops:
        """The database's work is shared by all who follow alike, but for the gateway."""

        def batch_by(processes: Iterable[str]) -> Callable[[int], Steps]:
            def batch(changes: int) -> Steps:
                asked = 0.0 if "gateway" in parts else self._behind("mongo").of(changes, _OF_MONGO)
                for process, (kind, part) in zip(processes, parts.items(), strict=True):
                    spent = self._behind(kind).of(changes, part)
                    yield from self._asking(process, spent, asked / len(parts))

            return batch

        return Loops([Loop(self._env, batch_by(list(one)), then, most) for one in by_part])

    def _asking(self, process: str, own: float, database: float) -> Steps:
        """Work that asks the database several times on the way."""
        for _ in range(_TRIPS):
            yield from self._machine.work(process, own / _TRIPS)
            yield from self._machine.work("mongo", database / _TRIPS)

    def _behind(self, process: str) -> Cost:
        cost = self._costs[process]
        before = cost.each if process == "gateway" else self._command.get(process, 0.0)
        return Cost(look=cost.look, each=max(0.0, cost.each - before))

    def _later(self, seconds: float, then: Callable[[Change], None]) -> Callable[[Change], None]:
        def hand_on(change: Change) -> None:
            self._env.process(self._after(seconds, change, then))

        return hand_on

    def _after(self, seconds: float, change: Change, then: Callable[[Change], None]) -> Steps:
        yield self._env.timeout(seconds)
        then(change)

    def _seen(self, change: Change) -> None:
        change.seen = self._env.now
        self._arrived()

    def _told(self, change: Change) -> None:
        change.told = self._env.now
        self._arrived()

    def _arrived(self) -> None:
        self._left -= 1
        if self._left == 0:
            self._over.succeed()


_OF_MONGO = 1 / 11
"""A relay, nine followers and the worker."""


def _nothing(_change: Change) -> None:
    pass
