"""What accounts are found by: keyed hashes of handles, so that equality can be asked and nothing
read."""

import hashlib
import hmac
from collections.abc import Sequence
from typing import NamedTuple

from infra.derived_key import derived_bytes
from infra.kernel.networks import networks_of
from services.membership.accounts.core.domain.handle import Handle

_ID = 16
_PURPOSE = b"reinstate: finds accounts by their handles"


class HashedHandle(NamedTuple):
    """As it is kept. `key`: the id of the key that hashed it."""

    hash: str
    key: str
    masked: str


class HandleHashes:
    """`secrets`: the present one first; what was hashed with an older one is still found."""

    def __init__(self, secrets: Sequence[str]) -> None:
        self._keys = [derived_bytes(secret, _PURPOSE) for secret in secrets]
        self.key_id = hashlib.sha256(self._keys[0]).hexdigest()[:_ID]

    def kept(self, handle: Handle) -> HashedHandle:
        return HashedHandle(self.of(handle), self.key_id, handle.masked)

    def of(self, handle: Handle) -> str:
        return self.all_of(handle)[0]

    def all_of(self, handle: Handle) -> list[str]:
        return [_hashed(key, handle.kind, handle.folded) for key in self._keys]

    def of_networks(self, ip: str) -> tuple[str, ...]:
        """Of an address. In IPv6 of the /64 that one line has whole, and of the /48 that one site
        may have (RFC 6177), which is 65,536 of those."""
        return tuple(_hashed(self._keys[0], "network", one) for one in networks_of(ip))

    def places(self, account_id: str, network: str) -> list[str]:
        """Of a network as one account's, by each key: which one it is cannot be tried out by who
        has none."""
        return [_hashed(key, f"place of {account_id}", network) for key in self._keys]


def _hashed(key: bytes, kind: str, value: str) -> str:
    return hmac.digest(key, f"{kind}\x1f{value}".encode(), hashlib.sha256).hex()
