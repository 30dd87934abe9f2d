"""Counts of alerts and deliveries."""

from datetime import datetime

import strawberry

from gateway.request.context import Info
from gateway.schema.basics.scalars import mapped
from gateway.schema.permissions import ANY_STAFF, query
from services.notify.contract import views
from services.notify.contract.queries import GetTotals
from services.notify.contract.views import TotalsView


@strawberry.type(description="How many deliveries are in one state.")
class DeliveryCount:
    state: str
    count: int


@strawberry.type(description="Counts over everything stored, as it was a while ago.")
class Totals:
    counted_at: datetime = strawberry.field(
        description="They are counted anew after nine times as long as counting took."
    )
    alerts: int
    events_planned: int
    deliveries: list[DeliveryCount]

    @classmethod
    def of(cls, view: views.TotalsView) -> "Totals":
        counts = [DeliveryCount(state=s, count=n) for s, n in sorted(view.deliveries.items())]
        return mapped(cls, view, deliveries=counts)


@strawberry.type
class TotalsQueries:
    @query(*ANY_STAFF, description="Counts of alerts and deliveries.")
    async def totals(self, info: Info) -> Totals | None:
        return Totals.of(await info.context.readers.notify.ask(GetTotals(), TotalsView))
