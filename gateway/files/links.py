"""Links to files, packages and exports: good for minutes, for one of them and for whom they were
given to.

Sealed with AES-SIV (RFC 5297), so that nobody makes one and nobody reads in it whose it is. It is
no right by itself: whether its holder may see the file is asked again when it is used.
"""

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from infra.kernel.clock import Clock
from infra.kernel.errors import NotFound
from infra.kernel.sentences import both

GOOD_FOR: Final = timedelta(minutes=5)
PATH: Final = "/files/"
PACKAGES: Final = "/packages/"
EXPORTS: Final = "/exports/"
_KEY: Final = 64
"""Bytes, of AES-SIV-512."""


class Holder(msgspec.Struct, frozen=True, array_like=True):
    """Whom a link was given to. `staff_kind`: "" for everybody but staff."""

    role: str
    id: str
    staff_kind: str


class FileLink(msgspec.Struct, frozen=True, kw_only=True):
    """`path`: on the gateway's own address."""

    path: str
    expires_at: datetime


class _Inside(msgspec.Struct, frozen=True, array_like=True):
    file_id: str
    holder: Holder
    expires_at: datetime


class FileLinks:
    """`keys`: the newest seals, all of them open."""

    def __init__(self, keys: Sequence[str], clock: Clock) -> None:
        self._ciphers = [AESSIV(_derived(key)) for key in keys]
        self._clock = clock

    def to(self, file_id: str, holder: Holder, path: str = PATH) -> FileLink:
        """`path`: where it is read; it opens nothing elsewhere."""
        expires_at = self._clock.now() + GOOD_FOR
        inside = msgspec.msgpack.encode(_Inside(file_id, holder, expires_at))
        sealed = self._ciphers[0].encrypt(inside, [path.encode()])
        text = base64.urlsafe_b64encode(sealed).decode().rstrip("=")
        return FileLink(path=f"{path}{text}", expires_at=expires_at)

    def read(self, text: str, path: str = PATH) -> tuple[str, Holder]:
        """The file, and whom the link was given to.

        Raises:
            NotFound: it is none of ours, or over.
        """
        inside = self._opened(text, path)
        if inside is None or inside.expires_at <= self._clock.now():
            raise NotFound(
                both(
                    "链接已失效；请返回重新获取。",
                    "This link is over. Go back and ask for another one.",
                )
            )
        return inside.file_id, inside.holder

    def _opened(self, text: str, path: str) -> _Inside | None:
        try:
            sealed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        for cipher in self._ciphers:
            try:
                inside = cipher.decrypt(sealed, [path.encode()])
                return msgspec.msgpack.decode(inside, type=_Inside)
            except InvalidTag:
                continue
        return None


def _derived(key: str) -> bytes:
    """HKDF, RFC 5869: a setting becomes a key that serves for nothing else."""
    kdf = HKDF(algorithm=SHA256(), length=_KEY, salt=None, info=b"file links")
    return kdf.derive(key.encode())
