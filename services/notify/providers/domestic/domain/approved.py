"""Approved templates: what a house lets through to phones is a text that it has seen, with
variables in places that it has seen.

An approved text is read as a pattern of ours. What our own text has in the places of the variables
is what they are sent as; so the phone shows our text, letter for letter, or the house is not used.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import msgspec

LONGEST_VARIABLE = 35
"""Characters; what the strictest of the houses allow."""
_VARIABLE = re.compile(r"\$\{([A-Za-z][A-Za-z0-9_]*)\}")
_KEPT = 4_096


class ApprovedTemplate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`id`: the house's; empty until it is approved. `text`: with variables as `${name}`, without
    the signature, which the house puts before it."""

    text: str
    id: str = ""


Listed = Mapping[str, Sequence[ApprovedTemplate]]
"""By the type of the event that they tell of."""


class Filled(NamedTuple):
    template_id: str
    variables: dict[str, str]


class _Pattern(NamedTuple):
    id: str
    begins: str
    pattern: re.Pattern[str]


class ApprovedTemplates:
    """`signature`: which the house shows in 【】 before the text."""

    def __init__(self, signature: str, listed: Listed) -> None:
        self.prefix = f"【{signature}】"
        approved = [one for some in listed.values() for one in some if one.id]
        self._patterns = [_pattern(one) for one in sorted(approved, key=_said, reverse=True)]
        self._found = lru_cache(_KEPT)(self._find)

    def filled(self, text: str) -> Filled | None:
        """The template that says exactly this, the one with the most words of its own; none: it was
        not approved. Remembered, as it is asked for each message more than once."""
        return self._found(text)

    def _find(self, text: str) -> Filled | None:
        if not text.startswith(self.prefix):
            return None
        said = text.removeprefix(self.prefix)
        for id, begins, pattern in self._patterns:
            if said.startswith(begins) and (found := pattern.fullmatch(said)):
                return Filled(id, found.groupdict())
        return None


def listed_in(content: bytes) -> Listed:
    """
    Raises:
        ValueError: in words, for whoever wrote the file.
    """
    listed = msgspec.json.decode(content, type=dict[str, list[ApprovedTemplate]])
    for event_type, some in listed.items():
        for one in some:
            names = _VARIABLE.findall(one.text)
            if len(set(names)) < len(names):
                raise ValueError(f"a template of {event_type} has a variable twice: {one.text}")
    return listed


def missing_in(listed: Listed, event_types: Iterable[str]) -> list[str]:
    """The events of which nothing was approved."""
    return sorted(one for one in event_types if not any(t.id for t in listed.get(one, ())))


def _said(template: ApprovedTemplate) -> int:
    return len(_VARIABLE.sub("", template.text))


def _pattern(template: ApprovedTemplate) -> _Pattern:
    fixed = _VARIABLE.split(template.text)[::2]
    names = _VARIABLE.findall(template.text)
    places = [f"(?P<{name}>.{{1,{LONGEST_VARIABLE}}}?)" for name in names] + [""]
    parts = (re.escape(said) + place for said, place in zip(fixed, places, strict=True))
    return _Pattern(template.id, fixed[0], re.compile("".join(parts), re.DOTALL))
