"""DKIM signatures (RFC 6376; Ed25519 by RFC 8463) by dkimpy, with keys of `cryptography`.

dkimpy's own RSA is written in Python and takes 19 ms a mail, and its Ed25519 needs another
package. It hands the digest to the key object in its Ed25519 branch, so both kinds sign there.
"""

import base64
import hashlib
import time
from dataclasses import dataclass
from typing import Any

import dkim  # type: ignore[import-untyped]  # ships no types
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from dkim.canonicalization import (  # type: ignore[import-untyped]  # ships no types
    CanonicalizationPolicy,
)

from infra.private_key import PrivateKey

_HEADER = b"DKIM-Signature"
_RELAXED = b"relaxed/relaxed"
_THE_KEY_SIGNS = b"ed25519-sha256"
SIGNED = (
    *(b"from", b"to", b"subject", b"date", b"message-id", b"mime-version", b"content-type"),
    *(b"content-transfer-encoding", b"auto-submitted"),
    *(b"list-unsubscribe", b"list-unsubscribe-post"),  # RFC 8058 section 4 wants both covered
)


@dataclass(frozen=True)
class DkimSigner:
    """Signs as `selector`._domainkey.`domain`."""

    key: PrivateKey
    selector: str
    domain: str

    def header(self, message: bytes) -> bytes:
        """The signature's header, with its line's end, to be put before `message`."""
        signer = dkim.DKIM(message, signature_algorithm=_THE_KEY_SIGNS)
        signer.hasher = hashlib.sha256
        there = {name.lower() for name, _ in signer.headers}
        names = [name for name in SIGNED if name in there] + [b"from"]  # no second From either
        how = CanonicalizationPolicy.from_c_value(_RELAXED)
        body_hash = hashlib.sha256(how.canonicalize_body(signer.body)).digest()
        value = signer.gen_header(
            self._fields(names, body_hash), names, how, _HEADER, _SigningKey(self.key)
        )
        return _HEADER + b": " + bytes(value)

    def _fields(self, names: list[bytes], body_hash: bytes) -> list[tuple[bytes, bytes]]:
        ed25519 = isinstance(self.key, Ed25519PrivateKey)
        return [
            (b"v", b"1"),
            (b"a", b"ed25519-sha256" if ed25519 else b"rsa-sha256"),
            (b"c", _RELAXED),
            (b"d", self.domain.encode("idna")),
            (b"s", self.selector.encode("idna")),
            (b"t", str(int(time.time())).encode()),
            (b"h", b" : ".join(names)),
            (b"bh", base64.b64encode(body_hash)),
            (b"b", b"0" * 60),
        ]


class _SigningKey:
    """A key as dkimpy uses one: it signs a SHA-256 digest."""

    def __init__(self, key: PrivateKey) -> None:
        self._key = key

    def sign(self, digest: bytes) -> Any:
        if isinstance(self._key, Ed25519PrivateKey):
            return _Signed(self._key.sign(digest))
        return _Signed(self._key.sign(digest, PKCS1v15(), Prehashed(hashes.SHA256())))


@dataclass(frozen=True)
class _Signed:
    signature: bytes
