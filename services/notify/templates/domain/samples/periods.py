"""Of periods, plans and how they are paid."""

from typing import Any

from services.membership.contract import events as ms
from services.membership.contract import (
    method_events,
)
from services.membership.contract.method_words import RefusalReason
from services.membership.contract.words import (
    KeptBecause,
    Lifecycle,
    RenewedVia,
)
from services.notify.templates.domain.samples.words import (
    BEFORE_AFTER,
    LATER,
    METHOD,
    NOW,
    SOON,
)

EVENTS: list[Any] = [
    ms.MembershipEnrolled(
        plan="diamond",
        price=399000,
        period_start=NOW,
        period_end=LATER,
        auto_renew=True,
        clauses={},
        benefits_after={},
    ),
    ms.GraceStarted(
        period_end=NOW, grace_until=SOON, price=399000, balance=398999, auto_renew=True
    ),
    ms.AutoRenewFailed(
        attempt=2,
        price=399000,
        balance=100,
        missing=398900,
        next_attempt_at=SOON,
        grace_until=LATER,
    ),
    method_events.MethodReported(masked=METHOD, ending="4242", expires_at=LATER),
    method_events.MethodRemoved(
        masked=METHOD, ending="4242", period_end=SOON, price=399000, balance=100, missing=398900
    ),
    method_events.MethodExpiring(
        masked=METHOD,
        ending="4242",
        expires_at=SOON,
        period_end=LATER,
        price=399000,
        balance=100,
        missing=398900,
    ),
    method_events.ChargeRefused(
        refusal_id="r-1",
        charge_id="c-1",
        masked=METHOD,
        ending="4242",
        reason=RefusalReason.LOST_OR_STOLEN,
        refused_at=NOW,
        period_end=SOON,
        price=399000,
        balance=100,
        missing=398900,
    ),
    ms.MembershipRenewed(
        via=RenewedVia.HOST_PAYMENT,
        plan="diamond",
        price=399000,
        order_id="o-1",
        period_start=NOW,
        period_end=LATER,
        continuous=True,
        credited_seconds=200_000,
        lifecycle_before=Lifecycle.GRACE,
        paid_at=NOW,
        **BEFORE_AFTER,
    ),
    ms.PaymentKept(
        order_id="o-3",
        amount=1990,
        balance=398999,
        plan="diamond",
        price=399000,
        missing=1,
        kept=KeptBecause.TOO_LITTLE,
        until=SOON,
        paid_at=NOW,
    ),
    ms.MembershipExpired(
        plan="diamond",
        price=399000,
        period_end=NOW,
        grace_until=SOON,
        balance=398999,
        auto_renew=True,
        pay_until=LATER,
        **BEFORE_AFTER,
    ),
    ms.MembershipCancelled(plan="diamond", undo_until=LATER, period_end=LATER, **BEFORE_AFTER),
    ms.MembershipDowngraded(
        from_plan="diamond",
        to_plan="gold",
        price=199000,
        undo_until=None,
        clause="inactivity",
        clause_version=12,
        last_login_at=NOW,
        **BEFORE_AFTER,
    ),
    ms.MembershipUpgraded(
        from_plan="gold", to_plan="diamond", price=399000, paid=123456, **BEFORE_AFTER
    ),
    ms.ChangeUndone(
        undone_type="MembershipCancelled",
        undone_version=7,
        plan="diamond",
        lifecycle=Lifecycle.ACTIVE,
        price=399000,
        period_end=LATER,
        **BEFORE_AFTER,
    ),
    ms.RenewalComing(period_end=LATER, price=399000, balance=1_398_999, auto_renew=True),
    ms.BalanceLow(period_end=LATER, price=399000, balance=100, missing=398900),
    ms.BalanceToppedUp(amount=1_000_000, balance_after=1_398_999, reference="o-2"),
]
