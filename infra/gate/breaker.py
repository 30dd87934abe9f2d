"""A circuit breaker: closed, open for a while, then half-open for a few probes.

The window slides by the usual two counts: those of the present window, and those of the one before
as far as it still overlaps. A provider that asks for a pause (Retry-After) works: it is spared
until then what is not urgent, and the few messages that cannot wait are tried all the same. All
times are microseconds.
"""

import msgspec

from infra.gate.bucket import Priority

SECOND = 1_000_000


class BreakerRules(msgspec.Struct, frozen=True, kw_only=True):
    """It opens when at least `at_least` attempts in the window ended and `ratio` of them failed, or
    when `in_a_row` failed and none went well in between: whoever worked well until now and dies
    would else have to fail as often as it worked. It stays open for `first`, doubled each time that
    its probes fail, up to `cap`. One caller at a time gets the `probes`; when nothing is heard of
    them for `probe_lease`, another does."""

    window: int = 30 * SECOND
    at_least: int = 10
    ratio: float = 0.5
    in_a_row: int = 20
    first: int = 5 * SECOND
    cap: int = 60 * SECOND
    longest_retry_after: int = 3600 * SECOND
    probes: int = 3
    probe_lease: int = 10 * SECOND


class Breaker(msgspec.Struct, frozen=True, kw_only=True):
    """`until` is 0 while closed. `since`: when it first opened and has not closed from then on.
    `trips`: how often it opened since. `reason`: of the failure that opened it last. `row`: how
    many failed since one went well. `paused`: until when the provider asked to be left alone."""

    window: int = 0
    ok: int = 0
    failed: int = 0
    ok_before: int = 0
    failed_before: int = 0
    row: int = 0
    trips: int = 0
    since: int = 0
    until: int = 0
    paused: int = 0
    probing: int = 0
    reason: str = ""


class AttemptCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How many attempts went well and how many failed by the provider's fault. `retry_after`:
    the wait that it asked for, 0 if none."""

    ok: int = 0
    failed: int = 0
    retry_after: int = 0
    reason: str = ""


CLOSED = Breaker()


def admits(
    breaker: Breaker, rules: BreakerRules, want: int, priority: Priority, now: int
) -> tuple[int, int]:
    """How many of `want` it lets through, and how long the rest waits."""
    pause = 0 if priority is Priority.URGENT else breaker.paused
    closed_until = max(breaker.until, breaker.probing if breaker.until else 0, pause)
    if now < closed_until:
        return 0, closed_until - now
    if breaker.until == 0:
        return want, 0
    return min(want, rules.probes), rules.probe_lease if want > rules.probes else 0


def heard(breaker: Breaker, rules: BreakerRules, counts: AttemptCounts, now: int) -> Breaker:
    """What the ends of some attempts make of it."""
    asked = min(counts.retry_after, rules.longest_retry_after) if counts.failed else 0
    if asked:
        breaker = msgspec.structs.replace(breaker, paused=max(breaker.paused, now + asked))
    if breaker.until == 0:
        return _counted(breaker, rules, counts, asked, now)
    if now < breaker.until:  # these had left before it opened
        return msgspec.structs.replace(breaker, until=max(breaker.until, now + asked))
    if counts.ok + counts.failed == 0:  # the probes were not used
        return msgspec.structs.replace(breaker, probing=0)
    if counts.failed >= rules.ratio * (counts.ok + counts.failed):
        return _opened(breaker, rules, asked, counts.reason, now)
    return Breaker(paused=breaker.paused)


def _counted(
    breaker: Breaker, rules: BreakerRules, counts: AttemptCounts, asked: int, now: int
) -> Breaker:
    rolled = _rolled(breaker, rules, now)
    counted = msgspec.structs.replace(
        rolled,
        ok=rolled.ok + counts.ok,
        failed=rolled.failed + counts.failed,
        row=counts.failed + (0 if counts.ok else breaker.row),
    )
    overlap = min(1.0, 1 - (now - counted.window) / rules.window)
    failed = counted.failed + counted.failed_before * overlap
    attempts = failed + counted.ok + counted.ok_before * overlap
    by_ratio = attempts >= rules.at_least and failed >= rules.ratio * attempts
    bad = counts.failed > 0 and (by_ratio or counted.row >= rules.in_a_row)
    return _opened(counted, rules, asked, counts.reason, now) if bad else counted


def _rolled(breaker: Breaker, rules: BreakerRules, now: int) -> Breaker:
    """Begins a new window when the present one is over."""
    passed = (now - breaker.window) // rules.window
    if passed < 1:
        return breaker
    before = (breaker.ok, breaker.failed) if passed == 1 else (0, 0)
    start = now - (now - breaker.window) % rules.window
    return Breaker(
        window=start, ok_before=before[0], failed_before=before[1], paused=breaker.paused
    )


def _opened(breaker: Breaker, rules: BreakerRules, asked: int, reason: str, now: int) -> Breaker:
    backoff = min(rules.first * 2 ** min(breaker.trips, 30), rules.cap)
    return Breaker(
        trips=breaker.trips + 1,
        since=breaker.since or now,
        until=now + max(backoff, asked),
        paused=breaker.paused,
        reason=reason,
    )
