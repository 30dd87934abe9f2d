"""What accounts are found by: keyed hashes of handles, so that equality can be asked and nothing
read."""

import hashlib
import hmac
from collections.abc import Sequence
from ipaddress import ip_address, ip_network

from infra.derived_key import derived_bytes
from services.membership.accounts.core.domain.handle import Handle

_PURPOSE = b"reinstate: finds accounts by their handles"


class HandleHashes:
    """`secrets`: the present one first; what was hashed with an older one is still found."""

    def __init__(self, secrets: Sequence[str]) -> None:
        self._keys = [derived_bytes(secret, _PURPOSE) for secret in secrets]

    def of(self, handle: Handle) -> str:
        return self.all_of(handle)[0]

    def all_of(self, handle: Handle) -> list[str]:
        return [_hashed(key, handle.kind, handle.folded) for key in self._keys]

    def of_network(self, ip: str) -> str:
        """Of an address, or in IPv6 of the /64 that one customer has whole."""
        try:
            address = ip_address(ip)
        except ValueError:
            return _hashed(self._keys[0], "network", ip)
        bits = 64 if address.version == 6 else 32
        return _hashed(self._keys[0], "network", str(ip_network((address, bits), strict=False)))

    def of_place(self, account_id: str, network: str) -> str:
        """Of a network as one account's: which one it is cannot be tried out by who has no key."""
        return _hashed(self._keys[0], f"place of {account_id}", network)


def _hashed(key: bytes, kind: str, value: str) -> str:
    return hmac.digest(key, f"{kind}\x1f{value}".encode(), hashlib.sha256).hex()
