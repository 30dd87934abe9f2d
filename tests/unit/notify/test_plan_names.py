"""What plans are called, as far as notification knows it."""

from typing import Any, cast

import pytest

from infra.kernel.errors import Unavailable
from infra.kernel.sentences import both
from infra.kernel.text import LocalText
from services.membership.contract.periods import Period
from services.membership.contract.plans import Plan, PlansView
from services.notify.core.neighbours import Neighbours
from services.notify.planning.plan_names import PlanNames


def plan(code: str, name: str) -> Plan:
    return Plan(
        code=code, name=LocalText(zh=f"{name}会员", en=name), rank=1, price=1,
        period=Period(days=30), grace_hours=24, discount="1", falls_to=None, benefits=(),
    )  # fmt: skip


class Membership:
    """As a neighbour; `asked` counts. `time`: seconds that have passed."""

    def __init__(self) -> None:
        self.plans = [plan("gold", "Gold")]
        self.asked = 0
        self.away = False
        self.time = 0.0
        self.membership = self

    async def read(self, queries: list[Any]) -> list[PlansView]:
        self.asked += 1
        if self.away:
            raise Unavailable(both("暂时不可用。", "Unavailable."))
        return [PlansView(plans=tuple(self.plans), currency="CNY")]

    async def name(self, names: PlanNames, code: str) -> str | None:
        return (await names.of([code])).get(code, {}).get("en")


@pytest.fixture
def membership() -> Membership:
    return Membership()


@pytest.fixture
def names(membership: Membership) -> PlanNames:
    return PlanNames(cast(Neighbours, membership), lambda: membership.time)


async def test_what_is_known_is_not_asked_for(membership: Membership, names: PlanNames) -> None:
    for _ in range(3):
        assert await membership.name(names, "gold") == "Gold"
    assert membership.asked == 1


async def test_a_plan_that_was_just_published_has_its_name(
    membership: Membership, names: PlanNames
) -> None:
    assert await membership.name(names, "gold") == "Gold"
    membership.plans.append(plan("pearl", "Pearl"))
    assert await membership.name(names, "pearl") == "Pearl"


async def test_an_unknown_code_is_asked_for_again_but_not_each_time(
    membership: Membership, names: PlanNames
) -> None:
    for _ in range(5):
        assert await membership.name(names, "pearl") is None
    assert membership.asked == 1
    membership.plans.append(plan("pearl", "Pearl"))
    membership.time += 3
    assert await membership.name(names, "pearl") == "Pearl"


async def test_another_name_is_known_soon_and_the_old_one_serves_meanwhile(
    membership: Membership, names: PlanNames
) -> None:
    assert await membership.name(names, "gold") == "Gold"
    membership.plans[0] = plan("gold", "Gold Plus")
    membership.time += 31
    membership.away = True
    assert await membership.name(names, "gold") == "Gold"
    membership.away = False
    assert await membership.name(names, "gold") == "Gold Plus"


async def test_without_membership_a_name_that_nobody_knows_waits(
    membership: Membership, names: PlanNames
) -> None:
    membership.away = True
    with pytest.raises(Unavailable):
        await membership.name(names, "gold")
