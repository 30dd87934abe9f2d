"""A key that seals what belongs to one owner: AES-256-GCM (NIST SP 800-38D) with a random nonce of
96 bits. The owner and the place of the value are its associated data, so that what was sealed in
one place opens in no other."""

import os
from typing import Final

import msgspec
from bson.binary import Binary
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES: Final = 32
ID_BYTES: Final = 8
_NONCE_BYTES: Final = 12
_FORMAT: Final = b"\x01"
SEALED: Final = 0x80
"""The subtype of sealed values in BSON; from 128 on they are for users to give."""
_HEAD: Final = len(_FORMAT) + ID_BYTES


class Unopenable(Exception):
    """Sealed by another key, for another place, or altered."""


class DataKey:
    """`id`: 16 hexadecimal digits, in front of whatever the key seals."""

    def __init__(self, owner: str, id: str, secret: bytes) -> None:
        self.owner = owner
        self.id = id
        self._head = _FORMAT + bytes.fromhex(id)
        self._cipher = AESGCM(secret)

    def seal(self, place: str, clear: bytes) -> Binary:
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._cipher.encrypt(nonce, clear, self._bound_to(place))
        return Binary(self._head + nonce + sealed, SEALED)

    def open(self, place: str, sealed: bytes) -> bytes:
        """
        Raises:
            Unopenable
        """
        nonce, rest = sealed[_HEAD : _HEAD + _NONCE_BYTES], sealed[_HEAD + _NONCE_BYTES :]
        try:
            return self._cipher.decrypt(nonce, rest, self._bound_to(place))
        except (InvalidTag, ValueError):
            raise Unopenable(place) from None

    def seal_value(self, place: str, value: object) -> Binary:
        """Plain data: text, numbers, times, lists and dictionaries of them."""
        return self.seal(place, msgspec.msgpack.encode(value))

    def open_value(self, place: str, sealed: bytes) -> object:
        """
        Raises:
            Unopenable
        """
        return msgspec.msgpack.decode(self.open(place, sealed))

    def _bound_to(self, place: str) -> bytes:
        return f"{self.owner}\x1f{place}".encode()


def key_of(sealed: bytes) -> str:
    """The id of the key that sealed it."""
    return sealed[len(_FORMAT) : _HEAD].hex()


def is_sealed(value: object) -> bool:
    return isinstance(value, Binary) and value.subtype == SEALED
