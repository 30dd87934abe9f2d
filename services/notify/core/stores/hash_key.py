"""The key that addresses and names are hashed with: made once, and kept encrypted by CODE_SECRET.

Nobody could hash a suppression list anew that holds no address. So the secret is not the key: it
encrypts it (key wrapping), and after a change of the secret only that is done anew.
"""

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pymongo.errors import DuplicateKeyError

from infra.storage.mongo import Database
from services.notify.core.stores.collections import HASH_KEYS, RECIPIENTS

HashKey = Callable[[], Awaitable[bytes]]
_ADDRESSES: Final = "addresses"
_LENGTH: Final = 32
"""Bytes."""


class HashKeyLost(Exception):
    def __init__(self) -> None:
        super().__init__(
            "CODE_SECRET does not open the key of the suppression list: give the secret before as "
            "CODE_SECRET_OLD."
        )


class StoredHashKey:
    """`code_keys`: the first encrypts it, any of them opens it."""

    def __init__(self, db: Database, code_keys: Sequence[bytes]) -> None:
        self._rows = db[HASH_KEYS]
        self._recipients = db[RECIPIENTS]
        self._secret = code_keys[0]
        self._ciphers = [Fernet(_derived(key)) for key in code_keys]
        self._key: bytes | None = None

    async def __call__(self) -> bytes:
        """
        Raises:
            HashKeyLost: no secret that is given opens it.
        """
        if self._key is None:
            self._key = await self._opened(await self._kept())
        return self._key

    async def _kept(self) -> bytes:
        while (row := await self._rows.find_one({"_id": _ADDRESSES})) is None:
            sealed = self._ciphers[0].encrypt(await self._first())
            try:
                await self._rows.insert_one({"_id": _ADDRESSES, "sealed": sealed})
            except DuplicateKeyError:
                continue  # another process made one at the same moment
            return sealed
        return bytes(row["sealed"])

    async def _first(self) -> bytes:
        """Where there are members already it is what a release before hashed with: the secret."""
        anybody = await self._recipients.find_one({}, {"_id": 1})
        return self._secret if anybody else secrets.token_bytes(_LENGTH)

    async def _opened(self, sealed: bytes) -> bytes:
        for cipher in self._ciphers:
            try:
                key = cipher.decrypt(sealed)
            except InvalidToken:
                continue
            if cipher is not self._ciphers[0]:
                await self._encrypt_anew(sealed, key)
            return key
        raise HashKeyLost

    async def _encrypt_anew(self, before: bytes, key: bytes) -> None:
        """By the present secret; whoever did it at the same moment did the same."""
        after = self._ciphers[0].encrypt(key)
        await self._rows.update_one(
            {"_id": _ADDRESSES, "sealed": before}, {"$set": {"sealed": after}}
        )


def _derived(secret: bytes) -> bytes:
    """HKDF, RFC 5869: a setting of any length becomes a key that serves for nothing else."""
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"key of hashed addresses")
    return urlsafe_b64encode(kdf.derive(secret))
