"""Sealed places: who reads a cursor learns nothing of how much happens in the shop.

AES-SIV (RFC 5297) with a key of the gateway's own. The same place seals to the same bytes, so that
who begins at the same place is told together; and what is sealed for one owner and kind opens for
no other. How long a place is does not show either: it is filled up.
"""

import os
from collections.abc import Sequence
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_BLOCK: Final = 32
"""Bytes: sealed places are a multiple of it long, beside the 16 that prove them."""
_LEAST_FILLING: Final = 8
_LENGTH: Final = 2
"""Bytes that say how long the place is."""


class CursorSeal:
    """`keys`: the newest seals, all of them open."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._ciphers = [AESSIV(_derived(key)) for key in keys]

    def seal(self, place: bytes, bound: Sequence[bytes], *, once: bool = False) -> bytes:
        """`bound`: what opens it, too. `once`: it is never the same again, so that nobody sees
        whether the place is another than before."""
        filling = -(_LENGTH + len(place) + _LEAST_FILLING) % _BLOCK + _LEAST_FILLING
        filled = len(place).to_bytes(_LENGTH) + place
        filled += os.urandom(filling) if once else bytes(filling)
        return self._ciphers[0].encrypt(filled, list(bound))

    def open(self, sealed: bytes, bound: Sequence[bytes]) -> bytes:
        """
        Raises:
            ValueError: no key of ours sealed it, or not for this.
        """
        for cipher in self._ciphers:
            try:
                filled = cipher.decrypt(sealed, list(bound))
            except InvalidTag:
                continue
            return filled[_LENGTH : _LENGTH + int.from_bytes(filled[:_LENGTH])]
        raise ValueError("not sealed by us, or not for this")


def _derived(key: str) -> bytes:
    """HKDF, RFC 5869: a setting of any length becomes a key that serves for nothing else."""
    kdf = HKDF(algorithm=SHA256(), length=64, salt=None, info=b"cursors")
    return kdf.derive(key.encode())
