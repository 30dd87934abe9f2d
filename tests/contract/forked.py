"""Work that is done in children of a process that has imported everything once: each may die."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from typing import TypeVar

import msgspec

J = TypeVar("J", bound=msgspec.Struct)


def serve_jobs(
    kind: type[J], work: Callable[[J], Awaitable[int | None]], *, at_once: bool = True
) -> None:
    """Reads jobs from standard input, one or a list of them a line, and answers how their children
    ended: minus the number of the signal, or what `work` returned, up to 255. `at_once`: those of
    a line run beside each other."""
    decoder: msgspec.json.Decoder[J | list[J]] = msgspec.json.Decoder(kind | list[kind])  # type: ignore[valid-type]
    for line in sys.stdin:
        given = decoder.decode(line)
        jobs = given if isinstance(given, list) else [given]
        ends = _together(jobs, work) if at_once else [_ended(_begun(job, work)) for job in jobs]
        sys.stdout.write(f"{ends if isinstance(given, list) else ends[0]}\n")
        sys.stdout.flush()


def _together(jobs: list[J], work: Callable[[J], Awaitable[int | None]]) -> list[int]:
    children = [_begun(job, work) for job in jobs]
    return [_ended(child) for child in children]


def _begun(job: J, work: Callable[[J], Awaitable[int | None]]) -> int:
    child = os.fork()
    if child == 0:
        os._exit(asyncio.run(_worked(work(job))) or 0)
    return child


async def _worked(work: Awaitable[int | None]) -> int | None:
    return await work


def _ended(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
