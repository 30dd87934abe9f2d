"""One line of time, whatever is commanded and reported, however late, and however time steps."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from services.membership.contract import commands as c
from services.membership.contract.events import MembershipImported
from services.membership.contract.views import MembershipView
from services.membership.contract.words import Lifecycle
from tests.unit.membership.reading import Reader
from tests.unit.membership.test_any_history import AnyHistory, plans
from tests.unit.membership.world import DAY, HOST, ID, PLANS, host_on

MOMENT = timedelta(milliseconds=1)
LOOKS = 12
"""Instants of a history at which everything is explained; the cheap reads see all of them."""

steps = st.one_of(
    st.integers(1, 90),
    st.integers(1, 48).map(lambda hours: hours * 3600),
    st.integers(1, 730).map(lambda days: days * 86_400),
).map(lambda seconds: timedelta(seconds=seconds))
ages = st.one_of(st.just(timedelta(0)), steps)


class OneLine(AnyHistory):
    """`AnyHistory`, with clocks that jump, reports that are late or doubled, and imports."""

    def __init__(self) -> None:
        super().__init__()
        self.checked = 0

    @rule(step=steps)
    def the_clock_moves_and_nobody_looks(self, step: timedelta) -> None:
        self.world.now += step

    @rule(step=steps)
    def the_clock_moves(self, step: timedelta) -> None:
        self.world.wake(self.world.now + step)

    @rule(ago=ages, plan=plans, twice=st.booleans())
    def a_late_payment(self, ago: timedelta, plan: str, twice: bool) -> None:
        for order_id in ("late", "late again")[: 1 + twice]:
            payment = c.ReportPayment(
                member_id=ID,
                order_id=order_id,
                amount=PLANS[plan].price,
                paid_at=self.world.now - ago,
            )
            self.try_to(payment, HOST)

    @rule(ago=ages, device=st.sampled_from(["d-1", "d-2", "d-3"]), passed=st.booleans())
    def a_late_login(self, ago: timedelta, device: str, passed: bool) -> None:
        login = c.ReportLogin(
            member_id=ID, login_id="l", at=self.world.now - ago, passed_second_factor=passed
        )
        self.try_to(login, host_on(device))

    @precondition(lambda self: self.world.state.lifecycle is None)
    @rule(
        lifecycle=st.sampled_from(list(Lifecycle)),
        plan=plans,
        ends=st.tuples(st.sampled_from([-1, 1]), steps),
        auto=st.booleans(),
    )
    def taken_over(
        self, lifecycle: Lifecycle, plan: str, ends: tuple[int, timedelta], auto: bool
    ) -> None:
        end = self.world.now + ends[0] * ends[1]
        over = lifecycle in {Lifecycle.GRACE, Lifecycle.EXPIRED}
        imported = MembershipImported(
            plan=plan,
            price=PLANS[plan].price,
            lifecycle=lifecycle,
            cause=None,
            period_start=end - 30 * DAY,
            period_end=end,
            grace_until=end + DAY if over else None,
            auto_renew=auto,
            balance=0,
            last_login_at=None,
            devices=("d-1",),
            clauses=self.world.catalog.in_force(self.world.now),
            benefits_after={},
        )
        self.world.record(imported)

    @invariant()
    def time_never_goes_back(self) -> None:
        new = self.world.history[max(self.checked - 1, 0) :]
        for before, after in pairwise(new):
            assert before.happened_at <= after.happened_at
        for event in new:
            assert event.due_at is None or event.due_at < event.happened_at
        self.checked = len(self.world.history)

    def teardown(self) -> None:
        if self.world.state.lifecycle is not None:
            readings_agree(Reader(self.world))


def readings_agree(reader: Reader) -> None:
    """State as of an instant and timeline agree at every instant, the rest at `LOOKS` of them."""
    entries = reader.entries()
    began = first_membership(reader)
    instants = sorted(
        {
            at
            for entry in entries
            for at in (entry.happened_at - MOMENT, entry.happened_at, entry.happened_at + MOMENT)
            if at >= began
        }
    )
    spread = max(len(instants) // LOOKS, 1)
    for index, at in enumerate(instants):
        view = reader.view(at)
        last = [entry for entry in entries if entry.happened_at <= at][-1]
        assert (view.status, view.plan.code) == (last.status_after, last.plan_after)
        if index % spread == 0:
            explanation_agrees(reader, view, at)


def first_membership(reader: Reader) -> datetime:
    return next(entry.happened_at for entry in reader.entries() if entry.plan_after)


def explanation_agrees(reader: Reader, view: MembershipView, at: datetime) -> None:
    told = reader.explained(at)
    assert told.entitled is view.entitled
    if view.entitled:
        return
    assert told.lost_at is not None
    since = max(told.lost_at, first_membership(reader))
    assert since <= at
    between = [e.happened_at for e in reader.entries() if since <= e.happened_at <= at]
    assert not any(reader.view(instant).entitled for instant in between)
    case = reader.case_file(told.lost_at)
    assert case.explanation.entitled is reader.view(case.explanation.at).entitled
    assert case.timeline == tuple(reader.entries()[-len(case.timeline) :])


TestOneLine = OneLine.TestCase
TestOneLine.settings = settings(stateful_step_count=30, deadline=None)
TestOneLine.pytestmark = [pytest.mark.soak]
