"""Tokens for the link by which a mail is unsubscribed from: who and what, signed, without a date.

No login stands before it, so a token says nothing but the member's id and the topic, and does
nothing but turn mail on that topic off. It works for as long as the secret that
signed it counts.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence

from services.notify.contract.words import MANDATORY, Topic

_SIGNED = 16
_PURPOSE = b"unsubscribe"


def token_for(secret: bytes, member_id: str, topic: Topic) -> str:
    said = f"{topic}.{member_id}".encode()
    return base64.urlsafe_b64encode(_signature(secret, said) + said).decode().rstrip("=")


def read_token(secrets: Sequence[bytes], token: str) -> tuple[str, Topic] | None:
    """Member and topic; none for what we never signed with any of them."""
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return None
    signature, said = raw[:_SIGNED], raw[_SIGNED:]
    if not any(hmac.compare_digest(signature, _signature(one, said)) for one in secrets):
        return None
    topic, _, member_id = said.decode().partition(".")
    return member_id, Topic(topic)


def can_be_left(topic: Topic) -> bool:
    """Whether a mail on this topic carries such a link."""
    return topic not in MANDATORY


def _signature(secret: bytes, said: bytes) -> bytes:
    key = hmac.digest(secret, _PURPOSE, hashlib.sha256)
    return hmac.digest(key, said, hashlib.sha256)[:_SIGNED]
