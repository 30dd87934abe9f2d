"""Writes what is hostile through the graph, and keeps in which fields it was stored or refused."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.browser.stored.fields import input_of, success_of
from tests.browser.stored.texts import MARK
from tests.flows.people import Person


@dataclass
class Writer:
    stored: set[str] = field(default_factory=set)
    refused: dict[str, str] = field(default_factory=dict)
    """By field, in which words."""

    async def does(
        self, who: Person, mutation: str, selection: str = "__typename", /, **input: Any
    ) -> dict[str, Any]:
        """What came of it; nothing where it was refused."""
        shape = f"{success_of(mutation)} {{ {selection} }}"
        done = await who.do(mutation, input_of(mutation), shape, **input)
        fields = {f"{mutation}.{'.'.join(path)}" for path in _hostile(input, ())}
        if "code" in done:
            self.refused |= dict.fromkeys(fields, f"{done['code']} {done['message']}")
            return {}
        self.stored |= fields
        return done


def _hostile(value: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Where it stands in an input."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _hostile(one, (*path, name))
    elif isinstance(value, list):
        for one in value:
            yield from _hostile(one, path)
    elif isinstance(value, str) and MARK in value:
        yield path
