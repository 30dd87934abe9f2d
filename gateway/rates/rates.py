"""Lets callers spend what is theirs, and no more."""

import asyncio
import math
import time
from collections import OrderedDict, deque
from collections.abc import Mapping
from typing import Final

import msgspec
from prometheus_client import Counter
from starlette.requests import HTTPConnection

from gateway.identity.viewer import Role, Viewer
from gateway.rates.callers import Payer, payers_of
from gateway.rates.portions import Allowance, portioned
from gateway.rates.refusals import spent_up
from gateway.rates.shared import SharedBudgets
from infra.gate.bucket import MICROSECONDS, Bucket

HELD_SECONDS: Final = 5.0
"""For how long a gateway spends of a portion; what is left then goes back."""
MOST_CALLERS: Final = 20_000
"""Whom a process remembers: those seen last."""

_cost = Counter("gateway_spent_units_total", "Cost of what callers asked for", ("role",))
_spent: Final = {role: _cost.labels(role) for role in Role}
_refused = Counter("gateway_spent_up_total", "Operations of callers who had spent all", ("role",))
_portions = Counter(
    "gateway_portions_total",
    "Portions of budgets, by whether all gateways share them or Valkey was away",
    ("budget",),
)
_UNLIMITED: Final = Allowance(0)


class Remaining(msgspec.Struct, frozen=True):
    """What a caller may still spend, as far as it is known here."""

    policy: str
    allowance: Allowance
    units: int

    def headers(self) -> tuple[tuple[bytes, bytes], tuple[bytes, bytes]]:
        """As draft-ietf-httpapi-ratelimit-headers-10 has them; `t`: seconds until all is there."""
        most = self.allowance.a_minute
        full = -(-(most - self.units) * 60 // most)
        policy = f'"{self.policy}";q={most};w=60;qu="cost"'
        left = f'"{self.policy}";r={self.units};t={full}'
        return (b"ratelimit-policy", policy.encode()), (b"ratelimit", left.encode())


class _Budget:
    """Of one payer in this process. `held`: of a portion, until `until`. `shared`: what was left
    for everybody at the last look. `too_much`: what could not be had, until `again`. `alone`: while
    Valkey is away."""

    __slots__ = ("again", "alone", "held", "lock", "shared", "too_much", "until")

    def __init__(self) -> None:
        self.held = self.shared = 0
        self.until = self.again = 0.0
        self.too_much = 0
        self.alone: Bucket | None = None
        self.lock = asyncio.Lock()


class Rates:
    """`allowances`: units a minute by role; 0, or none: there is no limit."""

    def __init__(self, allowances: Mapping[str, int], shared: SharedBudgets) -> None:
        self._allowances = {Role(role): Allowance(units) for role, units in allowances.items()}
        self._shared = shared
        self._budgets: OrderedDict[str, _Budget] = OrderedDict()
        self._portions: deque[tuple[float, str]] = deque()
        """When each is over, and whose it is, in that order: all are held equally long."""

    async def spend(
        self, viewer: Viewer, connection: HTTPConnection, cost: int
    ) -> Remaining | None:
        """What is left afterwards; none: there is no limit.

        Raises:
            TooManyRequests: less is left than that; its details say how long to wait.
        """
        allowance = self._allowances.get(viewer.role, _UNLIMITED)
        _spent[viewer.role].inc(cost)
        if not allowance.a_minute:
            return None
        left = allowance.a_minute
        for payer in payers_of(viewer, connection):
            units = await self._paid(payer, allowance, cost, viewer.role)
            left = min(left, units * payer.share)
        return Remaining(viewer.role, allowance, left)

    async def settle(self) -> None:
        """Gives back what is left of portions that are over."""
        now = time.monotonic()
        while self._portions and self._portions[0][0] <= now:
            _, name = self._portions.popleft()
            budget = self._budgets.get(name)
            if budget is not None and budget.until <= now:  # else there is a newer one
                await self._give_back(name, budget)

    async def settle_all(self) -> None:
        """At the end of the process."""
        for name, budget in tuple(self._budgets.items()):
            await self._give_back(name, budget)

    async def _paid(self, payer: Payer, allowance: Allowance, cost: int, role: Role) -> int:
        budget = self._budget(payer.name)
        units = -(-cost // payer.share)
        if units > budget.held or budget.until <= time.monotonic():
            wait = await self._more(payer.name, budget, allowance, units)
            if wait:
                _refused.labels(role).inc()
                raise spent_up(math.ceil(wait))
        budget.held -= units
        return budget.held + budget.shared

    async def _more(self, name: str, budget: _Budget, allowance: Allowance, need: int) -> float:
        """Sees to it that `need` units are held; else seconds until they may be."""
        async with budget.lock:
            now = time.monotonic()
            if need <= budget.held and now < budget.until:
                return 0.0  # somebody else fetched it
            if need >= budget.too_much and now < budget.again:
                return budget.again - now
            wait = await self._fetch(name, budget, allowance, need)
            if wait:
                budget.too_much, budget.again = need, time.monotonic() + wait
            return wait

    async def _fetch(self, name: str, budget: _Budget, allowance: Allowance, need: int) -> float:
        back, budget.held = budget.held, 0  # whatever becomes of the call, it is not spent twice
        portion = await self._shared.portion(name, allowance, need, back)
        budget.until = time.monotonic() + HELD_SECONDS
        self._portions.append((budget.until, name))
        if portion is None:
            _portions.labels("alone").inc()
            now = int(time.monotonic() * MICROSECONDS)
            budget.alone, portion = portioned(budget.alone, allowance, need, back, now)
        else:
            _portions.labels("shared").inc()
        budget.held, budget.shared = portion.granted, portion.left
        return portion.wait / MICROSECONDS

    async def _give_back(self, name: str, budget: _Budget) -> None:
        async with budget.lock:
            back, budget.held = budget.held, 0
            if back:
                await self._shared.portion(name, self._allowance_of(name), 0, back)

    def _allowance_of(self, name: str) -> Allowance:
        return self._allowances[Role(name.partition(":")[0])]

    def _budget(self, name: str) -> _Budget:
        budget = self._budgets.get(name)
        if budget is None:
            budget = self._budgets[name] = _Budget()
            if len(self._budgets) > MOST_CALLERS:
                self._budgets.popitem(last=False)
        else:
            self._budgets.move_to_end(name)
        return budget
