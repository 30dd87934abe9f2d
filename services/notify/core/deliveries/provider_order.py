"""In which order the providers of a channel are tried, by country or by the domain of the mailbox.

The operator writes it down, as in `CN: domestic > twilio; DEFAULT: twilio`, or only `twilio`.
"""

import re
from collections.abc import Mapping, Sequence

import msgspec
from phonenumbers import NumberParseException, parse, region_code_for_number

DEFAULT = "DEFAULT"
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")


class ProviderOrder(msgspec.Struct, frozen=True):
    """`special`: of the countries (ISO 3166) and the domains that have an order of their own."""

    default: tuple[str, ...] = ()
    special: Mapping[str, tuple[str, ...]] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """All of them, each once."""
        orders = (self.default, *self.special.values())
        return tuple(dict.fromkeys(name for order in orders for name in order))

    def of(self, to: str) -> tuple[str, ...]:
        """For this number or mailbox, the first to be tried first."""
        if not self.special:
            return self.default
        keys = _domains(to) if "@" in to else [_country(to)]
        return next((self.special[key] for key in keys if key in self.special), self.default)

    def others(self, to: str, tried: Sequence[str]) -> bool:
        """Whether anybody is left who has not been tried."""
        return bool(set(self.of(to)) - set(tried))


def provider_order(text: str) -> ProviderOrder:
    """Reads `CN: domestic > twilio; DEFAULT: twilio`.

    Raises:
        ValueError: in words, for whoever wrote it.
    """
    found: dict[str, tuple[str, ...]] = {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        key, colon, names = (word.strip() for word in part.rpartition(":"))
        key = _key(key) if colon else DEFAULT
        if key in found:
            raise ValueError(f"there are two orders for {key}")
        found[key] = _names(names)
    if DEFAULT not in found:
        raise ValueError(f"an order for {DEFAULT} is needed")
    return ProviderOrder(found.pop(DEFAULT), found)


def _key(text: str) -> str:
    if text == DEFAULT or _COUNTRY.fullmatch(text) or _DOMAIN.fullmatch(text):
        return text
    raise ValueError(
        f"'{text}' is neither a country, as in CN, nor a mail domain, as in qq.com, nor {DEFAULT}"
    )


def _names(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(">"))
    for name in names:
        if not _NAME.fullmatch(name):
            raise ValueError(f"'{name}' is no name of a provider; write as in 'domestic > twilio'")
    if len(set(names)) < len(names):
        raise ValueError(f"'{text}' names one provider twice")
    return names


def _country(number: str) -> str:
    try:
        return str(region_code_for_number(parse(number)) or "")
    except NumberParseException:
        return ""


def _domains(address: str) -> list[str]:
    """`mail.qq.com`, then `qq.com`, then `com`."""
    labels = address.rpartition("@")[2].lower().split(".")
    return [".".join(labels[at:]) for at in range(len(labels))]
