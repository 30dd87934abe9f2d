"""A plans file that cannot be used says what is wrong with it, all at once."""

import json
from typing import Any

import pytest

from services.membership.adapters.catalog import read_plans, read_seed_clauses
from services.membership.domain.terms.plans import PlansError, parse_plans
from tests.unit.membership.world import FIRST_CLAUSES, PLANS, PLANS_FILE


def changed(**fields: Any) -> bytes:
    content = json.loads(PLANS_FILE.read_text())
    content["plans"][0] |= fields
    return json.dumps(content).encode()


def test_the_shipped_plans_and_clauses_are_usable() -> None:
    assert read_plans(PLANS_FILE) == PLANS
    assert {plan.rank for plan in PLANS.values()} == {1, 2, 3, 4, 5}
    assert {c.clause: c.parameters for c in read_seed_clauses()} == FIRST_CLAUSES


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"discount": "1.5"}, "discount"),
        ({"falls_to": "diamond"}, "falls_to"),
        ({"rank": 3}, "same rank"),
        ({"code": "gold"}, "same code"),
        ({"price": -1}, "negative"),
        ({"price": "cheap"}, "price"),
        ({"benefits": [{"code": "x", "kind": "QUOTA", "name": {"zh": "x", "en": "x"},
                        "value": "many"}]}, "QUOTA"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(fields: dict[str, Any], says: str) -> None:
    with pytest.raises(PlansError, match=says):
        parse_plans(changed(**fields))


def test_no_file_and_no_plans() -> None:
    with pytest.raises(PlansError, match="no plan"):
        parse_plans(b'{"plans": []}')
    with pytest.raises(PlansError, match="PLANS_FILE"):
        read_plans(PLANS_FILE.with_name("absent.json"))
