"""Signatures as the Standard Webhooks specification has them: HMAC-SHA-256 over
`{webhook-id}.{webhook-timestamp}.{body}`, one for each secret that is valid.
https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import hashlib
import hmac
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterable

PREFIX = "whsec_"
_BYTES = 32
"""The specification asks for 24 to 64."""


def new_secret() -> str:
    return PREFIX + b64encode(secrets.token_bytes(_BYTES)).decode()


def headers(id: str, timestamp: int, body: bytes, keys: Iterable[str]) -> dict[str, str]:
    """`timestamp`: seconds since 1970, real time: receivers refuse what is five minutes off.
    `keys`: secrets that are valid, as shown."""
    signed = f"{id}.{timestamp}.".encode() + body
    return {
        "webhook-id": id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(_signature(key, signed) for key in keys),
    }


def _signature(key: str, signed: bytes) -> str:
    digest = hmac.digest(b64decode(key.removeprefix(PREFIX)), signed, hashlib.sha256)
    return f"v1,{b64encode(digest).decode()}"
