"""How far something long has come, on the terminal."""

import sys
from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")
_STEPS = 10


def progress(what: str, things: Sequence[T]) -> Iterator[T]:
    """The same things; says every tenth of them that it is done."""
    step = max(1, len(things) // _STEPS)
    for number, thing in enumerate(things):
        if number % step == 0 and len(things) >= 10_000:
            sys.stderr.write(f"\r    {what}: {100 * number // len(things)} %")
            sys.stderr.flush()
        yield thing
    if len(things) >= 10_000:
        sys.stderr.write(f"\r{' ' * (len(what) + 14)}\r")
