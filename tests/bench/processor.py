"""How much processor time the processes of a running system took, by name."""

import os
from pathlib import Path

from infra.dev.supervisor import Supervisor

_TICKS = os.sysconf("SC_CLK_TCK")


def taken(system: Supervisor) -> dict[str, float]:
    """Seconds since each started; of a worker, with the processes that it forked."""
    return {name: seconds_of(pid) for name, pid in system.processes.items()}


def between(before: dict[str, float], after: dict[str, float], times: int) -> str:
    """Milliseconds for each of so many, in all and by process, the most first."""
    each = {name: (after[name] - before.get(name, 0.0)) * 1000 / times for name in after}
    parts = sorted(each.items(), key=lambda one: -one[1])
    return f"{sum(each.values()):.2f} ms: " + ", ".join(f"{n} {ms:.2f}" for n, ms in parts)


def seconds_of(pid: int) -> float:
    """That a process took since it started, with those that it forked; 0 for one that is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return 0.0
    own = (int(fields[11]) + int(fields[12])) / _TICKS  # utime and stime, see proc(5)
    return own + sum(seconds_of(int(child)) for child in children)
