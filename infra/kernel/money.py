"""Money in minor units. One currency a deployment, so an amount is an int and says so by name."""

from decimal import ROUND_HALF_UP, Decimal

MINOR_UNITS = {"CNY": 2, "USD": 2, "EUR": 2, "HKD": 2, "JPY": 0}
SYMBOLS = {"CNY": "¥", "USD": "$", "EUR": "€", "HKD": "HK$", "JPY": "¥"}


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
    return f"{sign}{SYMBOLS.get(currency, currency + ' ')}{value:,}"
