"""Methods of payment that are bound in the shop, and what the shop is asked to charge."""

import contextlib
from collections.abc import AsyncGenerator
from datetime import datetime

import strawberry

from gateway.cursors.cursors import Cursors
from gateway.cursors.feed_cursors import feed_cursor
from gateway.feeds.tails import Placed
from gateway.identity.viewer import Role
from gateway.reports import kinds
from gateway.request.context import Info
from gateway.schema.basics.connections import Connection, connect
from gateway.schema.basics.following import AFTER, following, place_after
from gateway.schema.basics.inputs import MemberInput
from gateway.schema.basics.scalars import Money, mapped
from gateway.schema.membership.commands import change_reported
from gateway.schema.membership.results import MembershipResult
from gateway.schema.membership.words import RefusalReason
from gateway.schema.permissions import mutation, query, subscription
from infra.kernel.events import EventEnvelope
from services.membership.contract import method_views as views
from services.membership.contract.method_events import ChargeClosed, ChargeRefused, ChargeRequested
from services.membership.contract.queries import GetChargeRequests

CHANGES = "charge-requests"
"""The kind of the subscription's cursors."""

_ENDS = frozenset(one.__name__ for one in (ChargeClosed, ChargeRefused))


@strawberry.input
class ReportPaymentMethodInput(MemberInput):
    masked: str = strawberry.field(
        description='As the shop shows it, such as "Visa •••• 4242"; a whole number is refused.'
    )
    expires: str = strawberry.field(
        default="",
        description='The last month in which it is valid: "2027-03". Empty: it does not expire.',
    )


@strawberry.input
class ReportChargeRefusedInput(MemberInput):
    refusal_id: str = strawberry.field(description="Your own id of this refusal; it counts once.")
    reason: RefusalReason
    refused_at: datetime
    charge_id: str = strawberry.field(
        default="", description="Of the request that this answers; see chargeRequests."
    )


@strawberry.type(description="The shop is asked to charge a member's method of payment.")
class ChargeRequest:
    charge_id: strawberry.ID = strawberry.field(description="Charge once under this id.")
    member_id: strawberry.ID
    masked: str
    amount: Money
    period_end: datetime
    answer_by: datetime = strawberry.field(
        description="Answer by then with reportPayment or reportChargeRefused; do not charge later."
    )

    @classmethod
    def of(cls, view: views.ChargeRequestView) -> "ChargeRequest":
        return mapped(cls, view, amount=Money.of(view.amount))


@strawberry.type(description="A request to charge was made, answered or dropped.")
class ChargeRequestChange:
    cursor: str = strawberry.field(description="Give it as `after` to go on from here.")
    member_id: strawberry.ID
    charge_id: strawberry.ID
    open: bool = strawberry.field(description="Whether it was made just now, or is over.")
    happened_at: datetime
    event_id: strawberry.Private[str]

    @property
    def mark(self) -> str:
        return self.event_id

    @classmethod
    def of(cls, placed: Placed, cursors: Cursors) -> "ChargeRequestChange":
        event = placed.numbered.event
        return cls(
            cursor=feed_cursor(cursors, placed.place),
            member_id=strawberry.ID(event.aggregate),
            charge_id=strawberry.ID(_request_named_by(event)),
            open=event.type == ChargeRequested.__name__,
            happened_at=event.happened_at,
            event_id=event.id,
        )


@strawberry.type
class PaymentMethodQueries:
    @query(
        Role.HOST,
        description="What the shop is asked to charge now, the most urgent first; without what was "
        "answered, or is not needed any more. `totalCount` stops at 1000.",
    )
    async def charge_requests(
        self, info: Info, first: int = 20, after: str | None = None
    ) -> Connection[ChargeRequest]:
        async def fetch(start: str, count: int) -> views.ChargeRequestsPage:
            asked = GetChargeRequests(after=start, first=count)
            return await info.context.readers.membership.ask(asked, views.ChargeRequestsPage)

        return await connect(
            info.context.cursors("open-charges"), first, after, fetch,
            lambda page: [ChargeRequest.of(one) for one in page.requests],
        )  # fmt: skip


@strawberry.type
class PaymentMethodSubscription:
    @subscription(
        Role.HOST,
        description="Each request to charge, and the end of each: then ask chargeRequests. "
        + AFTER,
    )
    async def charge_request_changed(
        self, info: Info, after: str | None = None
    ) -> AsyncGenerator[ChargeRequestChange, None]:
        context = info.context
        feed, cursors = context.feeds.membership, context.cursors(CHANGES)
        start = place_after(cursors, after)
        async with contextlib.aclosing(following(context, feed, None, start)) as events:
            async for placed in events:
                if placed.owner and _request_named_by(placed.numbered.event):
                    yield ChargeRequestChange.of(placed, cursors)


@strawberry.type
class PaymentMethodMutations:
    @mutation(
        Role.HOST,
        description="The member bound a method of payment in the shop, in place of any other. "
        "Automatic renewal may ask the shop to charge it.",
    )
    async def report_payment_method(
        self, info: Info, input: ReportPaymentMethodInput
    ) -> MembershipResult:
        return await change_reported(info, kinds.HostMethod, input)

    @mutation(Role.HOST, description="The member has no method of payment in the shop any more.")
    async def report_payment_method_removed(
        self, info: Info, input: MemberInput
    ) -> MembershipResult:
        return await change_reported(info, kinds.HostMethodRemoved, input)

    @mutation(
        Role.HOST,
        description="A charge of the member's method of payment was refused: one that was asked "
        "for, or the shop's own. The member is told while there is time to mend it.",
    )
    async def report_charge_refused(
        self, info: Info, input: ReportChargeRefusedInput
    ) -> MembershipResult:
        return await change_reported(info, kinds.HostChargeRefused, input)


def _request_named_by(event: EventEnvelope) -> str:
    """The id of the request that the event is about; empty where it is about none, such as a charge
    that the shop made of its own accord."""
    if event.type == ChargeRequested.__name__:
        return event.id
    return str(event.body["charge_id"]) if event.type in _ENDS else ""
