"""Where webhooks may go: to the public internet, and to networks that the operator names.

Whoever registers an endpoint must not be able to make us call what only we can reach: ourselves,
the operator's network, the metadata service of a cloud.
"""

from collections.abc import Iterable, Sequence
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

Network = IPv4Network | IPv6Network
_EMBEDDED_IN_LAST_BITS = (
    IPv6Network("64:ff9b::/96"),  # RFC 6052, translation to IPv4
    IPv6Network("64:ff9b:1::/48"),  # RFC 8215, the same inside a network
    IPv6Network("::/96"),  # RFC 4291 2.5.5.1, IPv4-compatible
)


def networks(text: str) -> tuple[Network, ...]:
    """Of a setting such as "10.0.0.0/8, fd00::/8".

    Raises:
        ValueError: naming what is no network.
    """
    return tuple(ip_network(one.strip()) for one in text.split(",") if one.strip())


def may_be_called(address: str, allowed: Sequence[Network]) -> bool:
    """Whether this numeric address is public, or in a network that is allowed."""
    try:
        meant = list(_meant_by(ip_address(address)))
    except ValueError:
        return False
    return all(map(_is_public, meant)) or any(meant[-1] in network for network in allowed)


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    site_local = isinstance(address, IPv6Address) and address.is_site_local  # RFC 3879: deprecated
    return address.is_global and not address.is_multicast and not site_local


def _meant_by(address: IPv4Address | IPv6Address) -> Iterable[IPv4Address | IPv6Address]:
    """The address, and what it stands for: IPv6 can carry an address of IPv4 in several ways."""
    if isinstance(address, IPv4Address):
        yield address
        return
    if address.ipv4_mapped:
        yield address.ipv4_mapped
        return
    yield address
    if address.sixtofour:
        yield address.sixtofour
    if address.teredo:
        yield from address.teredo
    if any(address in network for network in _EMBEDDED_IN_LAST_BITS):
        yield IPv4Address(address.packed[-4:])
