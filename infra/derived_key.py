"""Keys that sign, each derived from a secret of the operator: Ed25519 (RFC 8037), published in
a JWK Set (RFC 7517)."""

import os
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from jwt.algorithms import OKPAlgorithm

ALGORITHM: Final = "EdDSA"


class DerivedKey(msgspec.Struct, frozen=True, kw_only=True):
    """`id`: the thumbprint of the public key (RFC 7638), so that the same secret has one id in
    every process."""

    id: str
    private: Ed25519PrivateKey
    public: dict[str, Any]


def derived_bytes(secret: str, purpose: bytes) -> bytes:
    """32 bytes by HKDF (RFC 5869): another purpose gives others, and none tells of the secret."""
    return HKDF(SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())


def derived_key(secret: str, purpose: bytes) -> DerivedKey:
    """Any 32 bytes are a private key (RFC 8032, 5.1.5)."""
    private = Ed25519PrivateKey.from_private_bytes(derived_bytes(secret, purpose))
    public = OKPAlgorithm.to_jwk(private.public_key(), as_dict=True)
    id = _thumbprint(public)
    return DerivedKey(
        id=id, private=private, public={**public, "kid": id, "use": "sig", "alg": ALGORITHM}
    )


def key_set(keys: Iterable[DerivedKey]) -> bytes:
    """The JWK Set of their public halves."""
    return msgspec.json.encode({"keys": [key.public for key in keys]})


def kept_secret(folder: Path, name: str) -> str:
    """Development's own secret: made once, whichever process comes first."""
    file = folder / name
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        made = folder / f"{name}.{os.getpid()}"
        made.write_text(secrets.token_hex(32))
        made.chmod(0o600)
        try:
            os.link(made, file)  # whole, or not at all
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return file.read_text()


def _thumbprint(jwk: dict[str, Any]) -> str:
    required = {name: jwk[name] for name in ("crv", "kty", "x")}
    digest = sha256(msgspec.json.encode(required, order="sorted")).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()
