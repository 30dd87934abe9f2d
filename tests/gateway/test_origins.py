"""Pages of strangers in a visitor's browser: what they may read, send and open, by raw requests as
browsers write them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin, Subprotocol

from services.settings import Settings
from tests.gateway.conftest import Gateway

APP = "https://app.example"
STRANGER = "https://stranger.example"
RENEW = '{"query": "mutation { renew(input: {}) { __typename } }"}'


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(var_dir=tmp_path, allowed_origins=[APP])


async def sent(
    gateway: Gateway, method: str, headers: Mapping[str, str], path: str = "/graphql", **given: Any
) -> tuple[int, Mapping[str, str], str]:
    async with gateway.session.request(
        method, gateway.url + path, headers=headers, **given
    ) as response:
        return response.status, response.headers, await response.text()


def preflight(origin: str, header: str = "authorization, content-type") -> dict[str, str]:
    return {
        "origin": origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": header,
    }


# --- reading: CORS


async def test_pages_of_the_operators_apps_may_ask_and_read(gateway: Gateway) -> None:
    status, headers, _ = await sent(gateway, "OPTIONS", preflight(APP))
    assert status == 200
    assert headers["access-control-allow-origin"] == APP
    assert {"GET", "POST"} <= set(headers["access-control-allow-methods"].split(", "))
    assert "authorization" in headers["access-control-allow-headers"].lower()
    assert "access-control-allow-credentials" not in headers
    asked = {"origin": APP, "content-type": "application/json", "sec-fetch-site": "cross-site"}
    status, headers, text = await sent(
        gateway, "POST", asked, data='{"query": "{ plans { code } }"}'
    )
    assert (status, headers["access-control-allow-origin"]) == (200, APP)
    assert "Origin" in headers["vary"]
    exposed = headers["access-control-expose-headers"].split(", ")
    assert {"ratelimit", "retry-after", "x-request-id"} <= set(exposed)
    assert "plans" in text


async def test_what_is_refused_can_be_read_there_too(gateway: Gateway) -> None:
    asked = {"origin": APP, "content-type": "application/json"}
    for body, expected in (("x" * 300_000, 413), ("[]", 400)):
        status, headers, _ = await sent(gateway, "POST", asked, data=body)
        assert (status, headers["access-control-allow-origin"]) == (expected, APP)


@pytest.mark.parametrize(
    "origin", [STRANGER, "null", "http://app.example", "https://app.example.stranger.example",
               "https://app.example:444", "https://stranger.example/https://app.example"],
)  # fmt: skip
async def test_pages_of_strangers_may_not(gateway: Gateway, origin: str) -> None:
    status, headers, _ = await sent(gateway, "OPTIONS", preflight(origin))
    assert status == 400
    assert "access-control-allow-origin" not in headers
    asked = {"origin": origin, "content-type": "application/json"}
    _, headers, _ = await sent(gateway, "POST", asked, data='{"query": "{ __typename }"}')
    assert "access-control-allow-origin" not in headers


async def test_headers_that_nobody_needs_are_not_allowed(gateway: Gateway) -> None:
    status, _, _ = await sent(gateway, "OPTIONS", preflight(APP, "x-forwarded-for"))
    assert status == 400


# --- sending: what a page may send without asking first (Fetch, a CORS-safelisted request)


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/x-www-form-urlencoded", "text/plain; x=application/json",
     "multipart/form-data; boundary=application/json", "", "application/jsonx"],
)  # fmt: skip
async def test_what_pages_send_without_asking_is_not_read(gateway: Gateway, kind: str) -> None:
    headers = {"content-type": kind, "origin": STRANGER, **gateway.headers()}
    status, _, _ = await sent(gateway, "POST", headers, data=RENEW)
    assert status in (400, 415)
    assert gateway.apis.membership.executed == []


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("accept", ["*/*", "text/event-stream"])
async def test_an_image_of_a_page_asks_nothing(gateway: Gateway, site: str, accept: str) -> None:
    """It would come with the visitor's address, and spend of it."""
    headers = {"sec-fetch-site": site, "sec-fetch-mode": "no-cors", "accept": accept}
    status, _, text = await sent(gateway, "GET", headers, "/graphql?query={plans{code}}")
    assert (status, "CROSS_SITE" in text) == (403, True)
    status, _, text = await sent(
        gateway, "GET", headers | {"origin": STRANGER}, "/graphql?query={plans{code}}"
    )
    assert status == 403


@pytest.mark.parametrize(
    "headers", [{}, {"sec-fetch-site": "same-origin"}, {"sec-fetch-site": "none"},
                {"sec-fetch-site": "cross-site", "origin": APP}],
)  # fmt: skip
async def test_programs_own_pages_and_apps_ask_by_get(
    gateway: Gateway, headers: dict[str, str]
) -> None:
    status, _, text = await sent(gateway, "GET", headers, "/graphql?query={plans{code}}")
    assert (status, "errors" in text) == (200, False)


async def test_nothing_changes_by_get(gateway: Gateway) -> None:
    path = "/graphql?query=mutation{renew(input:{}){__typename}}"
    status, headers, text = await sent(gateway, "GET", gateway.headers(), path)
    assert (status, headers["allow"]) == (405, "POST")
    assert "MUTATION_NEEDS_POST" in text
    assert gateway.apis.membership.executed == []


# --- opening: browsers open WebSockets to anybody


async def opens(gateway: Gateway, origin: str | None, **headers: str) -> bool:
    try:
        async with connect(
            gateway.url.replace("http", "ws") + "/graphql",
            origin=Origin(origin) if origin else None,
            subprotocols=[Subprotocol("graphql-transport-ws")],
            additional_headers=headers,
        ):
            return True
    except InvalidStatus as refused:
        return refused.response.status_code != 403


async def test_sockets_are_opened_by_own_pages_apps_and_programs(
    gateway: Gateway, caplog: pytest.LogCaptureFixture
) -> None:
    for origin in (None, APP, gateway.url, gateway.url.upper()):
        assert await opens(gateway, origin), origin
    for origin in (STRANGER, "null", "http://127.0.0.1", f"{STRANGER}/{APP}", "https://["):
        assert not await opens(gateway, origin), origin
        assert not await opens(gateway, origin, **{"sec-fetch-site": "cross-site"})
    assert await opens(gateway, "https://behind.example", **{"sec-fetch-site": "same-origin"})
    assert [one for one in caplog.records if "stranger" in one.getMessage()] == []


# --- settings


@pytest.mark.parametrize(
    "written", ["*", "app.example", "https://app.example/", "https://App.example"]
)
def test_origins_are_written_as_browsers_do(written: str) -> None:
    with pytest.raises(ValidationError, match="as browsers do"):
        Settings(allowed_origins=[written])


def test_nobody_is_allowed_unless_named() -> None:
    assert Settings().allowed_origins == ()
