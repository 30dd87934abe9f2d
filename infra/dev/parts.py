"""The processes of a system: how each is started, and how to tell that it answers."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from infra.dev import mongo, valkey
from infra.dev.child import Child
from infra.dev.environment import Stack
from infra.dev.ports import answers_http
from infra.dev.procfile import Program
from infra.dev.sinks.process import sinks_child

ROOT = Path(__file__).parents[2]
START_SECONDS = 120.0  # a loaded machine takes its time
FIRST_BACKOFF = 0.1

Answers = Callable[[], Awaitable[bool]]


class Managed:
    """A child with the way to tell that it answers."""

    def __init__(self, child: Child, answers: Answers) -> None:
        self.child = child
        self.ready = asyncio.Event()
        self.backoff = FIRST_BACKOFF
        self.started = 0.0
        self._answers = answers

    def start(self) -> None:
        self.ready.clear()
        self.started = time.monotonic()
        self.child.start()

    async def wait(self) -> None:
        """Waits until it answers.

        Raises:
            StartError: it ended, or stayed silent for too long.
        """
        await self.child.wait_until(self._answers, START_SECONDS)
        self.ready.set()


def embedded_parts(stack: Stack) -> list[Managed]:
    """Database, broker and sinks, as far as the environment names no others."""
    makers = {"mongo": _mongo, "valkey": _valkey, "sinks": _sinks}
    return [make(stack) for name, make in makers.items() if name in stack.embedded]


def application(stack: Stack, program: Program) -> Managed:
    """A line of the Procfile."""
    child = Child(
        program.name,
        program.arguments(stack.env),
        env=stack.env,
        log=_log(stack, program.name),
        cwd=ROOT,
    )
    return Managed(child, _says_ready(stack, program.name))


def _log(stack: Stack, name: str) -> Path:
    return stack.var_dir / "logs" / f"{name}.log"


def _mongo(stack: Stack) -> Managed:
    port, folder = stack.ports["mongo"], stack.var_dir / "mongo"
    child = mongo.mongo_child(port, folder, env=stack.env, log=_log(stack, "mongo"))
    return Managed(child, lambda: mongo.answers(port))


def _valkey(stack: Stack) -> Managed:
    port, folder = stack.ports["valkey"], stack.var_dir / "valkey"
    child = valkey.valkey_child(port, folder, env=stack.env, log=_log(stack, "valkey"))
    return Managed(child, lambda: valkey.answers(port))


def _sinks(stack: Stack) -> Managed:
    mail = "mail" in stack.embedded
    child = sinks_child(env=stack.env, log=_log(stack, "sinks"), mail=mail)
    return Managed(child, lambda: answers_http(stack.reached, stack.ports["sinks"]))


def _says_ready(stack: Stack, name: str) -> Answers:
    """Over HTTP; a process that serves nobody touches `run/<name>.ready` instead."""
    port = stack.ports.get(name)
    if port is not None:
        return lambda: answers_http(stack.reached, port)
    path = stack.var_dir / "run" / f"{name}.ready"
    seen = _modified(path)

    async def answers() -> bool:
        nonlocal seen
        modified = _modified(path)
        if modified == seen:
            return False
        seen = modified
        return True

    return answers


def _modified(path: Path) -> int:
    return path.stat().st_mtime_ns if path.exists() else 0
