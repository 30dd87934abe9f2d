"""Many things, so many at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def batched(values: Iterable[T], size: int) -> Iterator[tuple[T, ...]]:
    """`itertools.batched`, which Python has from 3.12 on: all of `size` but the last."""
    rest = iter(values)
    while batch := tuple(islice(rest, size)):
        yield batch
