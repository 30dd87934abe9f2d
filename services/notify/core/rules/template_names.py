"""Names of template versions, and which language is spoken where one is missing."""

from collections.abc import Callable

import msgspec

LANGUAGES = ("zh-CN", "en")
SHIPPED = 0


class VersionName(msgspec.Struct, frozen=True):
    """One version of the template of an event type in a language, "MembershipExpired/en/3".
    Number 0 is what this release ships; published ones count from 1."""

    event_type: str
    language: str
    number: int

    def __str__(self) -> str:
        return f"{self.event_type}/{self.language}/{self.number}"

    @classmethod
    def parse(cls, text: str) -> "VersionName":
        """
        Raises:
            ValueError: it is no such name.
        """
        event_type, language, number = text.split("/")
        return cls(event_type, language, int(number))


def spoken(language: str, exists: Callable[[str], bool]) -> str:
    """The language that a message is written in: the one asked for where there is a template,
    else its nearest relative of ours (any Chinese is zh-CN, all else en), else the other one.

    Raises:
        LookupError: there is no template in any language.
    """
    near = "zh-CN" if language.lower().startswith("zh") else "en"
    order = dict.fromkeys([language, near, *LANGUAGES])
    for candidate in order:
        if candidate in LANGUAGES and exists(candidate):
            return candidate
    raise LookupError("there is no template in any language")
