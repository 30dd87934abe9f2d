"""Recovery codes: for whoever lost everything else (NIST SP 800-63B-4, saved recovery codes).

Each is good once. Only digests are kept: Argon2id with OWASP's parameters, one salt for the set, so
that a try costs one hash and not ten.
"""

import secrets
import unicodedata
from typing import Final

from argon2.low_level import Type, hash_secret_raw

CODES: Final = 10
FEW: Final = 3
"""Who has no more than these left is told so."""
SALT_BYTES: Final = 16
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base32: nothing that looks like something else."""
_GROUP: Final = 5
_GROUPS: Final = 3  # 75 bits; 64 at least (NIST SP 800-63B-4, 4.2.1.1)
_LOOKS_LIKE: Final = str.maketrans("OIL", "011", "-\u2010\u2013\u2014 ")


def new_codes() -> list[str]:
    """As they are shown, once: XXXXX-XXXXX-XXXXX."""
    return ["-".join(_group() for _ in range(_GROUPS)) for _ in range(CODES)]


def new_salt() -> bytes:
    return secrets.token_bytes(SALT_BYTES)


def digest_of(code: str, salt: bytes) -> str:
    """Of a code as people type it: in small letters, without the hyphen, O for 0. Takes about
    20 ms of a processor."""
    typed = unicodedata.normalize("NFKC", code).upper().translate(_LOOKS_LIKE)
    return hash_secret_raw(
        typed.encode(), salt, time_cost=2, memory_cost=19 * 1024, parallelism=1,
        hash_len=32, type=Type.ID,
    ).hex()  # fmt: skip


def _group() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(_GROUP))
