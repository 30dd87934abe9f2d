"""What the pages say, out of the catalogues that they are built of."""

import re
from functools import cache
from pathlib import Path
from typing import Final

from babel.messages.pofile import read_po

PAGES: Final = Path("gateway/web/pages")
_OF_ITS_OWN = ("desk", "console", "demo")
"""Rooms at addresses that begin with their name; all others are the member's."""
_OPEN = re.compile(r"\{\w+\}|</?\d+/?>")
"""A place for a value, and a mark around words or in their place."""
_TELLING = 15
"""So many letters of its beginning are enough to name a message."""


def said(message: str, language: str, path: str) -> str | re.Pattern[str]:
    """What a page at that path says for an English message of its catalogue, or for the beginning
    of one: a pattern where the message has places that are filled in. What is in no catalogue is
    said as it stands."""
    first = path.split("/")[1]
    rooms = (first if first in _OF_ITS_OWN else "member", "shared", "demo")
    found = next(filter(None, (_found(message, room) for room in rooms)), None)
    if found is None:
        if _OPEN.search(message):
            raise LookupError(f"no page of {rooms} says {message!r}")
        return message
    text = found[1] if language == "zh" else found[0]
    parts = _OPEN.split(text)
    return text if len(parts) == 1 else re.compile(".*".join(map(re.escape, parts)))


def _found(message: str, room: str) -> tuple[str, str] | None:
    """In English and in Chinese."""
    catalogue = _chinese(room)
    if message in catalogue:
        return message, catalogue[message]
    whole = [one for one in catalogue if one.startswith(message)]
    return (whole[0], catalogue[whole[0]]) if len(message) > _TELLING and len(whole) == 1 else None


@cache
def _chinese(room: str) -> dict[str, str]:
    with (PAGES / room / "words" / "zh.po").open("rb") as file:
        return {str(one.id): str(one.string) for one in read_po(file) if one.id}
