"""Networks and the names of places, by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.membership.accounts.devices.domain.labels import family_of, place_of
from services.membership.accounts.devices.domain.networks import NetworkSizes, network_of

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"
)
WECHAT = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Version/4.0 Chrome/116.0 Mobile Safari/537.36 MicroMessenger/8.0.49"
)
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0 Safari/537.36 Edg/126.0"
)


@pytest.mark.parametrize(
    ("ip", "network"),
    [
        ("203.0.113.7", "203.0.0.0/16"),
        ("203.0.0.0", "203.0.0.0/16"),
        ("::ffff:203.0.113.7", "203.0.0.0/16"),
        ("2001:db8:1:2::9", "2001:db8::/32"),
        ("2001:db9::1", "2001:db9::/32"),
        ("", ""),
        ("localhost", ""),
    ],
)
def test_the_network_of_an_address(ip: str, network: str) -> None:
    assert network_of(ip, NetworkSizes()) == network


@given(st.ip_addresses(v=4), st.integers(8, 32))
def test_an_address_lies_in_its_network_whatever_the_size(address: object, bits: int) -> None:
    sizes = NetworkSizes(v4=bits)
    network = network_of(str(address), sizes)
    assert network_of(network.split("/", maxsplit=1)[0], sizes) == network


@pytest.mark.parametrize(
    ("client_name", "family"),
    [
        (IPHONE, "Safari, iPhone"),
        (WECHAT, "WeChat, Android"),
        (EDGE, "Edge, Windows"),
        ("curl/8.5.0", "curl"),
        ("okhttp/4.12.0 (Linux)", "okhttp, Linux"),
        ("", ""),
    ],
)
def test_the_family_of_a_client_name(client_name: str, family: str) -> None:
    assert family_of(client_name) == family


def test_a_place_is_named_by_what_is_known() -> None:
    assert place_of(IPHONE, "203.0.0.0/16") == "Safari, iPhone · 203.0.0.0/16"
    assert place_of("", "203.0.0.0/16") == "203.0.0.0/16"
    assert not place_of("", "")
