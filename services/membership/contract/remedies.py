"""What a remedy is made of, and what it gave. Amounts in minor units, times in UTC."""

from datetime import datetime

import msgspec

from services.membership.contract.words import HoldKind, RemedyKind


class RemedyPart(msgspec.Struct, frozen=True, kw_only=True):
    """`days`: of RESTORE and EXTEND; none means as many as were lost. `hold`: of LIFT_HOLD; none
    means those with the cause that was found. `order_id`: of RESTORE, the payment whose period is
    given; empty means what was left of the period that was taken."""

    kind: RemedyKind
    days: int | None = None
    hold: HoldKind | None = None
    order_id: str = ""


class CreditedOrder(msgspec.Struct, frozen=True, kw_only=True):
    """`amount`: what the lost discount would have made it cheaper."""

    order_id: str
    amount: int


class RemedyGiven(msgspec.Struct, frozen=True, kw_only=True):
    """What the parts of one remedy brought about together.

    `days`: begun ones counted whole. `plan`, `price`, `period_end`: as held after it; none where
    the period stays as it is. `credited`: to the balance, for `orders`. `charged`: from the
    balance. `missing`: until `offered_until` the balance needs so much more, and then it renews.
    `released`: holds.
    """

    days: int = 0
    plan: str = ""
    plan_version: int = 0
    price: int = 0
    period_end: datetime | None = None
    credited: int = 0
    orders: tuple[CreditedOrder, ...] = ()
    charged: int = 0
    missing: int = 0
    offered_until: datetime | None = None
    released: tuple[HoldKind, ...] = ()
