"""A contract behaves the same when it is called over the wire, whichever that is."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aiohttp
import msgspec
import pytest

from infra.kernel.errors import InvalidInput, NotAllowed, Unavailable
from infra.log import CURRENT_REQUEST
from infra.rpc import clients
from tests.infra.doors import (
    SECRET,
    WAYS,
    Door,
    Farewell,
    Greeting,
    RealDoor,
    calling,
    serving,
    somewhere,
)
from tests.waiting import eventually


@pytest.fixture(params=WAYS)
async def url(request: pytest.FixtureRequest) -> AsyncIterator[str]:
    with somewhere(request.param) as address:
        yield address


@pytest.fixture
async def real(url: str) -> AsyncIterator[RealDoor]:
    async with serving(url) as door:
        yield door


@pytest.fixture
async def door(url: str, real: RealDoor) -> AsyncIterator[Door]:
    async with calling(url) as client:
        yield client


async def test_structs_and_keywords_cross_the_wire(door: Door) -> None:
    words = [Greeting(to="Lin", at=datetime(2026, 1, 1, tzinfo=UTC)), Farewell(to="Ann")]
    assert await door.open(words) == ["Greeting Lin", "Farewell Ann"]
    assert await door.open(words=[Farewell(to="Ann")], times=2) == ["Farewell Ann"] * 2
    assert await door.open([Farewell(to="Ann")], 2) == ["Farewell Ann"] * 2


async def test_expected_failures_keep_their_type_and_facts(door: Door) -> None:
    with pytest.raises(NotAllowed) as raised:
        await door.slam("hard")
    assert raised.value.field == "kind"
    assert raised.value.details == {"allowed": ["soft"]}


@pytest.mark.parametrize("kind", ["bug", "slow"])
async def test_a_bug_tells_the_caller_nothing_of_itself(door: Door, kind: str) -> None:
    with pytest.raises(Unavailable) as raised:
        await door.slam(kind)
    assert "secret detail" not in str(raised.value)
    assert raised.value.details == {"method": "slam", "status": 500}


@pytest.mark.parametrize("given", ["", "wrong", "geheimnis-für-dienste"])
async def test_without_the_secret_nothing_is_served(url: str, real: RealDoor, given: str) -> None:
    async with calling(url, given) as stranger:
        with pytest.raises(Unavailable) as raised:
            await stranger.hold("Ann")
    assert raised.value.details == {"method": "hold", "status": 401}
    assert not real.held


async def test_a_secret_that_is_being_changed_counts_both_ways(url: str) -> None:
    async with serving(url, secrets=["new", "old"]):
        for secret in ("new", "old"):
            async with calling(url, secret) as door:
                assert await door.carry(b"x") == b"x"


async def test_arguments_of_a_wrong_shape_are_an_input_error(door: Door) -> None:
    with pytest.raises(InvalidInput):
        await door.open(["not a word"])  # type: ignore[list-item]


async def test_a_method_of_a_later_release_is_unknown(url: str, real: RealDoor) -> None:
    class Newer(Door):
        async def lock(self) -> str: ...

    later = clients.client(Newer, "door", url, SECRET)
    with pytest.raises(Unavailable) as raised:
        await later.lock()
    assert raised.value.details == {"method": "lock", "status": 404}
    await later.close()  # type: ignore[attr-defined]


async def test_many_calls_are_under_way_at_once(door: Door, real: RealDoor) -> None:
    names = [f"p-{number}" for number in range(150)]
    holding = [asyncio.create_task(door.hold(name)) for name in names]
    await eventually(lambda: len(real.held) == len(names))
    assert await door.open([Farewell(to="Ann")]) == ["Farewell Ann"]
    real.let_go.set()
    assert await asyncio.gather(*holding) == names


async def test_loads_of_megabytes_cross_both_ways(door: Door) -> None:
    loads = [bytes([number]) * (3_000_000 + number) for number in range(6)]
    assert await asyncio.gather(*map(door.carry, loads)) == loads


async def test_the_request_s_id_goes_along(door: Door) -> None:
    before = CURRENT_REQUEST.set("r-1")
    assert await door.whose() == "r-1"
    CURRENT_REQUEST.reset(before)
    assert await door.whose() == ""


async def test_a_service_that_starts_late_is_waited_for(url: str) -> None:
    """The caller comes first, the service a moment later, as after a kill."""
    async with calling(url) as door:
        waiting = asyncio.create_task(door.open([Farewell(to="Ann")]))
        await asyncio.sleep(0.2)
        async with serving(url):
            assert await waiting == ["Farewell Ann"]


async def test_a_service_that_ends_cuts_off_what_is_waited_for_and_is_called_again(
    url: str,
) -> None:
    async with calling(url) as door:
        async with serving(url) as first:
            holding = asyncio.create_task(door.hold("Ann"))
            await eventually(lambda: first.held == ["Ann"])
        async with serving(url) as second:
            await eventually(lambda: second.held == ["Ann"])
            second.let_go.set()
            assert await holding == "Ann"


async def test_a_service_that_stays_away_is_unavailable(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clients, "_pause", lambda _attempt: 0.01)
    async with calling(url) as door:
        with pytest.raises(Unavailable) as raised:
            await door.whose()
    assert raised.value.details == {"method": "whose"}


@pytest.mark.parametrize("given", [None, "", "wrong", "geheimnis-für-dienste", "密"])
async def test_over_http_who_has_no_secret_is_told_how(given: str | None) -> None:
    headers = {} if given is None else {"x-rpc-secret": given}
    with somewhere("http") as url:
        async with serving(url), aiohttp.ClientSession() as session:
            answer = await session.post(f"{url}/rpc/door/open", data=b"\x91\x90", headers=headers)
            assert answer.status == 401
            assert answer.headers["www-authenticate"].startswith("RPC-Secret ")


async def test_over_http_a_body_that_is_none_is_an_input_error() -> None:
    with somewhere("http") as url:
        async with serving(url), aiohttp.ClientSession() as session:
            for body in (msgspec.msgpack.encode([["not a word"]]), b"", b"\xc1"):
                answer = await session.post(
                    f"{url}/rpc/door/open", data=body, headers={"x-rpc-secret": SECRET}
                )
                assert answer.status == 422
                assert InvalidInput.code.encode() in await answer.read()
