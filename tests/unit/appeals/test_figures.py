"""What is counted of appeals, and how it is summed up."""

from typing import Any

import hypothesis
from hypothesis import strategies as st

from services.appeals.contract.commands import AnswerAppeal
from services.appeals.contract.figures import Spread
from services.appeals.contract.words import Verdict
from services.appeals.domain.decide import decide
from services.appeals.domain.recording.figures import Figure, FigureKind, figures_of
from services.appeals.domain.recording.recorder import Recorder
from services.appeals.domain.remedies.remedy import confirm
from services.appeals.figures.domain.summing import by_cause, by_remedy, by_reviewer, spread
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
    assert counted(opened()) == [(F.SUBMITTED, 0)]
    answer = AnswerAppeal(number=NUMBER, text="We look.")
    answered = decide(an_appeal(), answer, ANNA, NOON + HOUR)
    assert counted(answered) == [(F.ANSWERED, 3600)]
    assert counted(decide(answered.appeal, answer, ANNA, NOON + 2 * HOUR)) == []
    decided = decide(answered.appeal, decision(), ANNA, NOON + DAY)
    [figure] = figures_of(decided)
    assert (figure.kind, figure.seconds) == (F.DECIDED, 86_400)
    assert (figure.cause, figure.verdict) == (Cause.SYNC_DELAY, Verdict.UPHELD)
    assert figure.reviewer == ANNA.id
    [remedied] = figures_of(confirm(decided.appeal, given(5), NOON + DAY))
    assert (remedied.kind, remedied.remedy, remedied.days) == (F.REMEDIED, RemedyKind.RESTORE, 5)


def test_a_decision_that_is_the_first_word_is_both() -> None:
    decided = decide(an_appeal(), decision(), ANNA, NOON + HOUR)
    assert counted(decided) == [(F.ANSWERED, 3600), (F.DECIDED, 3600)]


def test_percentiles_are_times_that_appeals_took() -> None:
    assert spread([]) == Spread(count=0, median=None, p90=None)
    assert spread([7]) == Spread(count=1, median=7, p90=7)
    assert spread(range(1, 11)) == Spread(count=10, median=5, p90=9)


@hypothesis.given(st.lists(st.integers(0, 10**6), min_size=1, max_size=50))
def test_half_took_no_longer_than_the_median_and_a_tenth_longer_than_p90(of: list[int]) -> None:
    found = spread(of)
    assert found.median in of
    assert found.p90 is not None
    assert sum(one <= (found.median or 0) for one in of) * 2 >= len(of)
    assert sum(one > found.p90 for one in of) * 10 <= len(of)


def figure(n: int, **fields: Any) -> Figure:
    kind = F.REMEDIED if "remedy" in fields else F.DECIDED
    return Figure(event_id=f"e-{n}", kind=kind, at=NOON, **fields)


def test_sums_by_cause_reviewer_and_remedy() -> None:
    decided = [
        figure(1, cause=Cause.LAPSED, verdict=Verdict.REJECTED, reviewer="s-1"),
        figure(2, cause=Cause.SYNC_DELAY, verdict=Verdict.UPHELD, reviewer="s-1"),
        figure(3, cause=Cause.SYNC_DELAY, verdict=Verdict.PARTLY, reviewer="s-2"),
    ]
    assert [(one.cause, one.verdicts) for one in by_cause(decided)] == [
        (Cause.SYNC_DELAY, {Verdict.UPHELD: 1, Verdict.PARTLY: 1}),
        (Cause.LAPSED, {Verdict.REJECTED: 1}),
    ]
    load = [(one.reviewer, one.open, one.decided) for one in by_reviewer(decided, {"s-3": 4})]
    assert load == [("s-3", 4, 0), ("s-1", 0, 2), ("s-2", 0, 1)]
    remedied = [figure(n, remedy=RemedyKind.EXTEND, days=n, credited=100) for n in (2, 3)]
    [extended] = by_remedy(remedied)
    assert (extended.count, extended.days, extended.credited) == (2, 5, 200)
