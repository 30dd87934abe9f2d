"""What a changed plan takes from, or gives to, those who hold it."""

from typing import Any

import msgspec
import pytest

from services.membership.domain.held_plans import (
    Contradiction,
    differences,
    refusal,
    terms_of,
)
from tests.unit.membership.world import PLANS

GOLD = PLANS["gold"]
SUPPORT = GOLD.benefits[2]


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({}, []),
        ({"name": PLANS["silver"].name}, []),
        ({"benefits": GOLD.benefits[::-1]}, []),
        ({"price": 1, "rank": 5}, ["price: 1990 -> 1", "rank: 2 -> 5"]),
        ({"falls_to": None}, ["falls_to: silver -> none"]),
        ({"benefits": GOLD.benefits[:2] + GOLD.benefits[3:]},
         ["benefit dedicated_support: BOOLEAN true -> none"]),
        ({"benefits": (*GOLD.benefits[:2], msgspec.structs.replace(SUPPORT, value=False),
                       GOLD.benefits[3])},
         ["benefit dedicated_support: BOOLEAN true -> BOOLEAN false"]),
        ({"benefits": (*GOLD.benefits, msgspec.structs.replace(SUPPORT, code="badge"))},
         ["benefit badge: none -> BOOLEAN true"]),
    ],
)  # fmt: skip
def test_differences_by_hand(fields: dict[str, Any], found: list[str]) -> None:
    changed = msgspec.structs.replace(GOLD, **fields)
    assert differences(terms_of(GOLD), terms_of(changed)) == found


def test_a_plan_that_is_gone() -> None:
    assert differences(terms_of(GOLD), None) == ["missing from the file"]


def test_the_refusal_is_one_line_and_says_when_it_stopped_counting() -> None:
    crowd = [f"m-{number:04}" for number in range(1000)]
    found = [
        Contradiction(code="gold", differences=["price: 1 -> 2"], holders=crowd),
        Contradiction(code="silver", differences=["rank: 1 -> 0"], holders=["m-9"]),
    ]
    assert str(refusal(found)) == (
        "PLANS_FILE contradicts what members hold: plan gold (price: 1 -> 2), held by 1,000 or "
        "more members: m-0000, m-0001, m-0002; plan silver (rank: 1 -> 0), held by 1 member: "
        "m-9. Put the old values back, or give the changed plan a new code beside the old one."
    )
