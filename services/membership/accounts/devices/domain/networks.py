"""From which network somebody comes: as much of an address as one provider hands out in a region,
so that a new lease or the next cell of a mobile network is no stranger."""

from ipaddress import IPv6Address, ip_address, ip_network
from typing import NamedTuple


class NetworkSizes(NamedTuple):
    """Bits of an address that tell one network from another."""

    v4: int = 16
    v6: int = 32


def network_of(ip: str, sizes: NetworkSizes) -> str:
    """E.g. 203.0.0.0/16; empty where the address is not known. An IPv4 address inside IPv6 (RFC
    4291, 2.5.5.2) is the IPv4 address."""
    try:
        address = ip_address(ip)
    except ValueError:
        return ""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    bits = sizes.v4 if address.version == 4 else sizes.v6
    return str(ip_network((address, bits), strict=False))
