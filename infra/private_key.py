"""Private keys from PEM files, checked when they are read."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

SHORTEST_RSA = 1024
"""RFC 8301 section 3.2; 2048 is what it recommends."""

PrivateKey = RSAPrivateKey | Ed25519PrivateKey


def read_private_key(path: Path) -> PrivateKey:
    """The key in a PEM file without a passphrase.

    Raises:
        ValueError: saying what is wrong with the file.
    """
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}") from None
    except (ValueError, TypeError):
        raise ValueError(f"{path} holds no private key in PEM without a passphrase") from None
    if not isinstance(key, RSAPrivateKey | Ed25519PrivateKey):
        raise ValueError(f"{path} holds a key that is neither RSA nor Ed25519")
    if isinstance(key, RSAPrivateKey) and key.key_size < SHORTEST_RSA:
        raise ValueError(f"{path} holds a key of {key.key_size} bits; take 2048")
    return key
