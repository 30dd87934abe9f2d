"""The form of a partner's key: `rk_<id>_<secret>_<checksum>`, in a sandbox `rk_test_<id>_…`.

The id tells keys apart in lists, the prefix lets scanners find keys that leaked, and the checksum
(CRC-32 of what stands before it, 8 hexadecimal digits) tells a mistyped key without asking anybody.
The secret is 256 random bits, so a fast hash is enough to keep it by: nobody can try them all, as
somebody could with passwords.
"""

import hashlib
import re
import zlib

PREFIX = "rk_"
"""Of both kinds."""
_OF_A_SANDBOX = f"{PREFIX}test_"
_FORM = re.compile(r"(rk_(?:test_)?)([0-9a-f]{12})_([0-9a-f]{64})_([0-9a-f]{8})")


def key_of(key_id: str, secret: bytes, *, sandbox: bool = False) -> str:
    """`key_id`: 12 hexadecimal digits; `secret`: 32 random bytes."""
    prefix = _OF_A_SANDBOX if sandbox else PREFIX
    body = f"{prefix}{key_id}_{secret.hex()}"
    return f"{body}_{_checksum(body)}"


def well_formed(text: str) -> bool:
    """Whether it can be a key of ours."""
    found = _FORM.fullmatch(text)
    return found is not None and _checksum(text.rpartition("_")[0]) == found[4]


def is_of_a_sandbox(key: str) -> bool:
    return key.startswith(_OF_A_SANDBOX)


def digest_of(key: str) -> str:
    """What is asked about in place of the key, so that the key itself goes no further than the
    gateway. Services keep it under a key of their own."""
    return hashlib.sha256(key.encode()).hexdigest()


def _checksum(body: str) -> str:
    return f"{zlib.crc32(body.encode()):08x}"
