"""However many gateways spend one caller's budget, it is spent once; and what they hold without
spending it keeps little from the caller."""

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from gateway.rates.portions import Allowance, Portion, portioned
from infra.gate.bucket import MICROSECONDS, Bucket

START = 1_700_000_000 * MICROSECONDS
HELD = 5 * MICROSECONDS
ALLOWANCES = st.integers(1_000, 1_000_000).map(Allowance)


@dataclass
class Caller:
    """One, before so many gateways. `at`: microseconds since the first request."""

    allowance: Allowance
    gateways: int
    at: int = 0
    spent: int = 0
    budget: Bucket | None = None
    held: list[int] = field(default_factory=list)
    until: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.held, self.until = [0] * self.gateways, [0] * self.gateways

    def asks(self, gateway: int, cost: int) -> Portion | None:
        """None: it was paid from what the gateway held."""
        portion = None
        if self.held[gateway] < cost or self.until[gateway] <= self.at:
            portion = self.fetch(gateway, cost)
        if self.held[gateway] >= cost:
            self.held[gateway] -= cost
            self.spent += cost
        return portion

    def fetch(self, gateway: int, need: int) -> Portion:
        back, self.held[gateway] = self.held[gateway], 0
        self.budget, portion = portioned(self.budget, self.allowance, need, back, START + self.at)
        self.held[gateway], self.until[gateway] = portion.granted, self.at + HELD
        return portion

    @property
    def most(self) -> float:
        return self.allowance.a_minute * (1 + self.at / MICROSECONDS / 60)


requests = st.tuples(st.integers(0, 3), st.integers(1, 900), st.integers(0, 2 * MICROSECONDS))


@given(ALLOWANCES, st.lists(requests, max_size=60))
def test_no_more_is_spent_than_there_is(
    allowance: Allowance, asked: list[tuple[int, int, int]]
) -> None:
    caller = Caller(allowance, 4)
    for gateway, cost, later in asked:
        caller.at += later
        portion = caller.asks(gateway, cost)
        assert caller.spent + sum(caller.held) <= caller.most + 1
        assert portion is None or portion.left >= 0
        assert portion is None or portion.granted in (0, *range(cost, allowance.a_minute + 1))


@given(ALLOWANCES, st.integers(1, 8), st.integers(1, 50))
def test_who_asks_on_gets_nearly_all(allowance: Allowance, gateways: int, cost: int) -> None:
    """All at one moment, from one gateway after the other, until each has refused: what they hold
    by then is less than one more request of each."""
    caller = Caller(allowance, gateways)
    refused: set[int] = set()
    while len(refused) < gateways:
        for gateway in set(range(gateways)) - refused:
            portion = caller.asks(gateway, cost)
            if portion is not None and not portion.granted:
                refused.add(gateway)
    assert allowance.a_minute - gateways * cost < caller.spent <= allowance.a_minute


@given(ALLOWANCES, st.integers(1, 900))
def test_after_the_wait_there_is_enough(allowance: Allowance, cost: int) -> None:
    caller = Caller(allowance, 1)
    while (portion := caller.asks(0, cost)) is None or portion.granted:
        pass
    assert portion.wait > 0
    caller.at += portion.wait + 1
    caller.asks(0, cost)
    assert caller.spent <= caller.most + 1
    told = caller.spent
    caller.fetch(0, 0)
    assert told == caller.spent


@given(ALLOWANCES, st.integers(1, 900))
def test_a_gateway_that_dies_loses_its_portion_alone(allowance: Allowance, cost: int) -> None:
    caller = Caller(allowance, 2)
    caller.asks(0, cost)
    lost, caller.held[0] = caller.held[0], 0
    assert lost < max(allowance.portion, cost)
    while (portion := caller.asks(1, 1)) is None or portion.granted:
        pass
    assert caller.spent == allowance.a_minute - lost


@given(ALLOWANCES, st.integers(1, 900))
def test_what_is_given_back_is_there_again(allowance: Allowance, cost: int) -> None:
    caller = Caller(allowance, 1)
    caller.asks(0, cost)
    assert caller.fetch(0, 0) == Portion(granted=0, left=allowance.a_minute - cost)


@given(ALLOWANCES)
def test_most_requests_ask_nobody(allowance: Allowance) -> None:
    """Of those that cost a thousandth of a minute's allowance, over half of it."""
    caller, cost = Caller(allowance, 1), max(1, allowance.a_minute // 1_000)
    asked = [caller.asks(0, cost) for _ in range(500)]
    assert sum(portion is not None for portion in asked) <= 500 / 20
