"""Of payments that are checked, refunds and what is owed."""

from typing import Any

from services.membership.contract import claim_events as cl
from services.membership.contract import money_events as my
from services.membership.contract.words import (
    ClaimEnd,
    Lifecycle,
    RefundOutcome,
)
from services.notify.templates.domain.samples.words import (
    BEFORE_AFTER,
    FREE_TEXT,
    LATER,
    NOW,
    SENT_BACK,
    SOON,
)

EVENTS: list[Any] = [
    cl.PaymentClaimed(
        order_id="o-20261219-000042",
        amount=399000,
        paid_at=NOW,
        decide_by=LATER,
        access=True,
        plan="diamond",
        price=399000,
        lifecycle_before=Lifecycle.EXPIRED,
        **BEFORE_AFTER,
    ),
    cl.ClaimOverdue(
        order_id="o-20261219-000042", amount=399000, paid_at=NOW, decide_by=SOON, access=True
    ),
    cl.ClaimClosed(
        order_id="o-20261219-000042",
        how=ClaimEnd.REFUSED,
        access_ended=True,
        plan="diamond",
        price=399000,
        balance=100,
        reason=FREE_TEXT,
        pay_until=LATER,
        **BEFORE_AFTER,
    ),
    my.PaymentRefunded(
        refund_id="re-1",
        outcome=RefundOutcome.BALANCE,
        refunded=399000,
        paid=399000,
        from_revenue=0,
        balance_change=-100,
        owed_change=398900,
        balance_after=0,
        owed_after=398900,
        refunded_at=NOW,
        **SENT_BACK,
    ),
    my.MembershipReversed(
        plan="diamond",
        price=399000,
        refund_id="re-1",
        period_end=LATER,
        left_from=NOW,
        credited=100,
        balance=100,
        pay_until=LATER,
        **SENT_BACK,
        **BEFORE_AFTER,
    ),
    my.PeriodTakenBack(
        plan="diamond",
        price=399000,
        refund_id="re-1",
        begins_next=True,
        period_start=NOW,
        period_end=LATER,
        period_end_before=LATER,
        credited=0,
        **SENT_BACK,
    ),
    my.ChargebackWon(
        order_id="o-1",
        refund_id="re-1",
        amount=399000,
        to_revenue=0,
        balance_change=399000,
        owed_change=0,
        balance_after=1_398_999,
        owed_after=0,
    ),
    my.MembershipReinstated(
        order_id="o-1",
        refund_id="re-1",
        plan="diamond",
        price=399000,
        lifecycle_before=Lifecycle.EXPIRED,
        period_start=NOW,
        period_end=LATER,
        **BEFORE_AFTER,
    ),
    my.OwedSettled(amount=100_000, balance_after=0, owed_after=298_900),
    my.BalanceWithdrawn(amount=100_000, balance_after=298_900, reason=FREE_TEXT),
]
