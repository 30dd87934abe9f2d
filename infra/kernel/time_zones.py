"""Time zones by their names in the IANA database, and what was probably meant by another name."""

from datetime import datetime
from difflib import get_close_matches
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel.core import get_global

from infra.kernel.values import BadValue

_NO_PLACES = frozenset({"Factory", "localtime", "posixrules"})
"""Files of the database that name no zone, or that of whatever machine reads them."""

_MOST_SUGGESTED = 3


def time_zone(text: str) -> str:
    """
    Raises:
        BadValue: the database has no such zone; it suggests what was probably meant.
    """
    if text not in known_zones():
        meant = _probably_meant(text)
        en = f"; did you mean {' or '.join(meant)}?" if meant else ", such as Asia/Shanghai"
        zh = f"，您要的是 {' 或 '.join(meant)} 吗？" if meant else "，例如 Asia/Shanghai"
        raise BadValue(f"is not an IANA time zone{en}", f"不是 IANA 时区{zh}")
    return text


@cache
def known_zones() -> frozenset[str]:
    """Reading them walks a directory tree, so it is done once. `posix/…` and `right/…` (with leap
    seconds) are left out by the library."""
    return frozenset(available_timezones()) - _NO_PLACES


def _probably_meant(text: str) -> list[str]:
    if text.isalpha() and text.isupper() and len(text) <= 5:
        return _abbreviated(text)[:_MOST_SUGGESTED]
    by_lower = {zone.lower(): zone for zone in known_zones()}
    close = get_close_matches(text.lower().replace(" ", "_"), sorted(by_lower), n=1)
    return [by_lower[zone] for zone in close]


def _abbreviated(letters: str) -> list[str]:
    """Zones that a clock there calls so, those first whose English name has these initials: CST is
    Central, China and Cuba Standard Time."""
    named: dict[str, str] = dict(get_global("windows_zone_mapping"))
    first = {zone for words, zone in named.items() if _initials(words) == letters}
    called = {zone for zone in named.values() if letters in _abbreviations(zone)}
    return sorted(called, key=lambda zone: (zone not in first, zone))


def _initials(words: str) -> str:
    return "".join(word[0] for word in words.split())


@cache
def _abbreviations(zone: str) -> frozenset[str | None]:
    """In winter and in summer of a recent year."""
    place = ZoneInfo(zone)
    return frozenset(datetime(2026, month, 1, tzinfo=place).tzname() for month in (1, 7))
