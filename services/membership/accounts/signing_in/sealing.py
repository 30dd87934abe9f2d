"""The address of somebody who signs up, sealed while there is no account to keep it beside:
AES-256-GCM, bound to the attempt."""

import secrets
from base64 import b64decode, b64encode
from collections.abc import Sequence
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from infra.derived_key import derived_bytes

_PURPOSE: Final = b"reinstate: seals addresses of who signs up"
_NONCE: Final = 12


class AddressSeal:
    """`secrets_`: the present one first; what an older one sealed is opened still."""

    def __init__(self, secrets_: Sequence[str]) -> None:
        self._keys = [AESGCM(derived_bytes(one, _PURPOSE)) for one in secrets_]

    def sealed(self, address: str, attempt_id: str) -> str:
        nonce = secrets.token_bytes(_NONCE)
        body = self._keys[0].encrypt(nonce, address.encode(), attempt_id.encode())
        return b64encode(nonce + body).decode()

    def opened(self, sealed: str, attempt_id: str) -> str:
        """
        Raises:
            ValueError: it was sealed with another key, or for something else.
        """
        whole = b64decode(sealed)
        for key in self._keys:
            try:
                opened = key.decrypt(whole[:_NONCE], whole[_NONCE:], attempt_id.encode())
                return opened.decode()
            except InvalidTag:
                continue
        raise ValueError("sealed with a key that is gone")
