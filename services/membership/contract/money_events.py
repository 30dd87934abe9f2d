"""Money that goes back, and what that does to a membership. Amounts in minor units.

What is on the balance and what is owed are two sides of one account: at most one of them stays
above zero once a command is done. `balance_change` and `owed_change` are signed.
"""

from datetime import datetime

import msgspec

from infra.kernel.free_text import FreeText
from services.membership.contract.events import ChangesBenefits, Event
from services.membership.contract.words import Lifecycle, RefundKind, RefundOutcome


class PaymentRefunded(Event, frozen=True, kw_only=True):
    """The host gave money of an order back, or its bank took it. `amount` of it: `from_revenue`,
    where it had paid for a period, and the rest from the balance; what was not there is owed.
    `refunded`: of the order so far, `paid`: in all."""

    order_id: str
    refund_id: str
    kind: RefundKind
    outcome: RefundOutcome
    amount: int
    refunded: int
    paid: int
    from_revenue: int
    balance_change: int
    owed_change: int
    balance_after: int
    owed_after: int
    refunded_at: datetime


class MembershipReversed(ChangesBenefits, frozen=True, kw_only=True):
    """What paid for the running period went back in whole, so the membership ended.

    `period_end`: when it would have ended, with what was left from `left_from` on (a hold may have
    stopped it). `credited`: what the member had paid for it from the balance, which is there again.
    `pay_until`: until then a payment begins it again at the plan and price that were held."""

    plan: str
    price: int
    order_id: str
    refund_id: str
    kind: RefundKind
    amount: int
    period_end: datetime
    left_from: datetime
    credited: int
    balance: int
    pay_until: datetime
    plan_version: int = 1


class PeriodTakenBack(Event, frozen=True, kw_only=True):
    """What paid for a period went back in whole, and the membership goes on without it.
    `begins_next`: it was the running one, and the one paid ahead began in its place.
    The time between `period_end` and `period_end_before` was taken."""

    plan: str
    price: int
    order_id: str
    refund_id: str
    kind: RefundKind
    amount: int
    begins_next: bool
    period_start: datetime
    period_end: datetime
    period_end_before: datetime
    credited: int
    plan_version: int = 1


class ChargebackWon(Event, frozen=True, kw_only=True):
    """The bank gave the money of a chargeback back, and it lies where it lay before: `to_revenue`
    where a period has it again, else on the balance. `balance_change` below zero: what the member
    had got back for a period that is there again."""

    order_id: str
    refund_id: str
    amount: int
    to_revenue: int
    balance_change: int
    owed_change: int
    balance_after: int
    owed_after: int


class MembershipReinstated(ChangesBenefits, frozen=True, kw_only=True):
    """Time that a chargeback had taken is there again. `lifecycle_before`: EXPIRED where the
    membership had ended, and begins again."""

    order_id: str
    refund_id: str
    plan: str
    price: int
    lifecycle_before: Lifecycle
    period_start: datetime
    period_end: datetime
    plan_version: int = 1


class BalanceCredited(Event, frozen=True, kw_only=True):
    """What had been paid from the balance is on it again."""

    amount: int
    balance_after: int
    purpose: str
    reference: str


class OwedSettled(Event, frozen=True, kw_only=True):
    """Money that renewed nothing settled what was owed."""

    amount: int
    balance_after: int
    owed_after: int


class BalanceWithdrawn(Event, frozen=True, kw_only=True):
    """Staff paid money of the balance out. `reason`: what the member reads."""

    amount: int
    balance_after: int
    reason: FreeText


class Refund(msgspec.Struct, frozen=True, kw_only=True):
    """What a report of a refund did, as the host reads it."""

    outcome: RefundOutcome
    refunded: int
    paid: int
    from_balance: int
    owed: int
