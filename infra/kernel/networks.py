"""Whose an address of the internet is, as far as one can tell by itself."""

from ipaddress import IPv6Address, ip_address, ip_network


def networks_of(address: str) -> tuple[str, ...]:
    """In IPv6 the /64 that one line has whole, and the /48 that one site may have (RFC 6177), which
    is 65,536 of those; else the address. One of IPv4 inside IPv6 (RFC 4291, 2.5.5.2) is that of
    IPv4."""
    try:
        found = ip_address(address)
    except ValueError:
        return (address,)
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    sizes = (64, 48) if found.version == 6 else (32,)
    return tuple(str(ip_network((found, bits), strict=False)) for bits in sizes)
