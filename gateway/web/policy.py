"""What a browser may do for our document: nothing that is not ours (Content Security Policy 3)."""

import secrets
from typing import Final

_DIRECTIVES: Final = (
    "default-src 'none'",
    "script-src 'nonce-{nonce}'",  # what a script of ours imports comes under its nonce
    "style-src 'nonce-{nonce}'",
    "connect-src 'self'",  # with the WebSocket of the same origin
    "img-src 'self' data: blob:",  # blob: pictures that a member is about to send
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
)
_POLICY: Final = "; ".join(_DIRECTIVES)
_OF_THE_EXPLORER: Final = (
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    "style-src 'self' 'unsafe-inline'",  # its editor writes styles as it goes
    "connect-src 'self'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
)
_HEADERS: Final = {
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "referrer-policy": "no-referrer",
}

EXPLORER_HEADERS: Final = {"content-security-policy": "; ".join(_OF_THE_EXPLORER), **_HEADERS}


def new_nonce() -> str:
    """For one answer, and never again."""
    return secrets.token_urlsafe(16)


def headers_with(nonce: str) -> dict[str, str]:
    return {"content-security-policy": _POLICY.format(nonce=nonce), **_HEADERS}
