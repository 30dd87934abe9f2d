"""Behind a proxy the client is whom it names; anybody else is believed nothing."""

from typing import Any

import pytest
from pydantic import ValidationError
from starlette.types import Receive, Scope, Send

from infra.http.serving import server_config
from services.settings import Settings


async def client(peer: str, forwarded: str, proxies: tuple[str, ...]) -> str:
    seen = list[str]()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope["client"][0])

    config = server_config(app, "127.0.0.1", 8000, proxies=proxies)
    config.load()
    loaded: Any = config.loaded_app
    headers = [(b"x-forwarded-for", forwarded.encode())]
    scope = {"type": "http", "client": (peer, 1234), "headers": headers, "scheme": "http"}
    await loaded(scope, None, None)
    return seen[0]


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxies", "expected"),
    [
        ("203.0.113.9", "198.51.100.1", (), "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1", (), "127.0.0.1"),
        ("10.0.0.2", "198.51.100.1", ("10.0.0.0/8",), "198.51.100.1"),
        ("10.0.0.2", "1.2.3.4, 198.51.100.1, 10.0.0.7", ("10.0.0.0/8",), "198.51.100.1"),
        ("203.0.113.9", "198.51.100.1", ("10.0.0.0/8",), "203.0.113.9"),
    ],
)
async def test_whose_request_it_is(
    peer: str, forwarded: str, proxies: tuple[str, ...], expected: str
) -> None:
    assert await client(peer, forwarded, proxies) == expected


def test_what_is_no_network_is_refused() -> None:
    with pytest.raises(ValidationError):
        Settings(trusted_proxies=("proxy.example",))
