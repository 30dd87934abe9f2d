"""Records of a former platform: what cannot be true is refused, and its time is never charged."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.membership.contract import events as e
from services.membership.contract.import_rows import (
    MemberRow,
)
from services.membership.contract.words import Cause, Lifecycle
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.former_platform.takeover import contradiction, take_over
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.tick import next_due, pass_time
from services.shared.callers import SYSTEM, Caller
from tests.unit.membership.world import PLANS, START, first_catalog

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
NOW = START
CATALOG = first_catalog()
GOLD = PLANS["gold"]  # 30 days, 24 hours of grace


def row(**more: object) -> MemberRow:
    fields: dict[str, object] = {
        "row": 2, "member_id": "m-1", "plan": "gold", "lifecycle": Lifecycle.ACTIVE, "cause": None,
        "period_start": NOW - 10 * DAY, "period_end": NOW + 20 * DAY, "auto_renew": True,
        "balance": 100_000, "last_login_at": None,
    }  # fmt: skip
    return MemberRow(**(fields | more))  # type: ignore[arg-type]  # by name


def ended(ago: timedelta, lifecycle: Lifecycle, **more: object) -> MemberRow:
    return row(lifecycle=lifecycle, period_start=NOW - ago - 30 * DAY, period_end=NOW - ago, **more)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (ended(95 * DAY, Lifecycle.ACTIVE), "period_end"),
        (ended(7 * DAY, Lifecycle.ACTIVE), "period_end"),
        (ended(-DAY, Lifecycle.GRACE), "period_end"),
        (ended(8 * DAY, Lifecycle.GRACE), "period_end"),
        (ended(-365 * DAY, Lifecycle.EXPIRED), "period_start"),
        (row(lifecycle=Lifecycle.EXPIRED), "period_end"),
        (row(period_start=NOW + DAY), "period_start"),
        (row(period_start=NOW + 20 * DAY), "period_end"),
        (row(cause=Cause.LAPSED), "cause"),
        (row(last_login_at=NOW + HOUR), "last_login_at"),
    ],
)
def test_a_contradiction_names_its_field_and_what_would_be_right(
    wrong: MemberRow, field: str
) -> None:
    fault = contradiction(wrong, GOLD, NOW)
    assert fault is not None
    assert fault.field == field


@pytest.mark.parametrize(
    "good",
    [
        row(),
        row(period_end=NOW + 400 * DAY),  # renewed ahead
        row(period_start=NOW),
        ended(timedelta(0), Lifecycle.ACTIVE),
        ended(7 * DAY - HOUR, Lifecycle.ACTIVE),
        ended(HOUR, Lifecycle.GRACE),
        ended(8 * DAY - HOUR, Lifecycle.GRACE),
        ended(95 * DAY, Lifecycle.EXPIRED),
        ended(timedelta(0), Lifecycle.EXPIRED),
        row(lifecycle=Lifecycle.CANCELLED),
        row(lifecycle=Lifecycle.CLOSED, cause=Cause.STAFF_ACTION),
    ],
)
def test_what_can_be_true_is_taken(good: MemberRow) -> None:
    assert contradiction(good, GOLD, NOW) is None


hours = st.integers(-60 * 24, 60 * 24)
rows = st.builds(
    row,
    lifecycle=st.sampled_from(Lifecycle),
    cause=st.none() | st.sampled_from([Cause.LAPSED, Cause.PAYMENT_FAILED]),
    period_start=hours.map(lambda count: NOW + count * HOUR),
    period_end=hours.map(lambda count: NOW + count * HOUR),
    auto_renew=st.booleans(),
    balance=st.sampled_from([0, GOLD.price - 1, GOLD.price, 9 * GOLD.price]),
    last_login_at=st.none() | hours.map(lambda count: NOW + count * HOUR),
)


def can_be_true(one: MemberRow) -> bool:
    """Written beside the code under test, in whole hours."""
    start, end = (one.period_start - NOW) / HOUR, (one.period_end - NOW) / HOUR
    if start >= end or start > 0 or (one.last_login_at and one.last_login_at > NOW):
        return False
    return {
        "ACTIVE": one.cause is None and end > -7 * 24,
        "GRACE": -8 * 24 < end <= 0,
        "EXPIRED": end <= 0,
        "CANCELLED": True,
        "CLOSED": True,
    }[one.lifecycle.value]


@given(rows)
def test_state_and_dates_are_held_against_each_other(one: MemberRow) -> None:
    assert (contradiction(one, GOLD, NOW) is None) is can_be_true(one)


def imported(one: MemberRow) -> Recorder:
    recorder = Recorder(Membership(member_id=one.member_id), CATALOG, NOW, Caller(actor=SYSTEM))
    take_over(recorder, one)
    pass_time(recorder)
    return recorder


def later(state: Membership, until: datetime) -> list[tuple[datetime, e.Event, Cause | None]]:
    """Everything that time brings, each when it is due."""
    found = []
    while (due := next_due(state, CATALOG)) is not None and due <= until:
        recorder = Recorder(state, CATALOG, max(due, NOW))
        pass_time(recorder)
        state = recorder.state
        found += [(draft.happened_at, draft.event, draft.cause) for draft in recorder.drafts]
    return found


@given(rows.filter(can_be_true))
def test_no_period_that_was_over_is_charged(one: MemberRow) -> None:
    with_import = imported(one)
    told = [(draft.happened_at, draft.event, draft.cause) for draft in with_import.drafts[1:]]
    for _, event, _ in told + later(with_import.state, NOW + 90 * DAY):
        if isinstance(event, e.MembershipRenewed):
            assert event.period_end > NOW
    assert with_import.state.balance >= one.balance - GOLD.price


@given(rows.filter(can_be_true))
def test_nobody_is_told_of_a_charge_that_was_not_tried(one: MemberRow) -> None:
    with_import = imported(one)
    told = [(draft.happened_at, draft.event, draft.cause) for draft in with_import.drafts[1:]]
    tried = one.cause is Cause.PAYMENT_FAILED  # as the former platform says
    for _, event, cause in told + later(with_import.state, NOW + 90 * DAY):
        tried = tried or isinstance(event, e.AutoRenewFailed)
        if isinstance(event, e.GraceStarted | e.MembershipExpired) and not tried:
            assert cause == Cause.LAPSED
        if isinstance(event, e.AutoRenewFailed):
            assert event.missing > 0


def test_grace_that_was_over_ends_with_the_import_and_blames_no_charge() -> None:
    with_import = imported(ended(30 * HOUR, Lifecycle.GRACE, balance=9 * GOLD.price))
    (_, expired) = with_import.drafts
    assert isinstance(expired.event, e.MembershipExpired)
    assert (expired.cause, expired.happened_at) == (Cause.LAPSED, NOW)


def test_what_ended_has_ended_by_the_import_at_the_latest() -> None:
    assert imported(row(lifecycle=Lifecycle.CANCELLED)).state.ended_at == NOW
    assert imported(ended(9 * DAY, Lifecycle.CANCELLED)).state.ended_at == NOW - 9 * DAY
