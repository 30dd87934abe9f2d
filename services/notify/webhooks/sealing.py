"""Secrets of endpoints, as they are stored: encrypted, with a key that only the settings hold."""

from base64 import urlsafe_b64encode
from collections.abc import Sequence

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Sealing:
    """`keys`: the newest seals, all of them open."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = MultiFernet([Fernet(_derived(key)) for key in keys])

    def seal(self, secret: str) -> str:
        return self._keys.encrypt(secret.encode()).decode()

    def open(self, sealed: str) -> str:
        """
        Raises:
            InvalidToken: none of our keys sealed it.
        """
        return self._keys.decrypt(sealed).decode()


def _derived(key: str) -> bytes:
    """HKDF, RFC 5869: a setting of any length becomes a key that serves for nothing else."""
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"secrets of webhooks")
    return urlsafe_b64encode(kdf.derive(key.encode()))
