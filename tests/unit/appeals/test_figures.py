"""What is counted of appeals, and how it is summed up."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import hypothesis
import msgspec
from hypothesis import strategies as st

from services.appeals.contract.commands import AnswerAppeal
from services.appeals.contract.figures import Spread
from services.appeals.contract.words import Verdict
from services.appeals.domain.decide import decide
from services.appeals.domain.recording.figures import Figure, FigureKind, figures_of
from services.appeals.domain.recording.recorder import Recorder
from services.appeals.domain.remedies.remedy import confirm
from services.appeals.figures.domain.summing import (
    KeptDay,
    by_cause,
    by_remedy,
    by_reviewer,
    of,
    rounded,
    spread,
    sums_of,
    together,
)
from services.membership.contract.words import Cause, RemedyKind
from tests.unit.appeals.people import (
    ANNA,
    DAY,
    HOUR,
    NOON,
    NUMBER,
    an_appeal,
    decision,
    given,
    opened,
)

F = FigureKind


def counted(recorder: Recorder) -> list[tuple[FigureKind, int]]:
    return [(one.kind, one.seconds) for one in figures_of(recorder)]


def test_each_step_that_counts_is_counted_once() -> None:
    assert counted(opened()) == [(F.SUBMITTED, 0), (F.OPENED, 0)]
    answer = AnswerAppeal(number=NUMBER, text="We look.")
    answered = decide(an_appeal(), answer, ANNA, NOON + HOUR)
    assert counted(answered) == [(F.ANSWERED, 3600)]
    assert counted(decide(answered.appeal, answer, ANNA, NOON + 2 * HOUR)) == []
    decided = decide(answered.appeal, decision(), ANNA, NOON + DAY)
    [figure, ended] = figures_of(decided)
    assert ended.kind is F.ENDED, "it waits for its remedy, and for nobody"
    assert (figure.kind, figure.seconds) == (F.DECIDED, 86_400)
    assert (figure.cause, figure.verdict) == (Cause.SYNC_DELAY, Verdict.UPHELD)
    assert figure.reviewer == ANNA.id
    [remedied] = figures_of(confirm(decided.appeal, given(5), NOON + DAY))
    assert (remedied.kind, remedied.remedy, remedied.days) == (F.REMEDIED, RemedyKind.RESTORE, 5)


def test_a_decision_that_is_the_first_word_is_both() -> None:
    decided = decide(an_appeal(), decision(), ANNA, NOON + HOUR)
    assert counted(decided) == [(F.ANSWERED, 3600), (F.DECIDED, 3600), (F.ENDED, 0)]


def took(seconds: Iterable[int]) -> Spread:
    return spread({str(time): count for time, count in Counter(seconds).items()})


def test_percentiles_are_times_that_appeals_took() -> None:
    assert took([]) == Spread(count=0, median=None, p90=None)
    assert took([7]) == Spread(count=1, median=7, p90=7)
    assert took(range(1, 11)) == Spread(count=10, median=5, p90=9)


@hypothesis.given(st.lists(st.integers(0, 10**6), min_size=1, max_size=50))
def test_half_took_no_longer_than_the_median_and_a_tenth_longer_than_p90(of: list[int]) -> None:
    found = took(of)
    assert found.median in of
    assert found.p90 is not None
    assert sum(one <= (found.median or 0) for one in of) * 2 >= len(of)
    assert sum(one > found.p90 for one in of) * 10 <= len(of)


def test_times_are_kept_to_three_digits() -> None:
    assert [rounded(one) for one in (0, 7, 999, 1_234, 90_000, 91_999)] == [
        0, 7, 999, 1_230, 90_000, 91_900,
    ]  # fmt: skip


def figure(n: int, **fields: Any) -> Figure:
    kind = F.REMEDIED if "remedy" in fields else F.DECIDED
    return Figure(event_id=f"e-{n}", kind=kind, at=NOON, **fields)


def test_sums_by_cause_reviewer_and_remedy() -> None:
    decided = sums_of([
        figure(1, cause=Cause.LAPSED, verdict=Verdict.REJECTED, reviewer="s-1"),
        figure(2, cause=Cause.SYNC_DELAY, verdict=Verdict.UPHELD, reviewer="s-1"),
        figure(3, cause=Cause.SYNC_DELAY, verdict=Verdict.PARTLY, reviewer="s-2"),
    ])  # fmt: skip
    assert [(one.cause, one.verdicts) for one in by_cause(decided)] == [
        (Cause.SYNC_DELAY, {Verdict.UPHELD: 1, Verdict.PARTLY: 1}),
        (Cause.LAPSED, {Verdict.REJECTED: 1}),
    ]
    load = by_reviewer(decided, {"s-3": 4, "s-4": 0})
    assert [(one.reviewer, one.open, one.decided) for one in load] == [
        ("s-3", 4, 0), ("s-1", 0, 2), ("s-2", 0, 1),
    ]  # fmt: skip
    given = [figure(n, remedy=RemedyKind.EXTEND, days=n, credited=100) for n in (2, 3)]
    credit = figure(4, remedy=RemedyKind.CREDIT, credited=50)
    money, extended = by_remedy(sums_of([*given, credit]))
    assert (extended.count, extended.days, extended.credited) == (2, 5, 200)
    assert (money.remedy, money.count, money.days, money.credited) == (RemedyKind.CREDIT, 1, 0, 50)


_FIGURES = st.builds(
    Figure,
    event_id=st.just("e-1"),
    kind=st.sampled_from(FigureKind),
    at=st.just(NOON),
    seconds=st.integers(0, 10**7),
    cause=st.sampled_from([None, *list(Cause)[:3]]),
    verdict=st.sampled_from([None, *Verdict]),
    reviewer=st.sampled_from(["", "s-1", "s-2"]),
    remedy=st.sampled_from([None, *RemedyKind]),
    days=st.integers(0, 9),
    credited=st.integers(0, 9),
)


@hypothesis.given(st.lists(st.lists(_FIGURES, max_size=5), max_size=5))
def test_days_added_up_are_the_period(days: list[list[Figure]]) -> None:
    """As they are kept, and read again."""
    kept = [
        KeptDay(day=(NOON + n * DAY).date(), open=0, sums=tuple(sums_of(one).items()))
        for n, one in enumerate(days)
    ]
    read = msgspec.convert(msgspec.to_builtins(kept), list[KeptDay])
    whole = sums_of(one for day in days for one in day)
    assert together(read) == whole
    assert by_remedy(together(read)) == by_remedy(whole)
    assert of(whole, F.DECIDED).total() == sum(f.kind is F.DECIDED for d in days for f in d)
