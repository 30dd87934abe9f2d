"""Tells the whole number of a card, or of an account, from a masked one."""

import re

_RUN = re.compile(r"\d{3,}")
_WHOLE = re.compile(r"\d(?:[\s./_–-]{0,3}\d){10,}")
"""Of a number at most the first six and the last four digits are shown (PCI DSS v4.0, 3.4.1), so
eleven in a row are not masked, with whatever people write between them. Whether they check by
ISO/IEC 7812-1 (Luhn) makes no difference: those of accounts do not, nor does a mistyped card."""


def looks_whole(text: str) -> bool:
    return _WHOLE.search(text) is not None


def ending(masked: str) -> str:
    """The last digits that it shows, at most four; empty where there are none to tell it by."""
    runs = _RUN.findall(masked)
    return str(runs[-1])[-4:] if runs else ""
