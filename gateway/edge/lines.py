"""A body as lines, as it comes: no more of it is held than what came last, and one line."""

from collections.abc import AsyncIterator
from typing import NamedTuple


class BodyLine(NamedTuple):
    """`number`: from 1. `text`: none of a line that is too long, whose bytes were dropped."""

    number: int
    text: bytes | None


async def lines_of(pieces: AsyncIterator[bytes], longest: int) -> AsyncIterator[list[BodyLine]]:
    """What is whole after each piece, without empty lines. The last needs no line break."""
    number, rest, dropping = 0, b"", False
    async for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        found: list[BodyLine] = []
        for text in whole:
            number += 1
            if text.strip():
                fits = not dropping and len(text) <= longest
                found.append(BodyLine(number, text if fits else None))
            dropping = False
        if len(rest) > longest:
            rest, dropping = rest[:1], True
        if found:
            yield found
    if rest.strip():
        yield [BodyLine(number + 1, None if dropping else rest)]
