"""Codes of authenticator apps: RFC 6238's own examples, and each of them once."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.membership.accounts.factors.domain.totp import (
    new_secret,
    setup_uri,
    step_at,
    step_of,
)

RFC = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""The secret of RFC 6238, appendix B: "12345678901234567890" in base32."""
NOW = datetime(2009, 2, 13, 23, 31, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ],
)
def test_the_examples_of_the_standard(seconds: int, code: str) -> None:
    """Its eight digits, cut to the last six."""
    now = datetime.fromtimestamp(seconds, UTC)
    assert step_of(RFC, code, now, 0) == seconds // 30


@pytest.mark.parametrize(
    ("off", "good"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)]
)
def test_a_clock_may_be_off_by_one_step(off: int, good: bool) -> None:
    step = step_of(RFC, "005924", NOW + timedelta(seconds=off), 0)
    assert step == (41_152_263 if good else None)


def test_a_step_is_good_once_and_so_is_none_before_it() -> None:
    assert step_of(RFC, "005924", NOW, 41_152_262) == 41_152_263
    assert step_of(RFC, "005924", NOW, 41_152_263) is None
    assert step_of(RFC, "005924", NOW, 41_152_264) is None


@pytest.mark.parametrize("typed", ["005 924", " 005924 ", "００５９２４"])
def test_as_people_type_it(typed: str) -> None:
    assert step_of(RFC, typed, NOW, 0) == 41_152_263


@pytest.mark.parametrize("wrong", ["", "5924", "0059240", "00592٤", "005925", "字" * 6])
def test_what_is_no_code_is_not_right(wrong: str) -> None:
    assert step_of(RFC, wrong, NOW, 0) is None


def test_secrets_are_as_long_as_the_hash() -> None:
    one, other = new_secret(), new_secret()
    assert one != other
    assert len(one) == 32  # of five bits each


def test_what_an_app_scans() -> None:
    told = setup_uri(RFC, "Shop of 王", "m-1")
    assert (
        told
        == f"otpauth://totp/Shop%20of%20%E7%8E%8B:m-1?secret={RFC}&issuer=Shop%20of%20%E7%8E%8B"
    )


@given(st.integers(0, 4_000_000_000))
def test_steps_rise_with_time(seconds: int) -> None:
    now = datetime.fromtimestamp(seconds, UTC)
    assert step_at(now + timedelta(seconds=30)) == step_at(now) + 1
