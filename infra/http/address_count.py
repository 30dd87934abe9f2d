"""How many connections come from one address: one stranger cannot take the room of all."""

from asyncio import BaseTransport
from collections import Counter
from collections.abc import Sequence
from ipaddress import ip_address, ip_network

from infra.kernel.networks import networks_of


class AddressCount:
    """`most`: of one address, in IPv6 of one /64; 0: any. `proxies`: addresses and networks behind
    which there are many, so that they are not counted."""

    def __init__(self, most: int = 0, proxies: Sequence[str] = ()) -> None:
        self._most = most
        self._proxies = [ip_network(one) for one in proxies if one]
        self._open: Counter[str] = Counter()
        self._from: dict[BaseTransport, str] = {}

    def enter(self, transport: BaseTransport) -> bool:
        """Whether there was room for one more; who was let in leaves once."""
        address = str((transport.get_extra_info("peername") or ("",))[0])
        if not self._most or not address or self._is_proxy(address):
            return True
        network = networks_of(address)[0]
        if self._open[network] >= self._most:
            return False
        self._open[network] += 1
        self._from[transport] = network
        return True

    def leave(self, transport: BaseTransport) -> None:
        network = self._from.pop(transport, None)
        if network is None:
            return
        self._open[network] -= 1
        if not self._open[network]:
            del self._open[network]

    def _is_proxy(self, address: str) -> bool:
        return any(ip_address(address) in network for network in self._proxies)
