"""Processes that share the processors of machines by turns, and loops that take what waits."""

from collections import deque
from collections.abc import Callable, Generator, Mapping
from typing import Any, NamedTuple

import simpy

from tests.bench.scale.costs import PROCESSES
from tests.bench.scale.passing import Passed

_TURN = 0.002
"""Seconds for which a process has a processor before another one may have it."""
Steps = Generator[simpy.Event, Any, None]


class Change:
    """On its way."""

    def __init__(self, number: int, asked: float) -> None:
        self.number = number
        self.asked = asked
        self.answered = self.seen = self.told = 0.0

    def passed(self) -> Passed:
        return Passed(self.asked, self.answered, self.seen, self.told)


class Hosts(NamedTuple):
    """What the system runs on. `processors`: that are free for it, of so many in `total`; `copies`:
    of each process, where there are more than one; `parts`: into which followers are divided, each
    with the members of its own."""

    processors: float
    total: int
    copies: Mapping[str, int] = {}
    parts: int = 1


class Machine:
    def __init__(self, env: simpy.Environment, hosts: Hosts) -> None:
        self._env = env
        self.spent = dict.fromkeys(PROCESSES, 0.0)
        self._slower = hosts.total / hosts.processors
        self._processors = simpy.Resource(env, hosts.total)
        self._copies = hosts.copies
        self._processes = {
            name: simpy.Resource(env, hosts.copies.get(name, 1)) for name in PROCESSES
        }

    def leader(self, process: str, part: int) -> str:
        """Of several processes one: it follows for all of them, or for a part of the members."""
        if self._copies.get(process, 1) == 1:
            return process
        name = f"{process} {part}"
        self._processes.setdefault(name, simpy.Resource(self._env))
        return name

    def work(self, process: str, seconds: float) -> Steps:
        self.spent[process.partition(" ")[0]] += seconds
        left = seconds * self._slower
        while left > 0:
            turn = min(left, _TURN)
            with self._processes[process].request() as own:
                yield own
                with self._processors.request() as processor:
                    yield processor
                    yield self._env.timeout(turn)
            left -= turn


class Loop:
    """Takes what waits, in batches, and hands it on."""

    def __init__(
        self,
        env: simpy.Environment,
        batch: Callable[[int], Steps],
        then: Callable[[Change], None],
        most: int,
    ) -> None:
        self._env, self._batch, self._then, self._most = env, batch, then, most
        self._waiting = deque[Change]()
        self._more = env.event()
        self.batches = self.taken = 0
        env.process(self._run())

    def put(self, change: Change) -> None:
        self._waiting.append(change)
        if not self._more.triggered:
            self._more.succeed()

    def _run(self) -> Steps:
        while True:
            if not self._waiting:
                self._more = self._env.event()
                yield self._more
            taken = [self._waiting.popleft() for _ in range(min(len(self._waiting), self._most))]
            self.batches, self.taken = self.batches + 1, self.taken + len(taken)
            yield from self._batch(len(taken))
            for change in taken:
                self._then(change)


class Loops:
    """The parts of one follower."""

    def __init__(self, parts: list[Loop]) -> None:
        self._parts = parts

    @property
    def batches(self) -> int:
        return sum(loop.batches for loop in self._parts)

    @property
    def taken(self) -> int:
        return sum(loop.taken for loop in self._parts)

    def put(self, change: Change) -> None:
        self._parts[change.number % len(self._parts)].put(change)
