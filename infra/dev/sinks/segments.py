"""How many SMS segments a text takes."""

GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENDED = frozenset("^{}\\[~]|€\f")


def segments(text: str) -> int:
    """Segments of GSM-7 (160, or 153 each when joined) or UCS-2 (70, or 67 each)."""
    if all(char in GSM or char in GSM_EXTENDED for char in text):
        units = sum(2 if char in GSM_EXTENDED else 1 for char in text)
        return _parts(units, alone=160, joined=153)
    return _parts(len(text.encode("utf-16-be")) // 2, alone=70, joined=67)


def _parts(units: int, *, alone: int, joined: int) -> int:
    return 1 if units <= alone else -(-units // joined)
