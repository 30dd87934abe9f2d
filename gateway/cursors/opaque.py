"""Text that clients keep and give back without looking into it: base64url (RFC 4648, 5) without
padding, read to the letter."""

import base64


def write_opaque(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def read_opaque(text: str) -> bytes:
    """
    Raises:
        ValueError: it is not, to the letter, what `write_opaque` gives. Python's decoder passes
            over characters that are not of the alphabet, and over bits that are left.
    """
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if write_opaque(data) != text:
        raise ValueError("not the one way to write these bytes")
    return data
