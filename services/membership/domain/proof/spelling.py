"""How people write order numbers, amounts and days, and how close one is to another."""

import re
import unicodedata
from datetime import date
from decimal import Decimal

from infra.kernel.money import to_minor

SHORTEST_TO_RESEMBLE = 5
"""Of shorter numbers too many are one character apart."""

_LABEL = re.compile(r"^(订单编号|订单号|订单)")
_DAY = re.compile(r"(?<!\d)(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?!\d)")
_AMOUNT = re.compile(r"[¥$€]\s*(\d{1,9}(?:\.\d+)?)|(?<![\d.])(\d{1,9}(?:\.\d+)?)\s*元")
_DECIMAL = re.compile(r"^\d{1,9}\.\d+$")


def normalised(number: str) -> str:
    """Without what people add or leave out: width, capitals, spaces, marks, the word 'order'."""
    folded = unicodedata.normalize("NFKC", number).casefold()
    return _LABEL.sub("", "".join(c for c in folded if c.isalnum()))


def resembles(one: str, other: str) -> bool:
    """Whether one character was mistyped, left out or added, or two beside each other swapped."""
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < SHORTEST_TO_RESEMBLE or len(longer) - len(shorter) > 1:
        return False
    pairs = enumerate(zip(shorter, longer, strict=False))
    same = next((at for at, (a, b) in pairs if a != b), len(shorter))
    if len(shorter) < len(longer):
        return shorter[same:] == longer[same + 1 :]
    swapped = shorter[same : same + 2] == longer[same : same + 2][::-1]
    rest = same + (2 if swapped else 1)
    return shorter[rest:] == longer[rest:]


def amount_in(text: str, currency: str) -> int | None:
    """Minor units, where an amount is written: with its sign, or with decimals."""
    plain = unicodedata.normalize("NFKC", text).replace(",", "").strip()
    found = _AMOUNT.search(plain)
    written = next(filter(None, found.groups()), "") if found else ""
    if not written and _DECIMAL.match(plain):
        written = plain
    try:
        return to_minor(Decimal(written), currency) if written else None
    except ValueError:
        return None


def day_in(text: str) -> date | None:
    """A day with its year, as 2026-11-20, 2026/11/20 or 2026年11月20日."""
    found = _DAY.search(unicodedata.normalize("NFKC", text))
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
