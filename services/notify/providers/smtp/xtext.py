"""The encoding of identifiers in SMTP parameters (RFC 3461 section 4)."""

_PLAIN = frozenset(chr(n) for n in range(0x21, 0x7F)) - {"+", "="}


def xtext(value: str) -> str:
    """`value`, which is ASCII, as an SMTP parameter."""
    return "".join(char if char in _PLAIN else f"+{ord(char):02X}" for char in value)
