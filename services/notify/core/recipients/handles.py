"""What a member is found by: keyed hashes, so that equality can be asked and nothing read."""

import hashlib
import hmac

from services.notify.contract.words import KnownBy
from services.notify.core.recipients.recipient import Recipient, checked

_FIELDS = {KnownBy.PHONE: "phone", KnownBy.EMAIL: "email", KnownBy.NAME: "name"}


class Handles:
    """`key`: with another one nobody is found until all are hashed anew."""

    def __init__(self, key: bytes) -> None:
        self._key = hmac.digest(key, b"handles", hashlib.sha256)

    @property
    def key_id(self) -> str:
        """Tells one key from another, and nothing of it."""
        return self._hashed("key", "")

    def hashed(self, by: KnownBy, value: str) -> str:
        """Of what somebody looks for, in the form in which contacts are kept.

        Raises:
            InvalidInput: naming the field.
        """
        return self._hashed(_FIELDS[by], checked(_FIELDS[by], value))

    def of(self, recipient: Recipient) -> dict[str, str]:
        """By the field of the document; empty where the member has none."""
        kept = {by: getattr(recipient, field) for by, field in _FIELDS.items()}
        return {
            field_of(by): self._hashed(_FIELDS[by], value) if value else ""
            for by, value in kept.items()
        }

    def _hashed(self, kind: str, value: str) -> str:
        said = f"{kind}\x1f{value.casefold()}"
        return hmac.digest(self._key, said.encode(), hashlib.sha256).hex()[:32]


def field_of(by: KnownBy) -> str:
    return f"{_FIELDS[by]}_handle"
