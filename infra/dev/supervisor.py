"""Starts a whole system, keeps it running, and stops it in order.

A process that dies is started again: the system is built to be killed anywhere, so a restart is
all that is ever needed.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from infra.concurrency.background import Background
from infra.dev.child import Child, StartError
from infra.dev.environment import Ports, Stack, plan_stack
from infra.dev.logs import last_words
from infra.dev.ownership import owning, write_processes
from infra.dev.parts import FIRST_BACKOFF, ROOT, START_SECONDS, Managed, application, embedded_parts
from infra.dev.procfile import read_procfile

STOP_SECONDS = 8.0
WATCH_SECONDS = 0.05
LONGEST_BACKOFF = 10.0
STEADY_SECONDS = 10.0

Report = Callable[[str, str], None]


class Supervisor:
    """A running system: `async with Supervisor(ports="auto", var_dir=...) as system`.

    Args:
        env: variables that win over this process' environment.
        var_dir: where the system keeps its data; VAR_DIR when not given.
        ports: `fixed` as the settings say, `auto` for free ones.
        one: all roles in one process, the worker beside it.
        report: is told (process, sentence) whenever one starts, dies or is back.
    """

    def __init__(
        self,
        *,
        env: Mapping[str, str] | None = None,
        var_dir: Path | None = None,
        ports: Ports = "fixed",
        one: bool = False,
        procfile: Path = ROOT / "Procfile",
        report: Report = lambda _name, _sentence: None,
    ) -> None:
        given = dict(env or {})
        if var_dir is not None:
            given["VAR_DIR"] = str(var_dir)
        self.stack: Stack = plan_stack(given, ports=ports, one=one)
        self._programs = read_procfile(procfile, one=one)
        self._report = report
        self._managed: dict[str, Managed] = {}
        self._background = Background()
        self._restarting: set[str] = set()
        self._owned = contextlib.ExitStack()

    @property
    def env(self) -> dict[str, str]:
        """The environment of the system's processes: a tool started with it talks to the system."""
        return dict(self.stack.env)

    @property
    def urls(self) -> dict[str, str]:
        """`gateway`, `sinks`, and each service that has a process of its own."""
        names = self._managed.keys()
        return {name: url for name, url in self.stack.urls.items() if name in names}

    @property
    def metrics(self) -> dict[str, str]:
        """Where each process shows what it counts."""
        names = self._managed.keys()
        return {name: url for name, url in self.stack.metrics.items() if name in names}

    @property
    def processes(self) -> dict[str, int]:
        """Process ids by name."""
        return {name: each.child.pid for name, each in self._managed.items()}

    async def __aenter__(self) -> Self:
        try:
            await self.start()
        except BaseException:
            await self.stop()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Starts everything and waits until all of it answers.

        Raises:
            StartError: with lines for a person; `stop` ends what did start.
        """
        self._owned.enter_context(owning(self.stack.var_dir))
        names = [program.name for program in self._programs]
        self.stack.refuse_taken_ports([*names, *self.stack.embedded])
        await self._start_all(embedded_parts(self.stack))
        await self._start_all([application(self.stack, program) for program in self._programs])
        self._background.start(self._keep_running())

    async def kill(self, name: str) -> None:
        """SIGKILL for one process and what it started; it is started again by itself."""
        if name not in self._managed:
            raise KeyError(f"no process {name}; there are {', '.join(self._managed)}")
        managed = self._managed[name]
        managed.ready.clear()
        managed.backoff = FIRST_BACKOFF  # it did not fail by itself
        managed.child.kill()

    async def restart_with(self, name: str, env: Mapping[str, str]) -> None:
        """One process ends and starts anew with these variables, which later tools get, too."""
        self.stack.env.update(env)
        managed = self._managed[name]
        managed.child.env.update(env)
        await self.kill(name)
        await self.wait_ready(name)

    async def wait_ready(self, name: str, timeout: float = START_SECONDS) -> None:
        """Waits until a process that was killed answers again."""
        async with asyncio.timeout(timeout):
            await self._managed[name].ready.wait()

    async def stop(self) -> None:
        """Applications first, then the sinks, the broker, the database."""
        await self._background.cancel()
        last: list[list[str]] = [
            [name] for name in ("sinks", "valkey", "mongo") if name in self._managed
        ]
        first: list[str] = [name for name in self._managed if [name] not in last]
        for group in [first, *last]:
            children = [self._managed[name].child for name in group]
            await asyncio.gather(*(child.stop(STOP_SECONDS) for child in children))
        self._managed.clear()
        self._owned.close()

    def kill_all(self) -> None:
        """At once, without asking."""
        for managed in self._managed.values():
            managed.child.kill()

    @contextlib.asynccontextmanager
    async def away(self) -> AsyncIterator[None]:
        """All processes are killed at once, and started again at the end."""
        await self._background.cancel()
        self.kill_all()
        try:
            yield
        finally:
            for managed in self._managed.values():
                managed.ready.clear()
                managed.backoff = FIRST_BACKOFF
            self._restarting.clear()
            self._background.start(self._keep_running())
            await asyncio.gather(*map(self.wait_ready, self._managed))

    async def _start_all(self, group: list[Managed]) -> None:
        for managed in group:
            self._managed[managed.child.name] = managed
            managed.start()
        self._publish()
        waiting = [asyncio.create_task(self._first_wait(managed)) for managed in group]
        try:
            await asyncio.gather(*waiting)
        finally:
            for task in waiting:
                task.cancel()

    async def _first_wait(self, managed: Managed) -> None:
        await managed.wait()
        seconds = time.monotonic() - managed.started
        self._report(managed.child.name, f"answers after {seconds:.1f} s")

    async def _keep_running(self) -> None:
        while True:
            for name, managed in self._managed.items():
                if not managed.child.running and name not in self._restarting:
                    self._restarting.add(name)
                    self._background.start(self._restart(managed))
            await asyncio.sleep(WATCH_SECONDS)

    async def _restart(self, managed: Managed) -> None:
        child = managed.child
        managed.ready.clear()
        if time.monotonic() - managed.started > STEADY_SECONDS:
            managed.backoff = FIRST_BACKOFF
        self._report(child.name, f"{_ending(child)}; starting it again in {managed.backoff:.1f} s")
        child.kill()  # whatever it had started
        await asyncio.sleep(managed.backoff)
        managed.backoff = min(managed.backoff * 2, LONGEST_BACKOFF)
        try:
            managed.start()
            self._publish()
            await managed.wait()
        except StartError as error:
            self._report(child.name, str(error))
            child.kill()
        else:
            self._report(child.name, "is back")
        finally:
            self._restarting.discard(child.name)

    def _publish(self) -> None:
        write_processes(
            self.stack.var_dir,
            processes=self.processes,
            ports=self.stack.ports,
            urls=self.urls,
        )


def _ending(child: Child) -> str:
    code = child.exit_code or 0
    if code < 0:
        return f"was ended by signal {-code}"
    return f"ended with code {code}, saying: {last_words(child.log)}"
