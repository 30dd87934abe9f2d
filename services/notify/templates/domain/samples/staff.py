"""Of what staff correct."""

from typing import Any

from services.membership.contract import staff_events as sf
from services.membership.contract.words import (
    Lifecycle,
)
from services.notify.templates.domain.samples.words import (
    BEFORE_AFTER,
    FREE_TEXT,
    LATER,
    NOW,
)

EVENTS: list[Any] = [
    sf.DaysGranted(
        days=7,
        plan="diamond",
        plan_version=1,
        lifecycle=Lifecycle.ACTIVE,
        period_end=LATER,
        period_end_before=NOW,
        grace_until=None,
        reason=FREE_TEXT,
        **BEFORE_AFTER,
    ),
    sf.PlanGranted(
        plan="diamond",
        plan_version=1,
        price=399000,
        plan_before="gold",
        version_before=1,
        begins=True,
        auto_renew=False,
        period_start=NOW,
        period_end=LATER,
        anchor=None,
        clauses={},
        reason=FREE_TEXT,
        **BEFORE_AFTER,
    ),
    sf.MergedFrom(
        other="m0000002",
        takes=True,
        begins=True,
        plan="diamond",
        plan_version=1,
        price=399000,
        auto_renew=False,
        period_start=NOW,
        period_end=LATER,
        anchor=None,
        added_seconds=0,
        clauses={},
        balance_change=100_000,
        owed_change=0,
        balance_after=298_900,
        owed_after=0,
        spent={},
        reason=FREE_TEXT,
        **BEFORE_AFTER,
    ),
    sf.MergedInto(
        into="m0000001",
        plan="diamond",
        plan_version=1,
        left_until=LATER,
        balance_change=-100_000,
        owed_change=0,
        reason=FREE_TEXT,
        **BEFORE_AFTER,
    ),
    sf.BalanceAdjusted(amount=100_000, balance_after=298_900, reason=FREE_TEXT),
    sf.MembershipEnded(
        lifecycle=Lifecycle.CANCELLED,
        plan="diamond",
        plan_version=1,
        left_until=LATER,
        reason=FREE_TEXT,
        **BEFORE_AFTER,
    ),
]
