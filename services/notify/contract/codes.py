"""One-time codes. A code is never stored: it is derived again from its challenge and a secret, by
who sends it, and by who compares it."""

import hashlib
import hmac


def code_for(secret: bytes, challenge_id: str) -> str:
    """Six digits; HMAC-SHA-256 over the challenge's id."""
    digest = hmac.new(secret, challenge_id.encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8]) % 1_000_000:06d}"
