"""Rules that other services hold to as well."""

import pytest

from infra.kernel.errors import InvalidInput
from services.membership.contract.rules import check_days, checked_member_id


@pytest.mark.parametrize("value", ["m-1", "A_b.9", "13800138000", "x" * 64])
def test_an_id_is_letters_digits_and_three_signs(value: str) -> None:
    assert checked_member_id(value) == value


@pytest.mark.parametrize(
    "value", ["", "x" * 65, "a b", "ann@example.com", "+861", "clause-x", "王", "s-" + "0a" * 16]
)
def test_what_could_be_a_contact_or_a_clause_is_no_id(value: str) -> None:
    with pytest.raises(InvalidInput, match="1 to 64") as refused:
        checked_member_id(value)
    assert refused.value.field == "member_id"


@pytest.mark.parametrize("days", [None, 1, 3660])
def test_days_of_a_remedy(days: int | None) -> None:
    check_days(days)


@pytest.mark.parametrize("days", [-1, 0, 3661])
def test_days_that_no_remedy_has(days: int) -> None:
    with pytest.raises(InvalidInput, match="from 1 to 3660") as refused:
        check_days(days)
    assert refused.value.field == "days"
