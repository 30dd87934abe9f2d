"""A folder belongs to one supervisor: a lock that ends with it, and no process left from before."""

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import msgspec

from infra.dev.child import POLL_SECONDS, StartError
from infra.dev.environment import MARK

LEFTOVER_SECONDS = 5.0


@contextlib.contextmanager
def owning(var_dir: Path) -> Iterator[None]:
    """Owns the folder, and ends what an earlier owner that was killed has left running.

    Raises:
        StartError: another supervisor owns it.
    """
    try:
        (var_dir / "run").mkdir(parents=True, exist_ok=True)
        lock = (var_dir / "run" / "supervisor.lock").open("a+")
    except OSError as error:
        raise StartError(f"cannot write in {var_dir}: {error.strerror}") from None
    with lock:
        _take(lock, var_dir)
        end_leftovers(var_dir)
        yield


def _take(lock: IO[str], var_dir: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        owner = lock.read().strip() or "unknown"
        raise StartError(
            f"{var_dir} is in use by process {owner}: stop it, or set VAR_DIR to another folder"
        ) from None
    lock.truncate(0)
    lock.write(f"{os.getpid()}\n")
    lock.flush()


def end_leftovers(var_dir: Path) -> None:
    """Kills processes that carry the mark of this folder."""
    deadline = time.monotonic() + LEFTOVER_SECONDS
    while left := supervised(var_dir):
        for pid in left:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        if time.monotonic() > deadline:
            raise StartError(f"processes of an earlier run do not end: {left}")
        time.sleep(POLL_SECONDS)


def supervised(var_dir: Path) -> list[int]:
    """Processes, of whichever supervisor, that were started for this folder."""
    mark = f"{MARK}={var_dir.resolve()}"
    found = _from_proc(mark) if sys.platform.startswith("linux") else _from_ps(mark)
    return [pid for pid in found if pid != os.getpid()]


def _from_proc(mark: str) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):  # it ended meanwhile, or is not ours
                if mark.encode() in (entry / "environ").read_bytes().split(b"\0"):
                    found.append(int(entry.name))
    return found


def _from_ps(mark: str) -> list[int]:
    command = ["ps", "-axww", "-E", "-o", "pid=,command="]
    listed = subprocess.run(command, capture_output=True, text=True, check=False).stdout  # noqa: S603 (fixed command)
    return [int(line.split()[0]) for line in listed.splitlines() if f" {mark} " in f"{line} "]


def write_processes(
    var_dir: Path, *, processes: dict[str, int], ports: dict[str, int], urls: dict[str, str]
) -> None:
    """`run/processes.json`: name to process id, port and URL, replaced in one step."""
    content = {"supervisor": os.getpid(), "processes": processes, "ports": ports, "urls": urls}
    path = var_dir / "run" / "processes.json"
    new = path.with_suffix(".new")
    new.write_bytes(msgspec.json.format(msgspec.json.encode(content)))
    new.replace(path)
