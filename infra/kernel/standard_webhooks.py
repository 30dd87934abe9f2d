"""Signatures as the Standard Webhooks specification has them: HMAC-SHA-256 over
`{webhook-id}.{webhook-timestamp}.{body}`, one for each secret that is valid.
https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import hashlib
import hmac
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from typing import Final, Literal

PREFIX = "whsec_"
TOLERANCE: Final = 300
"""Seconds that the clock of who signs may be off; what is older may be a copy sent again."""
_BYTES = 32
"""The specification asks for 24 to 64."""

Fault = Literal["headers", "timestamp", "signature"]


def new_secret() -> str:
    return PREFIX + b64encode(secrets.token_bytes(_BYTES)).decode()


def headers(id: str, timestamp: int, body: bytes, keys: Iterable[str]) -> dict[str, str]:
    """`timestamp`: seconds since 1970, real time: receivers refuse what is five minutes off.
    `keys`: secrets that are valid, as shown."""
    signed = _signed(id, timestamp, body)
    return {
        "webhook-id": id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(_signature(key, signed) for key in keys),
    }


def fault_in(
    given: Mapping[str, str], body: bytes, keys: Iterable[str], now: float
) -> Fault | None:
    """What is wrong with a call; none where one of its signatures is by one of the keys. `given`:
    its headers, by their names in small letters. `now`: seconds since 1970, real time."""
    id, timestamp = given.get("webhook-id", ""), given.get("webhook-timestamp", "")
    told = given.get("webhook-signature", "").split()
    if not (id and told and timestamp.isascii() and timestamp.isdecimal() and len(timestamp) < 12):
        return "headers"
    if abs(now - int(timestamp)) > TOLERANCE:
        return "timestamp"
    signed = _signed(id, int(timestamp), body)
    wanted = [_signature(key, signed).encode() for key in keys]
    # each is compared whole: how long it takes tells nothing
    good = [hmac.compare_digest(one.encode(), by) for one in told[:20] for by in wanted]
    return None if any(good) else "signature"


def _signed(id: str, timestamp: int, body: bytes) -> bytes:
    return f"{id}.{timestamp}.".encode() + body


def _signature(key: str, signed: bytes) -> str:
    digest = hmac.digest(b64decode(key.removeprefix(PREFIX)), signed, hashlib.sha256)
    return f"v1,{b64encode(digest).decode()}"
