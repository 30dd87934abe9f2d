"""Callers spend what is theirs, over all gateways together, and are told when they have."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as tried
from hypothesis import strategies as st
from prometheus_client import REGISTRY
from starlette.requests import HTTPConnection
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from gateway.identity.viewer import ANONYMOUS, Role, Viewer
from gateway.rates import rates as rates_module
from gateway.rates.callers import Payer, payers_of
from gateway.rates.portions import Allowance, portioned
from gateway.rates.rates import Rates
from gateway.rates.shared import SharedBudgets
from infra.gate.bucket import MICROSECONDS, Bucket
from infra.kernel.errors import TooManyRequests
from infra.valkey import Valkey
from services.settings import Settings
from tests.gateway.conftest import Gateway
from tests.gateway.test_subscriptions import following
from tests.servers import running_valkey
from tests.waiting import PATIENCE, eventually

LEAST = 25_000
FIELDS = " ".join(f"p{number}: plans {{ benefits {{ code value }} }}" for number in range(50))
DEAR = f"{{ {FIELDS} }}"
"""Costs an eighth of that, which takes seconds to come again."""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(var_dir=tmp_path, rate_anonymous=LEAST, rate_member=LEAST, rate_host=0)


# --- over the ways of asking


async def asks(
    gateway: Gateway, role: str | None, *, text: str = DEAR, **headers: str
) -> tuple[aiohttp.ClientResponse, Any]:
    async with gateway.session.post(
        f"{gateway.url}/graphql", json={"query": text}, headers=gateway.headers(role) | headers
    ) as response:
        return response, await response.json(content_type=None)


async def spent_up(gateway: Gateway, role: str | None) -> tuple[aiohttp.ClientResponse, Any]:
    """The first refusal."""
    for _ in range(LEAST):
        response, answer = await asks(gateway, role)
        if response.status != 200:
            return response, answer
    raise AssertionError("nobody is refused")


@pytest.mark.parametrize("role", [None, "member"])
async def test_who_has_spent_all_is_told_how_long_to_wait(
    gateway: Gateway, role: str | None
) -> None:
    response, answer = await spent_up(gateway, role)
    [error] = answer["errors"]
    wait = error["extensions"]["retryAfter"]
    assert response.status == 429
    assert error["extensions"]["code"] == "TOO_MANY_REQUESTS"
    assert 1 <= wait <= 60
    assert response.headers["retry-after"] == str(wait)
    told = {}
    for language in ("zh-CN", "en"):
        _, answer = await asks(gateway, role, **{"accept-language": language})
        told[language] = answer["errors"][0]["message"]
    assert told["zh-CN"].startswith("请求过于频繁")
    assert told["en"].startswith("You have asked for too much")


async def test_it_is_said_over_sockets_and_streams_as_well(gateway: Gateway) -> None:
    await spent_up(gateway, None)
    response, answer = await asks(gateway, None, accept="text/event-stream")
    assert (response.status, answer["errors"][0]["extensions"]["code"]) == (
        429, "TOO_MANY_REQUESTS",
    )  # fmt: skip
    async with opened(gateway) as socket:
        await socket.send('{"type": "connection_init"}')
        await socket.recv()
        await socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": {"query": DEAR}}))
        refused = json.loads(await socket.recv())
        assert (refused["type"], refused["id"]) == ("error", "1")
        assert refused["payload"][0]["extensions"]["retryAfter"] >= 1


def opened(gateway: Gateway) -> connect:
    return connect(
        gateway.url.replace("http", "ws") + "/graphql",
        subprotocols=[Subprotocol("graphql-transport-ws")],
    )


async def test_a_subscription_is_paid_for_when_it_is_opened(gateway: Gateway) -> None:
    def spent() -> float:
        return REGISTRY.get_sample_value("gateway_spent_units_total", {"role": "member"}) or 0.0

    before = spent()
    async with following(gateway, after="") as line:
        await gateway.apis.membership.stream.add("m-1")
        await line.next()
        opened = spent()
        assert opened > before
        for _ in range(3):
            await gateway.apis.membership.stream.add("m-1")
            await line.next()
        assert spent() == opened


async def test_one_caller_spends_nothing_of_anothers(gateway: Gateway) -> None:
    await spent_up(gateway, None)
    for role in ("member", "host", "staff"):
        response, answer = await asks(gateway, role)
        assert (response.status, "errors" in answer) == (200, False)


async def test_answers_say_what_is_left(gateway: Gateway) -> None:
    text = f"query Q{uuid4().hex} {{ plans {{ code }} }}"
    left = []
    for _ in range(3):
        response, _ = await asks(gateway, "member", text=text)
        assert response.headers["ratelimit-policy"] == f'"member";q={LEAST};w=60;qu="cost"'
        name, units, seconds = response.headers["ratelimit"].split(";")
        assert (name, seconds[:2]) == ('"member"', "t=")
        left.append(int(units.removeprefix("r=")))
    cost = left[1] - left[2]
    assert 1 < cost < left[0] - left[1] + 100
    assert LEAST - left[0] > cost, "to read a text for the first time costs more"
    response, _ = await asks(gateway, "host", text=text)
    assert "ratelimit" not in response.headers


async def test_what_cannot_run_is_paid_for_when_it_is_read(gateway: Gateway) -> None:
    """Each a text that nobody knows: to read it is work."""
    for number in range(LEAST // 100):
        text = f"{{ nothing{number} }} # {'x' * 30_000}"
        if (await asks(gateway, None, text=text))[0].status == 429:
            return
    raise AssertionError("nobody is refused")


# --- who pays


def connection(address: str) -> HTTPConnection:
    return HTTPConnection({"type": "http", "headers": [], "client": (address, 1)})


@pytest.mark.parametrize(
    ("address", "payers"),
    [
        ("203.0.113.7", [Payer("anonymous:203.0.113.7/32")]),
        ("::ffff:203.0.113.7", [Payer("anonymous:203.0.113.7/32")]),
        ("2001:db8:1:2::9",
         [Payer("anonymous:2001:db8:1:2::/64"), Payer("anonymous:2001:db8:1::/48", 10)]),
        ("", [Payer("anonymous:")]),
    ],
)  # fmt: skip
def test_strangers_pay_by_their_network(address: str, payers: list[Payer]) -> None:
    assert list(payers_of(ANONYMOUS, connection(address))) == payers


def test_who_signed_in_pays_wherever_they_are() -> None:
    viewer = Viewer(role=Role.PARTNER, id="acme")
    assert payers_of(viewer, connection("2001:db8::1")) == (Payer("partner:acme"),)


async def test_a_site_of_many_networks_does_not_begin_anew_with_each() -> None:
    rates, refused = alone(), 0
    for network in range(1_000):
        try:
            await rates.spend(ANONYMOUS, connection(f"2001:db8:0:{network:x}::1"), LEAST // 5)
        except TooManyRequests:
            refused += 1
    assert 50 <= 1_000 - refused <= 60, "a little comes again meanwhile"


def alone(allowance: int = LEAST) -> Rates:
    """Nobody listens where its Valkey should be."""
    budgets = SharedBudgets(Valkey("redis://127.0.0.1:1/0"), "secret")
    return Rates({"anonymous": allowance, "member": allowance}, budgets)


# --- over gateways

steps = st.tuples(st.integers(0, 400), st.integers(0, 200), st.integers(0, 10 * MICROSECONDS))


@tried(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(1_000, 100_000).map(Allowance), st.lists(steps, max_size=20))
async def test_the_script_decides_as_the_rule_does(
    broker_url: str, allowance: Allowance, asked: list[tuple[int, int, int]]
) -> None:
    valkey, name = Valkey(broker_url), uuid4().hex
    budget: Bucket | None = None
    now = 1_700_000_000 * MICROSECONDS
    shared = SharedBudgets(valkey, "secret")
    for need, back, later in asked:
        shared.now = now = now + later
        budget, expected = portioned(budget, allowance, need, back, now)
        assert await shared.portion(name, allowance, need, back) == expected
    await valkey.close()


async def test_several_gateways_let_through_what_one_would(broker_url: str) -> None:
    """Two spend until they are refused; a third takes a portion and is killed."""
    allowance, cost, caller = 60_000, 7, uuid4().hex
    given = [broker_url, caller, str(allowance), str(cost)]
    running = [await process(*given, *more) for more in [(), (), ("once",)]]
    for one in running:
        one.stdin.write(b"\n")
    async with asyncio.timeout(PATIENCE):
        assert await running[2].stdout.readline() == b"spent\n"
        running[2].kill()
        told = [(await one.communicate())[0].split() for one in running[:2]]
    spent = cost + sum(int(one[0]) for one in told)
    seconds = max(float(one[2]) for one in told) - min(float(one[1]) for one in told)
    portion = allowance / 20
    most = (allowance + allowance / 60 * seconds) * (1 + 1 / 20)
    assert allowance - portion - 2 * portion <= spent <= most


async def process(*arguments: str) -> Any:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.gateway.spending", *arguments,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def test_while_valkey_is_away_each_gateway_goes_on_alone(tmp_path: Path) -> None:
    viewer = Viewer(role=Role.MEMBER, id="m-1")
    async with running_valkey(tmp_path) as (url, child):
        valkey = Valkey(url)
        rates = Rates({"member": LEAST}, SharedBudgets(valkey, "secret"))
        left = await rates.spend(viewer, connection(""), 100)
        assert left is not None
        assert left.units == LEAST - 100
        child.kill()
    spent = 100
    while await pays(rates, viewer, 100):
        spent += 100
    assert LEAST <= spent <= 2 * LEAST + LEAST / 20
    assert not valkey.reachable()
    await valkey.close()


async def pays(rates: Rates, viewer: Viewer, cost: int) -> bool:
    try:
        await rates.spend(viewer, connection(""), cost)
    except TooManyRequests:
        return False
    return True


async def test_what_is_not_spent_goes_back(
    broker_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the end of its time, and at the end of the process: another gateway finds it."""
    valkey, viewer = Valkey(broker_url), Viewer(role=Role.MEMBER, id=uuid4().hex)
    one, other = (Rates({"member": LEAST}, SharedBudgets(valkey, "secret")) for _ in range(2))
    await one.spend(viewer, connection(""), 1)
    held = await other.spend(viewer, connection(""), 1)
    assert held is not None
    assert held.units <= LEAST * 0.96
    await other.settle_all()
    await one.settle()  # its time is not over
    monkeypatch.setattr(rates_module, "HELD_SECONDS", 0.0)
    await one.spend(viewer, connection(""), LEAST // 4)

    async def there_again() -> bool:
        await one.settle()
        left = await other.spend(viewer, connection(""), 1)
        return left is not None and left.units > LEAST * 0.74

    await eventually(there_again)
    await valkey.close()


async def test_who_is_refused_again_and_again_asks_nobody() -> None:
    rates, viewer = alone(), Viewer(role=Role.MEMBER, id="m-1")
    asked = 0

    class Counted(SharedBudgets):
        async def portion(self, *given: Any) -> Any:
            nonlocal asked
            asked += 1
            return await super().portion(*given)

    rates._shared.__class__ = Counted
    await rates.spend(viewer, connection(""), LEAST)
    before = asked
    for _ in range(100):
        with pytest.raises(TooManyRequests):
            await rates.spend(viewer, connection(""), LEAST)
    assert asked - before == 1


async def test_requests_at_once_are_paid_once_each() -> None:
    rates, viewer = alone(), Viewer(role=Role.MEMBER, id="m-1")
    tries = [rates.spend(viewer, connection(""), 100) for _ in range(2 * LEAST // 100)]
    answers = await asyncio.gather(*tries, return_exceptions=True)
    refused = [one for one in answers if isinstance(one, TooManyRequests)]
    assert abs(len(answers) - len(refused) - LEAST // 100) <= 1
