"""How much memory processes hold, sampled while they work."""

import asyncio
from collections import defaultdict
from pathlib import Path

from infra.dev.supervisor import Supervisor

_EVERY_SECONDS = 2.0


class Memory:
    """Resident MiB by process name; of a worker, with the processes that it forked."""

    def __init__(self, system: Supervisor, names: tuple[str, ...]) -> None:
        self._system = system
        self._names = names
        self.samples: dict[str, list[float]] = defaultdict(list)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            for name in self._names:
                if held := _resident(self._system.processes[name]):
                    self.samples[name].append(held)
            await asyncio.sleep(_EVERY_SECONDS)

    def lines(self) -> list[str]:
        """The peak of each quarter of the run."""
        return [f"memory of {name.ljust(15)}{_quarters(got)} MiB" for name, got in self._sampled()]

    def _sampled(self) -> list[tuple[str, list[float]]]:
        return [(name, self.samples[name]) for name in self._names if self.samples[name]]


def _quarters(samples: list[float]) -> str:
    size = max(1, len(samples) // 4)
    return ", ".join(f"{max(samples[i : i + size]):.0f}" for i in range(0, 4 * size, size)[:4])


def _resident(pid: int) -> float:
    """0 for a process that is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
        tasks = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return 0.0
    own = next((line for line in status.splitlines() if line.startswith("VmRSS")), "VmRSS: 0 kB")
    return int(own.split()[1]) / 1024 + sum(_resident(int(child)) for child in tasks)
