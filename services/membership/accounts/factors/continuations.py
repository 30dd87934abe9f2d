"""Short-lived statements of ours that a client carries: challenges of passkeys, and secrets of apps
that are not confirmed yet. What nobody comes back with leaves no row behind.

AES-256-GCM with a key of this room. What a continuation was made for is bound to it: it opens for
nothing else.
"""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from infra.derived_key import derived_bytes

_PURPOSE: Final = b"reinstate: continuations of factors"
_NONCE: Final = 12
_TIME: Final = 8  # bytes: milliseconds since 1970
_MILLISECOND: Final = timedelta(milliseconds=1)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Continuations:
    """`keys`: the newest seals, all of them open."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._ciphers = [AESGCM(derived_bytes(key, _PURPOSE)) for key in keys]

    def issue(self, content: bytes, until: datetime, *bound: str) -> bytes:
        nonce = secrets.token_bytes(_NONCE)
        said = ((until - _EPOCH) // _MILLISECOND).to_bytes(_TIME) + content
        return nonce + self._ciphers[0].encrypt(nonce, said, _joined(bound))

    def open(
        self, continuation: bytes, now: datetime, *bound: str
    ) -> tuple[bytes, datetime] | None:
        """What it holds and until when; none where it is not ours, not for this, or over."""
        for cipher in self._ciphers:
            try:
                said = cipher.decrypt(continuation[:_NONCE], continuation[_NONCE:], _joined(bound))
            except (InvalidTag, ValueError):
                continue
            until = _EPOCH + int.from_bytes(said[:_TIME]) * _MILLISECOND
            return (said[_TIME:], until) if now < until else None
        return None


def _joined(bound: Sequence[str]) -> bytes:
    return "\x1f".join(bound).encode()
