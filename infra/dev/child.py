"""One child process: it dies with us, takes its own children along, and says where it logs.

A child leads a session of its own, so that Ctrl-C in the terminal reaches only the supervisor. A
gentle stop signals the leader alone (a worker that forwards signals to its own processes would
hang if they got them twice); only a kill goes to the whole group.
"""

import asyncio
import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

from infra.dev.logs import last_words

PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)
POLL_SECONDS = 0.02

_libc = ctypes.CDLL(None) if sys.platform.startswith("linux") else None


class StartError(Exception):
    """A process could not be started; the message is one line for a person."""


class Child:
    """A process started by name.

    Args:
        command: program and arguments.
        env: the whole environment of the process.
        log: file that receives its output; the one of the run before is kept as `<log>.1`.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        env: Mapping[str, str],
        log: Path,
        cwd: Path | None = None,
    ) -> None:
        self.name = name
        self.command = list(command)
        self.env = dict(env)
        self.log = log
        self.cwd = cwd
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        if self._process is None:
            raise StartError(f"{self.name} was not started")
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs; negative is the signal that ended it."""
        return None if self._process is None else self._process.poll()

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        self._prepare_log()
        with self.log.open("ab") as output:
            try:
                self._process = subprocess.Popen(  # noqa: S603 (commands of the Procfile)
                    self.command,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    env=self.env,
                    cwd=self.cwd,
                    start_new_session=True,
                    preexec_fn=_die_with(os.getpid()),  # noqa: PLW1509 (prctl only, no locks)
                )
            except OSError as error:
                reason = error.strerror or str(error)
                raise StartError(f"{self.name}: cannot run {self.command[0]}: {reason}") from None

    def _prepare_log(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self._process is None and self.log.exists():
            self.log.replace(self.log.with_name(f"{self.log.name}.1"))

    def terminate(self) -> None:
        if self._process is not None and self.running:
            self._process.terminate()

    def kill(self) -> None:
        """SIGKILL for the process and whatever it started."""
        if self._process is not None:
            kill_group(self._process.pid)
            self._process.wait()

    async def stop(self, timeout: float) -> None:
        """Asks it to end, waits `timeout` seconds, then kills what is left of it."""
        self.terminate()
        deadline = time.monotonic() + timeout
        while self.running and time.monotonic() < deadline:
            await asyncio.sleep(POLL_SECONDS)
        self.kill()

    async def wait_until(self, answers: Callable[[], Awaitable[bool]], timeout: float) -> None:
        """Waits until the process answers.

        Raises:
            StartError: it ended before, or did not answer within `timeout` seconds.
        """
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if not self.running:
                raise StartError(f"{self.name} ended at start: {last_words(self.log)}")
            if await answers():
                return
            await asyncio.sleep(POLL_SECONDS)
        raise StartError(f"{self.name} did not answer within {timeout:.0f} s; see {self.log}")


def kill_group(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _die_with(parent: int) -> Callable[[], None] | None:
    """Linux ends the child when the parent dies, however it dies."""
    if _libc is None:
        return None

    def arrange() -> None:
        _libc.prctl(PARENT_DEATH_SIGNAL, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)

    return arrange
