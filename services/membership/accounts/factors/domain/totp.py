"""Time-based one-time passwords: RFC 6238 with its defaults, which every authenticator app knows
(SHA-1, six digits, thirty seconds)."""

import hmac
import unicodedata
from datetime import datetime
from typing import Final

import pyotp

STEP_SECONDS: Final = 30
DRIFT: Final = 1
"""Steps that a clock may be off, either way (RFC 6238, 5.2 and 6)."""


def new_secret() -> str:
    """160 bits in base32, as long as the hash (RFC 4226, 4: R6)."""
    return pyotp.random_base32()


def setup_uri(secret: str, issuer: str, name: str) -> str:
    """What an app scans: otpauth://totp/…"""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=issuer)


def step_at(now: datetime) -> int:
    """Steps since 1970."""
    return int(now.timestamp()) // STEP_SECONDS


def step_of(secret: str, code: str, now: datetime, after: int) -> int | None:
    """The step that the code is of; none where it is of none that may be used now. `after`: the
    last that was used: a code is good once (RFC 6238, 5.2), and so is none from before it."""
    given, here, found = _digits(code), step_at(now), None
    for step in range(here - DRIFT, here + DRIFT + 1):
        same = hmac.compare_digest(pyotp.TOTP(secret).generate_otp(step).encode(), given)
        if same and step > after:
            found = step
    return found


def _digits(code: str) -> bytes:
    """As typed by people: in groups, or by a Chinese keyboard."""
    return "".join(unicodedata.normalize("NFKC", code).split()).encode()
