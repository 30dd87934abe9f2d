"""Waits rise, end, and are bounded."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.kernel.errors import TooManyRequests
from services.membership.accounts.core.domain.waits import (
    OF_ACCOUNT,
    OF_CODES,
    OF_NETWORK,
    Tries,
    WaitLadder,
    counted,
    taken_back,
)

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
LADDERS = st.sampled_from([OF_ACCOUNT, OF_NETWORK, OF_CODES])


def test_the_waits_of_a_handle() -> None:
    waits = [int(OF_ACCOUNT.wait_after(tries).total_seconds()) for tries in range(4, 15)]
    assert waits == [0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]


def test_a_try_that_comes_too_early_does_not_count() -> None:
    tries = counted(None, OF_CODES, NOON)
    with pytest.raises(TooManyRequests) as refused:
        counted(tries, OF_CODES, NOON + timedelta(seconds=20))
    assert refused.value.details == {"retry_after": 40}
    assert counted(tries, OF_CODES, NOON + timedelta(seconds=60)).tries == 2


def test_after_a_while_all_are_forgotten() -> None:
    tries = Tries(tries=40, last_at=NOON, until=NOON + timedelta(hours=1))
    assert counted(tries, OF_ACCOUNT, NOON + timedelta(hours=24)).tries == 1


@given(LADDERS, st.integers(1, 10_000))
def test_nobody_is_kept_out_for_longer_than_that(ladder: WaitLadder, tries: int) -> None:
    assert ladder.wait_after(tries) <= ladder.longest
    assert ladder.wait_after(tries) <= ladder.wait_after(tries + 1)


@given(LADDERS, st.lists(st.integers(0, 7_200), max_size=60))
def test_in_any_hour_few_tries_are_looked_at(ladder: WaitLadder, gaps: list[int]) -> None:
    """However they come: those that are free, and one for each wait."""
    now, tries, looked_at = NOON, None, list[datetime]()
    for gap in gaps:
        now += timedelta(seconds=gap)
        try:
            tries = counted(tries, ladder, now)
        except TooManyRequests:
            continue
        looked_at.append(now)
    for first in looked_at:
        within = [at for at in looked_at if first <= at < first + ladder.first]
        assert len(within) <= 2 * ladder.free + 1


def test_the_owners_own_try_is_taken_back() -> None:
    before = Tries(tries=3, last_at=NOON, until=NOON + timedelta(minutes=1))
    assert taken_back(before) == Tries(tries=2, last_at=NOON, until=NOON)
