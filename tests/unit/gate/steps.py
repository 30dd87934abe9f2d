"""Sequences of what callers of one gate do, for hypothesis."""

import msgspec
from hypothesis import strategies as st

from infra.gate.breaker import SECOND, AttemptCounts, BreakerRules
from infra.gate.bucket import Priority, Rate
from infra.gate.decide import GateLimits

START = 1_790_000_000 * SECOND


class Enter(msgspec.Struct, frozen=True):
    after: int
    want: int
    priority: Priority


class Report(msgspec.Struct, frozen=True):
    after: int
    news: AttemptCounts


pauses = st.one_of(
    st.integers(0, 3 * SECOND), st.integers(0, 3 * SECOND), st.integers(9 * SECOND, 25 * SECOND)
)
enters = st.builds(Enter, pauses, st.integers(1, 60), st.sampled_from(Priority))
_counts = st.integers(0, 12)
_waits = st.sampled_from([0, 0, 0, 7 * SECOND])
_news = st.one_of(
    st.builds(AttemptCounts, ok=_counts, failed=_counts, retry_after=_waits),
    st.builds(AttemptCounts, failed=_counts),
    st.just(AttemptCounts()),
)
reports = st.builds(Report, pauses, _news)
rates = st.builds(Rate.of, st.sampled_from([0.3, 1.0, 2.5, 7.0, 40.0, 333.3]))
limits = st.builds(
    GateLimits,
    rate=st.one_of(rates, st.just(Rate())),
    breaker=st.builds(
        BreakerRules,
        window=st.just(10 * SECOND),
        at_least=st.integers(1, 20),
        in_a_row=st.integers(5, 40),
        first=st.just(2 * SECOND),
        cap=st.just(9 * SECOND),
    ),
)
