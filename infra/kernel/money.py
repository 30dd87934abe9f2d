"""Money in minor units. One currency a deployment, so an amount is an int and says so by name.

Which currencies there are, and how many decimals each has, is the table of ISO 4217 (JPY 0, CNY 2,
KWD 3).
"""

from decimal import ROUND_HALF_UP, Decimal
from difflib import get_close_matches

from iso4217 import Currency

MINOR_UNITS: dict[str, int] = {
    one.code: one.exponent for one in Currency if one.exponent is not None
}
"""Decimals by code; gold, test codes and the like have none and are no money."""

_SYMBOLS = {"CNY": "¥", "USD": "$", "EUR": "€", "HKD": "HK$", "JPY": "¥"}


def checked_currency(code: str) -> str:
    """The code of a currency, in capitals.

    Raises:
        ValueError: ISO 4217 does not list it, in words.
    """
    wanted = code.strip().upper()
    if wanted not in MINOR_UNITS:
        close = get_close_matches(wanted, sorted(MINOR_UNITS), n=3)
        hint = f"; did you mean {' or '.join(close)}?" if close else ", such as CNY"
        raise ValueError(f"name a currency by its code of ISO 4217{hint}")
    return wanted


def percentage_of(amount_minor: int, rate: Decimal) -> int:
    """`amount_minor × rate`, rounded half up to a whole minor unit."""
    return int((Decimal(amount_minor) * rate).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def to_minor(amount: Decimal, currency: str) -> int:
    """12.34 CNY -> 1234.

    Raises:
        ValueError: more decimals than the currency has.
    """
    scaled = amount.scaleb(MINOR_UNITS[currency])
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{currency} has {MINOR_UNITS[currency]} decimals")
    return int(scaled)


def to_decimal(amount_minor: int, currency: str) -> Decimal:
    return Decimal(amount_minor).scaleb(-MINOR_UNITS[currency])


def formatted(amount_minor: int, currency: str) -> str:
    """For people, the same in every language and channel: 123456 CNY -> ¥1,234.56."""
    sign = "-" if amount_minor < 0 else ""
    value = to_decimal(abs(amount_minor), currency)
    return f"{sign}{_SYMBOLS.get(currency, currency + ' ')}{value:,}"
