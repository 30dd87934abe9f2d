"""Of what puts a loss right, for good or for now."""

from typing import Any

from services.membership.contract import provisional_events as pv
from services.membership.contract import remedy_events as rm
from services.membership.contract.provisional_words import ProvisionalEnd
from services.membership.contract.remedies import CreditedOrder
from services.membership.contract.remedy_events import RemedyApplied
from services.membership.contract.words import (
    Cause,
    HoldKind,
    Lifecycle,
    RemedyKind,
)
from services.notify.templates.domain.samples.words import (
    BEFORE_AFTER,
    FREE_TEXT,
    LATER,
    NOW,
    NUMBER,
    SOON,
)

EVENTS: list[Any] = [
    RemedyApplied(
        remedy_id="r",
        appeal_number="",
        kind=RemedyKind.RESTORE,
        loss_cause=Cause.UNNOTIFIED_CHANGE,
        days=31,
        plan="diamond",
        lifecycle=Lifecycle.ACTIVE,
        price=399000,
        period_start=NOW,
        period_end=LATER,
        reason=FREE_TEXT,
        **BEFORE_AFTER,
    ),
    pv.ProvisionalGranted(
        restoration_id="r-1",
        appeal_number=NUMBER,
        lost_at=NOW,
        plan="diamond",
        plan_version=2,
        **BEFORE_AFTER,
    ),
    pv.ProvisionalWithheld(restoration_id="r-1", appeal_number=NUMBER, hold=HoldKind.COMPROMISE),
    pv.ProvisionalEnded(
        restoration_id="r-1",
        appeal_number=NUMBER,
        how=ProvisionalEnd.LIFTED,
        since=NOW,
        access_ended=True,
        plan="diamond",
        plan_version=2,
        **BEFORE_AFTER,
    ),
    rm.DiscountCredited(
        remedy_id="r",
        appeal_number=NUMBER,
        loss_cause=Cause.UNNOTIFIED_CHANGE,
        amount=123456,
        balance_after=523456,
        orders=(CreditedOrder(order_id="o-1", amount=123456),),
        reason=FREE_TEXT,
    ),
    rm.RenewalOffered(
        remedy_id="r",
        appeal_number=NUMBER,
        loss_cause=Cause.PAYMENT_FAILED,
        plan="diamond",
        plan_version=2,
        price=399000,
        balance=100,
        missing=398900,
        until=SOON,
        reason=FREE_TEXT,
    ),
    rm.RenewalOfferEnded(plan="diamond", plan_version=2, price=399000),
]
