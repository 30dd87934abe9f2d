"""The keys that passes are signed with: Ed25519 (RFC 8037), each derived from a secret of the
operator, published as a JWK Set (RFC 7517)."""

import functools
import os
import secrets
from base64 import urlsafe_b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from jwt.algorithms import OKPAlgorithm

from gateway.settings import GatewaySettings
from infra.settings import DEVELOPMENT_SECRET

ALGORITHM: Final = "EdDSA"
_PURPOSE: Final = b"reinstate: signs entitlement passes"
_FILE: Final = "pass.secret"


class PassKey(msgspec.Struct, frozen=True, kw_only=True):
    """`id`: the thumbprint of the public key (RFC 7638), so that the same secret has one id in
    every process."""

    id: str
    private: Ed25519PrivateKey
    public: dict[str, Any]


class PassKeys:
    """`signing`: of the present secret. The one before is still published: what it signed is good
    until it ends."""

    def __init__(self, settings: GatewaySettings) -> None:
        self._settings = settings

    @functools.cached_property
    def signing(self) -> PassKey:
        secret = self._settings.pass_key.get_secret_value()
        return derived(_kept(self._settings.var_dir) if secret == DEVELOPMENT_SECRET else secret)

    @functools.cached_property
    def published(self) -> bytes:
        """The JWK Set."""
        old = self._settings.pass_key_old.get_secret_value()
        keys = [self.signing, *([derived(old)] if old else [])]
        return msgspec.json.encode({"keys": [key.public for key in keys]})


def derived(secret: str) -> PassKey:
    """HKDF (RFC 5869) of the secret is the private key, which is any 32 bytes (RFC 8032, 5.1.5)."""
    seed = HKDF(SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret.encode())
    private = Ed25519PrivateKey.from_private_bytes(seed)
    public = OKPAlgorithm.to_jwk(private.public_key(), as_dict=True)
    id = _thumbprint(public)
    return PassKey(
        id=id, private=private, public={**public, "kid": id, "use": "sig", "alg": ALGORITHM}
    )


def _thumbprint(jwk: dict[str, Any]) -> str:
    required = {name: jwk[name] for name in ("crv", "kty", "x")}
    digest = sha256(msgspec.json.encode(required, order="sorted")).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def _kept(folder: Path) -> str:
    """Development's own secret: made once, whichever process comes first."""
    file = folder / _FILE
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        made = folder / f"{_FILE}.{os.getpid()}"
        made.write_text(secrets.token_hex(32))
        made.chmod(0o600)
        try:
            os.link(made, file)  # whole, or not at all
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return file.read_text()
