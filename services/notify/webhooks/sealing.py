"""Secrets of endpoints, as they are stored: encrypted, with a key that only the settings hold."""

from base64 import urlsafe_b64encode
from collections.abc import Iterable, Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from services.notify.webhooks.domain.endpoint import WebhookEndpoint


class Sealing:
    """`keys`: the newest seals, all of them open."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._newest = Fernet(_derived(keys[0]))
        self._keys = MultiFernet([Fernet(_derived(key)) for key in keys])

    def seal(self, secret: str) -> str:
        return self._keys.encrypt(secret.encode()).decode()

    def open(self, sealed: str) -> str | None:
        """None where no key of ours sealed it: the operator lost one."""
        try:
            return self._keys.decrypt(sealed).decode()
        except InvalidToken:
            return None

    def sealed_anew(self, sealed: str) -> str:
        """By the newest; the same where it is already, or where no key of ours opens it."""
        try:
            self._newest.decrypt(sealed)
        except InvalidToken:
            secret = self.open(sealed)
            return sealed if secret is None else self.seal(secret)
        return sealed

    def opened(self, sealed: Iterable[str]) -> list[str]:
        """Those that can be opened."""
        return [secret for one in sealed if (secret := self.open(one)) is not None]


def secret_lost(endpoint: WebhookEndpoint, sealing: Sealing) -> bool:
    """Whether the newest cannot be opened: the partner has to rotate it, or the operator to find
    the key."""
    return sealing.open(endpoint.secrets[0].sealed) is None


def _derived(key: str) -> bytes:
    """HKDF, RFC 5869: a setting of any length becomes a key that serves for nothing else."""
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"secrets of webhooks")
    return urlsafe_b64encode(kdf.derive(key.encode()))
