"""An authenticator in software: makes passkeys and signs with them, as a browser hands it over. It
can be made to do what no honest one does."""

import hashlib
import json
import secrets
from dataclasses import dataclass, field, replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, encode_cbor

ORIGIN = "http://localhost:8000"
PRESENT, VERIFIED, MAY_BE_BACKED_UP, BACKED_UP, HAS_CREDENTIAL = 0x01, 0x04, 0x08, 0x10, 0x40


@dataclass
class Credential:
    id: bytes
    private: ec.EllipticCurvePrivateKey
    rp_id: str
    user_handle: bytes
    sign_count: int = 0


@dataclass
class Authenticator:
    """`counts`: its counter rises with each signature; else it stays zero, as passkeys in clouds
    have it. `verifies`: it asks its user for a finger or a PIN. `synced`: passkeys may be on
    several devices."""

    origin: str = ORIGIN
    counts: bool = True
    verifies: bool = True
    synced: bool = False
    framed: bool = False
    credentials: dict[bytes, Credential] = field(default_factory=dict)

    def create(self, options: dict[str, Any], *, id: str = "", **wrong: Any) -> str:
        """The answer to `navigator.credentials.create`. `id`: of the credential, else a new one;
        `wrong`: of the client data."""
        private = self.create_key()
        user = base64url_to_bytes(options["user"]["id"])
        named = base64url_to_bytes(id) if id else secrets.token_bytes(16)
        made = Credential(named, private, options["rp"]["id"], user)
        self.credentials[made.id] = made
        client_data = self._client_data("webauthn.create", options["challenge"], wrong)
        attested = bytes(16) + len(made.id).to_bytes(2) + made.id + _cose(private)
        said = {
            "fmt": "none",
            "attStmt": {},
            "authData": self._data(made, HAS_CREDENTIAL) + attested,
        }
        return _answer(
            made.id,
            clientDataJSON=client_data,
            attestationObject=encode_cbor(said),
            transports=["internal"],
        )

    def get(
        self, options: dict[str, Any], credential: Credential | None = None, **wrong: Any
    ) -> str:
        """The answer to `navigator.credentials.get`, by the credential or the only fitting one."""
        allowed = {base64url_to_bytes(one["id"]) for one in options.get("allowCredentials", ())}
        [*fitting] = (one for one in self.credentials.values() if not allowed or one.id in allowed)
        used = credential or fitting[-1]
        client_data = self._client_data("webauthn.get", options["challenge"], wrong)
        used.sign_count += self.counts
        data = self._data(used, 0)
        signed = data + hashlib.sha256(client_data).digest()
        return _answer(
            used.id,
            clientDataJSON=client_data,
            authenticatorData=data,
            signature=used.private.sign(signed, ec.ECDSA(SHA256())),
            userHandle=used.user_handle,
        )

    @staticmethod
    def create_key() -> ec.EllipticCurvePrivateKey:
        return ec.generate_private_key(ec.SECP256R1())

    def clone(self) -> "Authenticator":
        """With copies of its keys and their counters."""
        copies = {id: replace(one) for id, one in self.credentials.items()}
        return replace(self, credentials=copies)

    def _data(self, credential: Credential, more: int) -> bytes:
        flags = PRESENT | more | (VERIFIED if self.verifies else 0)
        flags |= MAY_BE_BACKED_UP | BACKED_UP if self.synced else 0
        rp = hashlib.sha256(credential.rp_id.encode()).digest()
        return rp + bytes([flags]) + credential.sign_count.to_bytes(4)

    def _client_data(self, type: str, challenge: str, wrong: dict[str, Any]) -> bytes:
        said = {
            "type": type,
            "challenge": challenge,
            "origin": self.origin,
            "crossOrigin": self.framed,
        }
        return json.dumps(said | wrong).encode()


def _answer(id: bytes, **response: Any) -> str:
    shown = {
        name: bytes_to_base64url(value) if isinstance(value, bytes) else value
        for name, value in response.items()
    }
    named = bytes_to_base64url(id)
    return json.dumps({"id": named, "rawId": named, "type": "public-key", "response": shown})


def _cose(private: ec.EllipticCurvePrivateKey) -> bytes:
    """ES256 on P-256 (RFC 9053)."""
    point = private.public_key().public_numbers()
    return encode_cbor({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)})
