"""A provider that fails is left alone, tried carefully, and used again when it works."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.gate.breaker import CLOSED, SECOND, AttemptCounts, Breaker, BreakerRules, heard
from infra.gate.bucket import Priority
from infra.gate.decide import GateLimits, GateState, Pass, entered, reported
from tests.unit.gate.steps import START, Enter, Report, enters, limits, reports

RULES = BreakerRules(window=30 * SECOND, at_least=10, ratio=0.5, first=5 * SECOND, cap=60 * SECOND)
LIMITS = GateLimits(breaker=RULES)
OPEN = heard(CLOSED, RULES, AttemptCounts(failed=10, reason="HTTP 503"), START)


def ask(
    breaker: Breaker, now: int, want: int = 50, priority: Priority = Priority.NORMAL
) -> tuple[Breaker, Pass]:
    state, given = entered(GateState(breaker=breaker), LIMITS, want, priority, now)
    return state.breaker, given


@pytest.mark.parametrize(
    ("ok", "failed", "opens"), [(0, 9, False), (11, 10, False), (10, 10, True), (0, 10, True)]
)
def test_it_opens_by_ratio_once_there_is_enough_to_judge_by(
    ok: int, failed: int, opens: bool
) -> None:
    breaker = heard(CLOSED, RULES, AttemptCounts(ok=ok, failed=failed), START)
    assert (breaker.until > 0) is opens


def test_failures_of_long_ago_do_not_count() -> None:
    breaker = heard(CLOSED, RULES, AttemptCounts(failed=9), START)
    later = heard(breaker, RULES, AttemptCounts(failed=9), START + 90 * SECOND)
    assert later.until == 0
    soon = heard(breaker, RULES, AttemptCounts(failed=9), START + 20 * SECOND)
    assert soon.until > 0


@pytest.mark.parametrize(("ok_between", "opens"), [(0, True), (1, False)])
def test_whoever_dies_is_seen_after_a_few_in_a_row_however_well_it_worked(
    ok_between: int, opens: bool
) -> None:
    breaker = heard(CLOSED, RULES, AttemptCounts(ok=5_000), START)
    breaker = heard(breaker, RULES, AttemptCounts(failed=19), START + SECOND)
    breaker = heard(breaker, RULES, AttemptCounts(ok=ok_between), START + SECOND)
    breaker = heard(breaker, RULES, AttemptCounts(failed=1), START + 40 * SECOND)
    assert (breaker.until > 0) is opens


def test_a_provider_that_asks_for_a_pause_gets_it_from_all_that_is_not_urgent() -> None:
    breaker = heard(CLOSED, RULES, AttemptCounts(ok=40, failed=1, retry_after=9 * SECOND), START)
    for priority in (Priority.NORMAL, Priority.BULK):
        _, given = ask(breaker, START + SECOND, priority=priority)
        assert given == Pass(granted=0, wait_seconds=8, away=True)
    _, given = ask(breaker, START + SECOND, want=1, priority=Priority.URGENT)
    assert given == Pass(granted=1)
    _, given = ask(breaker, START + 9 * SECOND)
    assert given == Pass(granted=50)


def test_a_pause_that_was_asked_for_is_not_shortened_by_what_comes_after() -> None:
    breaker = heard(CLOSED, RULES, AttemptCounts(failed=1, retry_after=90 * SECOND), START)
    breaker = heard(breaker, RULES, AttemptCounts(failed=1, retry_after=SECOND), START + SECOND)
    breaker = heard(breaker, RULES, AttemptCounts(ok=5), START + 70 * SECOND)
    assert ask(breaker, START + 80 * SECOND)[1].wait_seconds == 10


def test_many_refusals_open_it_whatever_pause_they_ask_for() -> None:
    breaker = heard(CLOSED, RULES, AttemptCounts(failed=10, retry_after=9 * SECOND), START)
    assert breaker.until == START + 9 * SECOND
    assert ask(breaker, START + SECOND, priority=Priority.URGENT)[1].granted == 0


def test_a_pause_outlives_that_it_opened_and_closed_again() -> None:
    breaker = heard(CLOSED, RULES, AttemptCounts(failed=1, retry_after=90 * SECOND), START)
    breaker = heard(breaker, RULES, AttemptCounts(failed=10), START + SECOND)
    assert breaker.until == START + 6 * SECOND
    assert ask(breaker, breaker.until)[1] == Pass(granted=0, wait_seconds=84, open=True, away=True)
    breaker, probe = ask(breaker, breaker.until, priority=Priority.URGENT)
    assert probe.granted == RULES.probes
    breaker = heard(breaker, RULES, AttemptCounts(ok=1), START + 7 * SECOND)
    assert breaker.until == 0
    assert ask(breaker, START + 8 * SECOND)[1].wait_seconds == 82


def test_one_caller_at_a_time_gets_the_probes() -> None:
    now = OPEN.until
    breaker, first = ask(OPEN, now)
    _, second = ask(breaker, now + SECOND)
    assert (first.granted, first.open) == (RULES.probes, True)
    assert (second.granted, second.open) == (0, True)
    _, third = ask(breaker, now + RULES.probe_lease)  # the first was never heard of again
    assert third.granted == RULES.probes


def test_unused_probes_go_to_the_next_caller() -> None:
    breaker, _ = ask(OPEN, OPEN.until)
    breaker = heard(breaker, RULES, AttemptCounts(), OPEN.until)
    assert ask(breaker, OPEN.until)[1].granted == RULES.probes


def test_it_stays_open_longer_each_time_and_closes_on_success() -> None:
    breaker, waits = OPEN, []
    for _ in range(6):
        breaker, _ = ask(breaker, breaker.until)
        tried_at = breaker.until
        breaker = heard(breaker, RULES, AttemptCounts(failed=3), tried_at)
        waits.append((breaker.until - tried_at) // SECOND)
    assert waits == [10, 20, 40, 60, 60, 60]
    assert breaker.since == OPEN.since
    breaker, _ = ask(breaker, breaker.until)
    assert heard(breaker, RULES, AttemptCounts(ok=3), breaker.until) == CLOSED


def test_those_under_way_when_it_opened_neither_close_nor_lengthen_it() -> None:
    assert heard(OPEN, RULES, AttemptCounts(ok=40), START + SECOND) == OPEN
    assert heard(OPEN, RULES, AttemptCounts(failed=40), START + SECOND) == OPEN


@given(limits, st.lists(st.one_of(enters, reports), max_size=40))
def test_nothing_but_probes_passes_until_it_closed(
    limits: GateLimits, steps: list[Enter | Report]
) -> None:
    state, now = GateState(), START
    for step in steps:
        now += step.after
        before = state.breaker
        if isinstance(step, Report):
            state = reported(state, limits, step.news, now)
            continue
        state, given = entered(state, limits, step.want, step.priority, now)
        assert given.open == (before.until > 0)
        if before.until:
            assert given.granted <= limits.breaker.probes
            assert now >= before.until or given.granted == 0
        if step.priority is not Priority.URGENT:
            assert now >= before.paused or given.granted == 0
        assert given.granted + (given.wait_seconds > 0) > 0
        assert state.breaker == msgspec.structs.replace(before, probing=state.breaker.probing)
