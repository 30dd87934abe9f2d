"""What is usual, and what is too much: P6, without servers."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.kernel.errors import InvalidInput, NotAllowed
from infra.kernel.events import Actor
from services.membership.breaker.domain.assessing import (
    LossWindow,
    Usual,
    allowance_for,
    assess,
    granted,
)
from services.membership.breaker.domain.forecast import Forecast, LossGroup, hour_of, usual_share
from services.membership.breaker.domain.mass_loss import MassLoss, closed, decided
from services.membership.contract.breaker_commands import DecideMassLoss
from services.membership.contract.breaker_words import LossKind, MassLossDecision, MassLossState
from services.membership.contract.words import Cause

NOW = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LIN, WU = Actor(kind="STAFF", id="lin"), Actor(kind="STAFF", id="wu")
INCIDENT = MassLoss(
    id="i-1",
    cause=Cause.LAPSED,
    opened_at=NOW,
    window=hour_of(NOW),
    coming=40,
    expected=7,
    allowance=10,
)


def lapses(count: int, hour: datetime = NOW, *, away: bool = False) -> Counter[LossGroup]:
    return Counter({LossGroup(LossKind.LAPSE, hour_of(hour), away): count})


def known(count: int, lost: int = 0, hour: datetime = NOW) -> dict[datetime, Forecast]:
    forecast = Forecast(
        kind=LossKind.LAPSE, at=hour_of(hour), known=count, lost={Cause.LAPSED.value: lost}
    )
    return {forecast.at: forecast}


def usual(share: float = 0.25, allowance: int = 10) -> Usual:
    return Usual(cause=Cause.LAPSED, share=share, allowance=allowance)


def days(shares: list[float], known_each: int = 100) -> list[Forecast]:
    return [
        Forecast(
            kind=LossKind.LAPSE,
            at=NOW - (5 + n) * DAY,
            known=known_each,
            lost={Cause.LAPSED.value: round(known_each * share)},
        )
        for n, share in enumerate(shares)
    ]


@pytest.mark.parametrize(
    ("coming", "of_known", "passes"),
    [
        (10, 0, True),  # the floor
        (11, 0, False),
        (35, 100, True),  # a quarter of a hundred, and the floor
        (36, 100, False),
        (400, 1_600, True),  # a month's end
        (400, 400, False),  # of as many ends none comes back
    ],
)
def test_too_many_are_those_beside_what_was_known(coming: int, of_known: int, passes: bool) -> None:
    assessed = assess(lapses(coming), 0, LossWindow(), usual(), known(of_known))
    assert assessed.passes is passes


def test_what_came_of_a_forecast_is_not_expected_again() -> None:
    assert assess(lapses(5), 0, LossWindow(), usual(), known(100, lost=20)).expected == 5
    assert assess(lapses(5), 0, LossWindow(), usual(), known(100, lost=23)).expected == 2
    assert assess(lapses(5), 0, LossWindow(), usual(), known(100, lost=90)).expected == 0


def test_what_an_outage_put_off_is_expected_as_far_as_it_was_known() -> None:
    put_off = lapses(90, NOW - 3 * DAY, away=True)
    assert assess(put_off, 0, LossWindow(), usual(), known(90, hour=NOW - 3 * DAY)).excess == 0
    assert assess(put_off, 0, LossWindow(), usual(), known(40, hour=NOW - 3 * DAY)).excess == 50


def test_the_floor_grows_with_the_shop() -> None:
    assert allowance_for(100, 10, 0.01) == 10
    assert allowance_for(100_000, 10, 0.01) == 1_000


def test_the_usual_share_is_learned_by_days() -> None:
    def share(past: list[Forecast], cause: Cause = Cause.LAPSED) -> float:
        return usual_share(cause, LossKind.LAPSE, past, 0.25)

    assert share([]) == 0.25
    assert share(days([0.1] * 6)) == 0.25  # not a week yet
    assert share(days([0.1] * 30)) == pytest.approx(0.15)
    assert share(days([0.08, 0.1, 0.12] * 10)) == pytest.approx(0.1 + 4 * 1.4826 * 0.02)
    assert share(days([0.1] * 30 + [1.0])) == pytest.approx(0.15)  # one bad day teaches nothing
    assert share(days([0.5] * 30, known_each=9)) == 0.25  # too few to tell
    assert share(days([0.9] * 30)) == 1.0
    assert share(days([0.9] * 30), Cause.UNNOTIFIED_CHANGE) == 0.0


@given(
    st.lists(st.tuples(st.integers(1, 30), st.integers(0, 200)), max_size=20),
    st.integers(0, 50),
    st.floats(0, 1),
)
def test_never_more_is_granted_than_was_usual_and_the_floor(
    asked: list[tuple[int, int]], allowance: int, share: float
) -> None:
    """Whoever asks, however often, for whatever is known: what nobody expected stays below it."""
    window, unexpected = LossWindow(), 0
    for coming, of_known in asked:
        assessed = assess(lapses(coming), 0, window, usual(share, allowance), known(of_known))
        assert assessed.expected <= share * of_known
        assert assessed.expected + assessed.excess == coming
        if not assessed.passes:
            continue
        window, unexpected = granted(window, assessed), unexpected + assessed.excess
        assert window.covers(coming)
        assert not window.covers(coming + 1)
        window = LossWindow(granted=window.granted, lost=window.lost + coming, excess=window.excess)
    assert unexpected == window.excess <= allowance


@given(st.permutations([MassLossDecision.RELEASE, MassLossDecision.DISCARD]), st.booleans())
def test_two_decide_only_what_both_say(
    decisions: list[MassLossDecision], same_person: bool
) -> None:
    first, other = decisions
    proposed = decided(INCIDENT, _saying(first), LIN, NOW, 2)
    assert proposed.state is MassLossState.PROPOSED
    with pytest.raises(NotAllowed):
        decided(
            proposed, _saying(first if same_person else other), LIN if same_person else WU, NOW, 2
        )
    done = decided(proposed, _saying(first), WU, NOW, 2)
    assert (done.state, done.decider) == (MassLossState.DECIDED, WU)
    with pytest.raises(NotAllowed):
        decided(done, _saying(first), LIN, NOW, 2)


def _saying(decision: MassLossDecision, reason: str = "R", **more: datetime) -> DecideMassLoss:
    return DecideMassLoss(incident_id="i-1", decision=decision, reason=reason, **more)


def test_a_decision_has_a_reason_and_a_release_may_cover_what_comes() -> None:
    with pytest.raises(InvalidInput):
        decided(INCIDENT, _saying(MassLossDecision.RELEASE, " "), LIN, NOW, 1)
    with pytest.raises(InvalidInput):
        decided(INCIDENT, _saying(MassLossDecision.RELEASE, pass_until=NOW), LIN, NOW, 1)
    with pytest.raises(InvalidInput):
        decided(INCIDENT, _saying(MassLossDecision.DISCARD, pass_until=NOW + DAY), LIN, NOW, 1)
    released = decided(INCIDENT, _saying(MassLossDecision.RELEASE), LIN, NOW, 1)
    assert closed(released, 40, NOW).pass_until == hour_of(NOW) + HOUR
    longer = decided(INCIDENT, _saying(MassLossDecision.RELEASE, pass_until=NOW + DAY), LIN, NOW, 1)
    assert closed(longer, 40, NOW).pass_until == NOW + DAY
    discarded = decided(INCIDENT, _saying(MassLossDecision.DISCARD), LIN, NOW, 1)
    assert closed(discarded, 40, NOW).pass_until is None
