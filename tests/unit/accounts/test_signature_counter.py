"""Counters of passkeys."""

import pytest

from services.membership.accounts.factors.domain.signature_counter import may_follow


@pytest.mark.parametrize(
    ("stored", "shown", "good"),
    [
        (0, 0, True),
        (0, 1, True),
        (4, 5, True),
        (4, 40, True),
        (4, 4, False),
        (4, 3, False),
        (4, 0, False),
    ],
)
def test_a_counter_rises_or_there_is_none(stored: int, shown: int, good: bool) -> None:
    assert may_follow(shown, stored) is good
