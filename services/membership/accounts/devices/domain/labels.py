"""What a place can be called without asking anybody outside: the family of program and system that
the client names (User-Agent, RFC 9110, 10.1.5), and the network it comes from."""

from typing import Final

_BROWSERS: Final = (
    ("MicroMessenger", "WeChat"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("UCBrowser/", "UC Browser"),
    ("MQQBrowser/", "QQ Browser"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
"""The first that is named counts: each names those below it as well."""

_SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("HarmonyOS", "HarmonyOS"),
    ("OpenHarmony", "HarmonyOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
_LONGEST: Final = 40


def family_of(client_name: str) -> str:
    """E.g. "Chrome, Android"; of a program that is no browser its own name; empty of none."""
    browser, system = _first(_BROWSERS, client_name), _first(_SYSTEMS, client_name)
    program = browser or client_name.split("/", maxsplit=1)[0].split(" ", maxsplit=1)[0][:_LONGEST]
    return ", ".join(part for part in (program, system) if part)


def place_of(client_name: str, network: str) -> str:
    return " · ".join(part for part in (family_of(client_name), network) if part)


def _first(known: tuple[tuple[str, str], ...], client_name: str) -> str:
    return next((name for sign, name in known if sign in client_name), "")
