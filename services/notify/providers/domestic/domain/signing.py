"""How the large SMS houses of China sign requests: HMAC-SHA1 over the sorted query, in the way that
Alibaba Cloud calls signature version 1.0 (RPC style)."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import quote


def signed(
    fields: Mapping[str, str], *, key_id: str, secret: str, nonce: str, at: datetime
) -> dict[str, str]:
    """All fields of a POST request. `nonce`: never used before; `at`: within 15 minutes of
    their time."""
    query = {
        **fields,
        "AccessKeyId": key_id,
        "Format": "JSON",
        "Version": "2017-05-25",
        "SignatureMethod": "HMAC-SHA1",
        "SignatureVersion": "1.0",
        "SignatureNonce": nonce,
        "Timestamp": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    return {**query, "Signature": signature_of(query, secret)}


def signature_of(fields: Mapping[str, str], secret: str, method: str = "POST") -> str:
    """Of what is sent, as far as it is not the signature itself."""
    pairs = sorted((name, value) for name, value in fields.items() if name != "Signature")
    query = "&".join(f"{_encoded(name)}={_encoded(value)}" for name, value in pairs)
    text = f"{method}&{_encoded('/')}&{_encoded(query)}"
    digest = hmac.new(f"{secret}&".encode(), text.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def _encoded(text: str) -> str:
    """By RFC 3986: a space is %20, and ~ stays."""
    return quote(text, safe="-_.~")
