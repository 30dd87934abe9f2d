"""What a decision gives: as it is asked for, tried, decided and given."""

from datetime import datetime
from typing import Any

import strawberry

from gateway.compiled.shows import Shows
from gateway.request.context import Info
from gateway.schema.appeals.words import RemedyState
from gateway.schema.basics.fields import computed
from gateway.schema.basics.scalars import Money, mapped
from gateway.schema.membership.words import HoldKind, RemedyKind
from infra.kernel.errors import ErrorRecord
from services.appeals.contract.views import Decision
from services.membership.contract import remedies


@strawberry.input(description="One part of a remedy.")
class RemedyPartInput:
    kind: RemedyKind
    days: int | None = strawberry.field(
        default=None, description="Of RESTORE and EXTEND. None: as many as were lost."
    )
    hold: HoldKind | None = strawberry.field(
        default=None, description="Of LIFT_HOLD. None: those with the cause that was found."
    )
    order_id: str = strawberry.field(
        default="",
        description="Of RESTORE: the payment whose period is given. Empty: what was left of the "
        "period that was taken.",
    )

    def part(self) -> remedies.RemedyPart:
        return remedies.RemedyPart(
            kind=self.kind, days=self.days, hold=self.hold, order_id=self.order_id
        )


@strawberry.type(description="One part of a remedy.")
class RemedyPart(Shows[remedies.RemedyPart]):
    kind: RemedyKind
    days: int | None = strawberry.field(description="Asked for; none: as many as were lost.")
    hold: HoldKind | None
    order_id: str


@strawberry.type(description="What an order had missed of the discount.")
class CreditedOrder:
    order_id: str
    amount: Money


@strawberry.type(description="What the parts of a remedy give together.")
class RemedyGiven:
    days: int = strawberry.field(description="Begun ones counted whole.")
    plan: str = strawberry.field(description="As held after it; empty where the period stays.")
    plan_version: int
    price: Money
    period_end: datetime | None
    credited: Money = strawberry.field(
        description="What went to the balance, for discounts missed."
    )
    orders: list[CreditedOrder] = strawberry.field(description="What is credited, by the order.")
    charged: Money = strawberry.field(description="What was taken from the balance, for a renewal.")
    missing: Money = strawberry.field(
        description="What the balance needs for the renewal, until `offeredUntil`."
    )
    offered_until: datetime | None
    released: list[HoldKind]

    @classmethod
    def of(cls, given: remedies.RemedyGiven) -> "RemedyGiven":
        amounts = {name: Money.of(getattr(given, name)) for name in _AMOUNTS}
        orders = [
            CreditedOrder(order_id=one.order_id, amount=Money.of(one.amount))
            for one in given.orders
        ]
        return mapped(cls, given, orders=orders, released=list(given.released), **amounts)


_AMOUNTS = ("price", "credited", "charged", "missing")


@strawberry.type(description="Why the membership cannot give what was decided.")
class RemedyRefusal:
    record: strawberry.Private[ErrorRecord]
    code: str = strawberry.field(description="A stable word for programs.")

    @computed("What is wrong and how to mend it, for people.")
    async def message(self, info: Info) -> str:
        sentence = self.record.sentence
        return sentence.told(await info.context.locale(sentence))

    @classmethod
    def of(cls, record: ErrorRecord) -> "RemedyRefusal":
        return cls(record=record, code=record.code)


@strawberry.type(description="What a decision gives, and what became of it.")
class DecidedRemedy:
    remedy: RemedyKind = strawberry.field(description="The first part of the remedy.")
    remedies: list[RemedyPart] = strawberry.field(
        description="Given in this order, all of them or none."
    )
    remedy_state: RemedyState
    days: int | None = strawberry.field(description="Granted, once the remedy is applied.")
    period_end: datetime | None
    given: RemedyGiven | None = strawberry.field(description="Once the remedy is applied.")
    refusal: RemedyRefusal | None = strawberry.field(
        description="Why it can never be given; for staff, who decide again."
    )


def remedy_fields(view: Decision) -> dict[str, Any]:
    """Of `DecidedRemedy`, what is not the view's as it is."""
    return {
        "remedies": [RemedyPart.of(part) for part in view.parts],
        "given": RemedyGiven.of(view.given) if view.given else None,
        "refusal": RemedyRefusal.of(view.refused) if view.refused else None,
    }
