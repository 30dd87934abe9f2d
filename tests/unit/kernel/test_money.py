"""Amounts in any currency of ISO 4217."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.kernel.money import (
    MINOR_UNITS,
    checked_currency,
    formatted,
    percentage_of,
    to_decimal,
    to_minor,
)

CURRENCIES = sorted(MINOR_UNITS)


@pytest.mark.parametrize(
    ("currency", "decimals"),
    [("CNY", 2), ("USD", 2), ("TWD", 2), ("JPY", 0), ("KWD", 3), ("IQD", 3), ("CLF", 4)],
)
def test_each_currency_has_its_own_minor_unit(currency: str, decimals: int) -> None:
    assert MINOR_UNITS[currency] == decimals


@pytest.mark.parametrize(
    ("currency", "said"),
    [
        ("CNY", "¥1,234.56"),
        ("USD", "$1,234.56"),
        ("JPY", "¥123,456"),
        ("KWD", "KWD 123.456"),
        ("TWD", "TWD 1,234.56"),
        ("CLF", "CLF 12.3456"),
    ],
)
def test_an_amount_as_people_read_it(currency: str, said: str) -> None:
    assert formatted(123456, currency) == said
    assert formatted(-123456, currency) == f"-{said}"


@given(st.integers(-(10**12), 10**12), st.sampled_from(CURRENCIES))
def test_money_goes_to_decimal_and_back(minor: int, currency: str) -> None:
    assert to_minor(to_decimal(minor, currency), currency) == minor


def test_money_refuses_what_the_currency_cannot_hold() -> None:
    with pytest.raises(ValueError, match="2 decimals"):
        to_minor(Decimal("1.005"), "CNY")
    assert to_minor(Decimal("1.005"), "KWD") == 1005
    assert percentage_of(1005, Decimal("0.5")) == 503


def test_a_code_is_known_in_any_case_and_another_one_refused_with_a_hint() -> None:
    assert checked_currency(" cny ") == "CNY"
    for wrong in ("RMB", "XAU", "XXX", "DEM", "", "¥"):
        with pytest.raises(ValueError, match="ISO 4217"):
            checked_currency(wrong)
    with pytest.raises(ValueError, match="KWD"):
        checked_currency("KWT")
