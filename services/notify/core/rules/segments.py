"""How many parts an SMS is charged and carried as (3GPP TS 23.038)."""

MOST_SEGMENTS = 2
"""Of an SMS of ours; what does not fit is shortened."""

_GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENDED = frozenset("\f^{}\\[~]|€")
_GSM_SINGLE, _GSM_JOINED = 160, 153
_UCS_SINGLE, _UCS_JOINED = 70, 67


def is_gsm(text: str) -> bool:
    """Whether every character is in the 7-bit alphabet or its extension."""
    return all(char in _GSM_BASIC or char in _GSM_EXTENDED for char in text)


def encoding(text: str) -> str:
    return "GSM-7" if is_gsm(text) else "UCS-2"


def segments(text: str) -> int:
    """The number of parts. A character that takes two units is never split between parts."""
    if is_gsm(text):
        return _parts([2 if c in _GSM_EXTENDED else 1 for c in text], _GSM_SINGLE, _GSM_JOINED)
    return _parts([2 if ord(c) > 0xFFFF else 1 for c in text], _UCS_SINGLE, _UCS_JOINED)


def _parts(widths: list[int], single: int, joined: int) -> int:
    if sum(widths) <= single:
        return 1
    parts, used = 1, 0
    for width in widths:
        if used + width > joined:
            parts, used = parts + 1, 0
        used += width
    return parts
