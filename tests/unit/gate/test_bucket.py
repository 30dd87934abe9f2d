"""The rate is kept in any stretch of time, and what is urgent finds room."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from infra.gate.bucket import MICROSECONDS, Bucket, Priority, Rate, take
from tests.unit.gate.steps import START, Enter, enters, rates

GRACE = 1e-3


def play(rate: Rate, steps: list[Enter]) -> list[tuple[int, int, Priority]]:
    """(when, granted, priority) of each step."""
    bucket: Bucket | None = None
    now, done = START, []
    for step in steps:
        now += step.after
        bucket, granted, _ = take(bucket, rate, step.priority, step.want, now)
        done.append((now, granted, step.priority))
    return done


@given(rates, st.lists(enters, max_size=25))
def test_no_window_sees_more_than_rate_and_burst(rate: Rate, steps: list[Enter]) -> None:
    done = play(rate, steps)
    for first, last in combinations(range(len(done)), 2):
        inside = done[first : last + 1]
        seconds = (inside[-1][0] - inside[0][0]) / MICROSECONDS
        come = rate.per_second * seconds + GRACE
        ordinary = sum(n for _, n, priority in inside if priority is not Priority.URGENT)
        assert ordinary <= come + rate.burst
        assert sum(n for _, n, _ in inside) <= come + 2 * rate.burst


@given(rates, st.lists(enters, max_size=40))
def test_urgent_fares_at_least_as_if_it_were_alone(rate: Rate, steps: list[Enter]) -> None:
    """Alone with a bucket of one burst, that is, whatever the others want."""
    urgent = [n for _, n, priority in play(rate, steps) if priority is Priority.URGENT]
    tokens, sums, now, at = rate.burst, 0, START, START
    for step in steps:
        now += step.after
        if step.priority is not Priority.URGENT:
            continue
        tokens = min(rate.burst, tokens + (now - at) * rate.per_second / MICROSECONDS)
        at = now
        granted = min(step.want, int(tokens + 1e-9))
        tokens -= granted
        sums += granted
    assert sum(urgent) >= sums


@given(rates, st.lists(enters, max_size=20), st.sampled_from(Priority), st.integers(1, 60))
def test_whoever_comes_again_when_told_gets_something(
    rate: Rate, steps: list[Enter], priority: Priority, want: int
) -> None:
    bucket: Bucket | None = None
    now = START
    for step in steps:
        now += step.after
        bucket, _, _ = take(bucket, rate, step.priority, step.want, now)
    bucket, granted, wait = take(bucket, rate, priority, want, now)
    assert (granted == want) == (wait == 0)
    if wait:
        _, again, _ = take(bucket, rate, priority, want - granted, now + wait)
        assert again >= 1


def test_bulk_leaves_room_for_the_rest_and_the_rest_for_urgent() -> None:
    rate, bucket = Rate.of(100), None
    bucket, bulk, _ = take(bucket, rate, Priority.BULK, 1000, START)
    bucket, normal, _ = take(bucket, rate, Priority.NORMAL, 1000, START)
    bucket, urgent, wait = take(bucket, rate, Priority.URGENT, 1000, START)
    assert (bulk, normal, urgent) == (75, 25, 100)
    assert wait == 2 * MICROSECONDS  # as much as a full bucket has for it


def test_no_rate_means_no_limit() -> None:
    assert take(None, Rate(), Priority.BULK, 10**6, START) == (None, 10**6, 0)


def test_a_clock_set_back_gives_nothing_twice() -> None:
    rate = Rate.of(10)
    bucket, _, _ = take(None, rate, Priority.NORMAL, 10, START)
    bucket, _, _ = take(bucket, rate, Priority.NORMAL, 10, START - 60 * MICROSECONDS)
    _, granted, _ = take(bucket, rate, Priority.NORMAL, 10, START)
    assert granted == 0
