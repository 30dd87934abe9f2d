"""Recipients lie in slices of about the same size, by their ids, so that whoever goes through all
of them can stop anywhere and go on without reading again what lies before: the embedded server
reads everything for a range of ids."""

from typing import Any, NamedTuple
from zlib import crc32

SLICES = 1024
SLICE = "slice"


def slice_of(id: str) -> int:
    return crc32(id.encode()) % SLICES


class SlicePlace(NamedTuple):
    """Of a recipient in the order of slices, and of ids in them."""

    slice: int = 0
    id: str = ""

    def __str__(self) -> str:
        return f"{self.slice}/{self.id}"


def place_of(id: str) -> SlicePlace:
    return SlicePlace(slice_of(id), id)


def parse_place(text: str) -> SlicePlace:
    """Empty: before all others."""
    slice, _, id = text.partition("/")
    return SlicePlace(int(slice), id) if text else SlicePlace()


def within(first: int, number: int) -> dict[str, Any]:
    """The rows of so many slices."""
    return {SLICE: {"$gte": first, "$lt": first + number}}
