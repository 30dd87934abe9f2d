"""What a person sees: who starts and dies, warnings and errors of the logs, nothing else."""

import asyncio
import os
import sys
from pathlib import Path
from typing import TextIO

from infra.dev.logs import notable

COLOURS = (36, 33, 32, 35, 34, 96, 93, 92)
TAIL_SECONDS = 0.2
NAME_WIDTH = 11


class Terminal:
    """Lines with the name of the process in front, in colour where that can be shown."""

    def __init__(self, stream: TextIO = sys.stdout) -> None:
        self._stream = stream
        self._coloured = stream.isatty() and "NO_COLOR" not in os.environ
        self._order: list[str] = []

    def say(self, name: str, text: str) -> None:
        label = f"{name:<{NAME_WIDTH}}"
        if self._coloured:
            label = f"\x1b[{self._colour(name)}m{label}\x1b[0m"
        self._stream.write(f"{label} {text}\n")
        self._stream.flush()

    def line(self, text: str) -> None:
        self._stream.write(f"\x1b[1m{text}\x1b[0m\n" if self._coloured else f"{text}\n")
        self._stream.flush()

    def _colour(self, name: str) -> int:
        if name not in self._order:
            self._order.append(name)
        return COLOURS[self._order.index(name) % len(COLOURS)]


async def follow_logs(directory: Path, terminal: Terminal) -> None:
    """Shows notable lines as they are written, until cancelled."""
    positions: dict[Path, int] = {}
    while True:
        _show_all_new(directory, positions, terminal)
        await asyncio.sleep(TAIL_SECONDS)


def _show_all_new(directory: Path, positions: dict[Path, int], terminal: Terminal) -> None:
    for path in sorted(directory.glob("*.log")):
        _show_new(path, positions, terminal)


def _show_new(path: Path, positions: dict[Path, int], terminal: Terminal) -> None:
    with path.open("rb") as log:
        log.seek(positions.get(path, 0))
        text = log.read()
    whole = text[: text.rfind(b"\n") + 1]
    positions[path] = positions.get(path, 0) + len(whole)
    for line in whole.decode(errors="replace").splitlines():
        if (short := notable(line)) is not None:
            terminal.say(path.stem, short)
