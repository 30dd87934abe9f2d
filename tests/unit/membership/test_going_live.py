"""Members who were taken over held back lose nothing by time until they go live; then their clocks
start. What was paid before gives no free time months later."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.kernel.events import Actor
from services.membership.contract import commands as c
from services.membership.contract.import_rows import (
    MemberRow,
)
from services.membership.contract.words import CaseReason, Cause, Lifecycle
from services.membership.domain.folding.evolve import fold
from services.membership.domain.former_platform.going_live import go_live
from services.membership.domain.former_platform.takeover import take_over
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.tick import next_due, pass_time
from services.shared.callers import SYSTEM, Caller
from tests.unit.membership.world import DAY, HOST, HOUR, ID, START, World


class Moved(World):
    """One member of a former platform. `golive` as the operator's command does it."""

    def __init__(self, *, held: bool = True, **more: Any) -> None:
        super().__init__()
        fields: dict[str, Any] = {
            "row": 2, "member_id": ID, "plan": "gold", "lifecycle": Lifecycle.ACTIVE,
            "cause": None, "period_start": START - 10 * DAY, "period_end": START + 20 * DAY,
            "auto_renew": False, "balance": 0, "last_login_at": START - DAY,
        }  # fmt: skip
        recorder = Recorder(self.state, self.catalog, self.now, Caller(actor=SYSTEM))
        take_over(recorder, MemberRow(**(fields | more)), held=held)
        pass_time(recorder)
        self._keep(recorder, Actor(kind=SYSTEM.kind))

    def golive(self) -> list[str]:
        recorder = Recorder(self.state, self.catalog, self.now, Caller(actor=SYSTEM))
        go_live(recorder)
        pass_time(recorder)
        return self._keep(recorder, Actor(kind=SYSTEM.kind))


def test_while_held_nothing_is_due_and_nothing_is_taken() -> None:
    moved = Moved(auto_renew=True, balance=100)
    assert next_due(moved.state, moved.catalog) is None
    assert moved.pass_time(days=100) == []
    assert (moved.state.lifecycle, moved.state.balance) == (Lifecycle.ACTIVE, 100)


def test_a_period_that_ended_while_held_has_its_whole_grace_from_going_live() -> None:
    moved = Moved()
    moved.pass_time(days=50)
    assert moved.golive() == ["WentLive", "GraceStarted"]
    assert moved.state.grace_until == START + 51 * DAY
    assert moved.pass_time(hours=23) == []
    assert moved.pass_time(hours=1) == ["MembershipExpired"]


@pytest.mark.parametrize("held_for", [2 * HOUR, 3 * DAY, 60 * DAY])
def test_the_grace_of_the_former_platform_is_given_anew(held_for: timedelta) -> None:
    ended = START - 10 * HOUR
    moved = Moved(lifecycle=Lifecycle.GRACE, period_start=ended - 30 * DAY, period_end=ended)
    moved.at(START + held_for)
    assert moved.golive() == ["WentLive", "GraceStarted"]
    assert moved.state.grace_until == START + held_for + DAY


def test_an_automatic_renewal_pays_for_time_from_going_live_on() -> None:
    moved = Moved(auto_renew=True, balance=5_000)
    moved.pass_time(days=80)
    assert moved.golive() == ["WentLive", "BalanceDebited", "MembershipRenewed"]
    assert (moved.state.period_start, moved.state.balance) == (START + 80 * DAY, 5_000 - 1990)


def test_inactivity_and_the_reminder_count_from_going_live() -> None:
    moved = Moved(period_end=START + 62 * DAY, period_start=START)
    moved.pass_time(days=60)
    assert moved.golive() == ["WentLive", "RenewalComing"]
    assert moved.state.inactive_from == START + 60 * DAY
    assert moved.state.warned is None


def test_a_case_that_is_wanted_while_held_is_opened_on_going_live() -> None:
    ended = START - 3 * DAY
    moved = Moved(lifecycle=Lifecycle.CLOSED, period_start=ended - 30 * DAY, period_end=ended)
    assert moved.state.case is None
    moved.golive()
    assert moved.state.case is not None
    assert moved.state.case.reason is CaseReason.UNEXPLAINED_LOSS


def test_going_live_twice_is_going_live_once() -> None:
    moved = Moved()
    assert moved.golive() == ["WentLive"]
    assert moved.golive() == []


@given(held=st.integers(0, 200), ended=st.integers(-6 * 24, 40 * 24), renews=st.booleans())
def test_nobody_loses_anything_in_less_than_a_whole_grace_from_going_live(
    held: int, ended: int, renews: bool
) -> None:
    moved = Moved(period_start=START - 30 * DAY, period_end=START + ended * HOUR, auto_renew=renews)
    moved.pass_time(days=held)
    live_at = moved.now
    moved.golive()
    moved.pass_time(hours=23, minutes=59)
    assert moved.state.lifecycle in (Lifecycle.ACTIVE, Lifecycle.GRACE)
    assert moved.state.grace_until is None or moved.state.grace_until >= live_at + DAY
    assert fold(ID, moved.history) == moved.state


def reported(paid_at: datetime) -> c.ReportPayment:
    return c.ReportPayment(member_id=ID, order_id="o-1", amount=1990, paid_at=paid_at)


def test_a_payment_of_the_past_that_comes_months_later_opens_a_review() -> None:
    ended = START - 90 * DAY
    moved = Moved(
        held=False, lifecycle=Lifecycle.EXPIRED, cause=Cause.LAPSED,
        period_start=ended - 30 * DAY, period_end=ended,
    )  # fmt: skip
    moved.pass_time(days=40)
    told = moved.do(reported(ended - DAY), HOST)
    assert told == ["BalanceToppedUp", "PaymentKept", "CaseWanted"]
    assert (moved.state.lifecycle, moved.state.balance) == (Lifecycle.EXPIRED, 1990)


def test_a_payment_for_a_time_that_still_runs_gives_access() -> None:
    ended = START - 10 * DAY
    moved = Moved(
        held=False, lifecycle=Lifecycle.EXPIRED, cause=Cause.LAPSED,
        period_start=ended - 30 * DAY, period_end=ended,
    )  # fmt: skip
    assert "MembershipRenewed" in moved.do(reported(ended - DAY), HOST)
