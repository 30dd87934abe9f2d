"""Which providers there are by name: what this release brings, relays that the settings add, and
what is imported from elsewhere."""

import pkgutil
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

SMS_PROVIDERS = ("twilio", "domestic")
MAIN_RELAY = "smtp"
"""The mail server of `SMTP_HOST`."""
SANDBOX = "sandbox"
"""Sends nothing to anybody; a sandbox has no other."""
_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


class MailRelay(NamedTuple):
    """`starttls`: encrypted once greeted; `tls`: from the first byte (RFC 8314)."""

    host: str
    port: int
    username: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False


def relays(text: str) -> dict[str, MailRelay]:
    """Reads `cn=smtps://user:password@smtp.example.cn b=smtp+starttls://b.example:587`; what a name
    or a password holds beside letters and digits is percent-encoded.

    Raises:
        ValueError: in words, without what was written: it holds passwords.
    """
    found: dict[str, MailRelay] = {}
    for number, part in enumerate(text.split(), 1):
        name, equals, address = part.partition("=")
        if not equals or name in found or name in (MAIN_RELAY, SANDBOX):
            raise ValueError(f"the {number}. relay has no name of its own; write name=smtp://host")
        found[name] = _relay(name, address)
    return found


def _relay(name: str, address: str) -> MailRelay:
    url = urlsplit(address)
    if url.scheme not in _PORTS or not url.hostname:
        raise ValueError(f"{name}: write {' or '.join(f'{one}://' for one in _PORTS)} and a host")
    try:
        port = url.port or _PORTS[url.scheme]
    except ValueError:
        raise ValueError(f"{name}: its port is no number up to 65535") from None
    return MailRelay(
        host=url.hostname,
        port=port,
        username=unquote(url.username or ""),
        password=unquote(url.password or ""),
        starttls=url.scheme == "smtp+starttls",
        tls=url.scheme == "smtps",
    )


def named(text: str) -> dict[str, object]:
    """Reads `pigeon=package.module:PIGEON, …`; what is found there, by name.

    Raises:
        ValueError: in words.
    """
    found: dict[str, object] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, equals, place = (word.strip() for word in part.partition("="))
        if not equals or name in (*SMS_PROVIDERS, MAIN_RELAY, SANDBOX):
            raise ValueError(f"'{part}': write a name of its own, =, and package.module:ATTRIBUTE")
        try:
            found[name] = pkgutil.resolve_name(place)
        except (ImportError, AttributeError, ValueError) as error:
            raise ValueError(f"'{place}' cannot be imported: {error}") from None
    return found
