"""A membership as its member sees it."""

from datetime import datetime
from typing import Self

import strawberry

from gateway.compiled.shows import Shows, from_view, itself
from gateway.identity.viewer import Role
from gateway.request.context import Info
from gateway.schema.basics.connections import Connection
from gateway.schema.basics.fields import computed
from gateway.schema.basics.scalars import Money
from gateway.schema.membership.breaker import DeferredChange
from gateway.schema.membership.explanation import Explanation
from gateway.schema.membership.plans import HeldBenefit, Plan
from gateway.schema.membership.statements import StatementOfReasons, statements_page
from gateway.schema.membership.timeline import TimelineEntry, timeline_page
from gateway.schema.membership.words import (
    Cause,
    HoldKind,
    Lifecycle,
    LinkRole,
    RefusalReason,
    ReleaseBy,
    Status,
)
from services.membership.contract import explanations, hold_events, views
from services.membership.contract.method_views import PaymentMethodView
from services.membership.contract.passing_views import LinkView
from services.membership.contract.queries import GetExplanation, GetMembership


@strawberry.type(description="From when to when.")
class Period(Shows[views.MembershipView]):
    start: datetime = from_view("period_start")
    end: datetime = from_view("period_end")


@strawberry.type(description="Blocks entitlement without ending the membership.")
class Hold(Shows[hold_events.Hold]):
    kind: HoldKind
    cause: Cause
    owner: str
    released_by: ReleaseBy
    placed_at: datetime
    latest_release: datetime | None = strawberry.field(description="When it ends by itself.")
    stops_period: bool = strawberry.field(description="Whether the time held is given back.")
    reason: str
    order_id: str = strawberry.field(description="Of a renewal that is checked; else empty.")
    channel: str = strawberry.field(description="Through which it came; else empty.")


@strawberry.type(description="The change that one step takes back; see undoChange.")
class Undo(Shows[views.Undo]):
    event_type: str
    event_version: int
    until: datetime


@strawberry.type(description="A payment that its member told us of, and that is being checked.")
class PaymentClaim(Shows[views.ClaimView]):
    order_id: str
    amount: Money
    paid_at: datetime
    decide_by: datetime = strawberry.field(description="When it is settled at the latest.")
    access: bool = strawberry.field(description="Whether it counts until it is settled.")
    overdue: bool


@strawberry.type(description="The method of payment that is bound in the shop.")
class PaymentMethod(Shows[PaymentMethodView]):
    masked: str
    expires_at: datetime | None = strawberry.field(
        description="From then on it is not valid; none: it does not expire, as far as is known."
    )
    refused: RefusalReason | None = strawberry.field(
        description="Why its last charge was refused, if it was."
    )


@strawberry.type(description="A link with another member.")
class MembershipLink(Shows[LinkView]):
    role: LinkRole = strawberry.field(description="What this member is in it.")
    member_id: strawberry.ID = from_view("other", description="At the other end.")
    since: datetime | None = strawberry.field(description="None while it is offered.")
    accept_until: datetime


@strawberry.type(description="What a backup has through its main.")
class Cover(Shows[views.CoverView]):
    main: strawberry.ID
    plan: Plan
    plan_version: int
    since: datetime
    until: datetime | None = strawberry.field(
        description="Until when by itself; none while that is open."
    )
    in_use: bool = strawberry.field(
        description="Whether the member is entitled by it: no membership of the own runs, and "
        "nothing holds this one."
    )


@strawberry.type(
    description="The membership is restored for the time being, because an appeal was not answered "
    "in time. It lasts until the appeal is decided, costs nothing, and gives no quotas."
)
class ProvisionalRestoration(Shows[views.ProvisionalView]):
    appeal_number: str
    since: datetime
    in_force: bool = strawberry.field(
        description="False while a hold stands that protects the account or a payment."
    )


@strawberry.type(description="A membership, now or as of an instant.")
class Membership(Shows[views.MembershipView]):
    member_id: strawberry.ID
    version: int = strawberry.field(description="Counts this member's events.")
    status: Status
    lifecycle: Lifecycle
    entitled: bool = strawberry.field(
        description="Whether the benefits of this membership are in force. A backup may be "
        "entitled through its main: see cover."
    )
    plan: Plan = strawberry.field(description="The plan that is held, in the version that is held.")
    plan_version: int = strawberry.field(description="The version of the plan that is held.")
    benefits: list[HeldBenefit] = strawberry.field(
        description="The benefits that are in force now."
    )
    period: Period = from_view(itself)
    grace_until: datetime | None
    price: Money = from_view("renewal_price", description="What the next renewal costs.")
    auto_renew: bool
    balance: Money
    owed: Money = strawberry.field(
        description="What a refund took and the balance did not have; money that renews nothing "
        "settles it."
    )
    holds: list[Hold]
    undo: Undo | None
    claim: PaymentClaim | None
    offered_until: datetime | None = strawberry.field(
        description="Until then it renews by itself for its price, without a gap, once the balance "
        "has it: what a decision gave."
    )
    under_review: list[DeferredChange] = from_view(
        "deferred",
        description="Changes for the worse that wait for a person; nothing is lost meanwhile.",
    )
    method: PaymentMethod | None = strawberry.field(
        description="What the shop charges where the balance does not cover automatic renewal."
    )
    links: list[MembershipLink] = strawberry.field(
        description="Backups of this main, or the main of this backup."
    )
    cover: Cover | None
    provisional: ProvisionalRestoration | None
    last_login_at: datetime | None
    history_hash: str = strawberry.field(description="Head of the hash-chained history.")
    as_of_instant: strawberry.Private[datetime | None] = None
    known_by: strawberry.Private[datetime | None] = None

    @computed("Why the member is, or is not, entitled; now or at an instant.")
    async def explanation(self, info: Info, at: datetime | None = None) -> Explanation | None:
        asked = GetExplanation(
            member_id=self.member_id,
            at=at or self.as_of_instant,
            known_at=self.known_by,
            for_staff=info.context.viewer.role is Role.STAFF,
        )
        return Explanation.of(
            await info.context.readers.membership.ask(asked, explanations.Explanation)
        )

    @computed("The history, oldest first, unless asked for the other way round.")
    async def timeline(
        self, info: Info, first: int = 20, after: str | None = None, newest_first: bool = False
    ) -> Connection[TimelineEntry] | None:
        return await timeline_page(
            info.context, self.member_id, first, after, newest_first=newest_first
        )

    @computed("The statements of reasons for all adverse changes, oldest first.")
    async def statements(
        self, info: Info, first: int = 20, after: str | None = None
    ) -> Connection[StatementOfReasons] | None:
        return await statements_page(info.context, self.member_id, first, after)

    @computed("As things stood at an instant; with knownAt, by what was recorded by then.")
    async def as_of(
        self, info: Info, at: datetime, known_at: datetime | None = None
    ) -> "Membership | None":
        asked = GetMembership(member_id=self.member_id, at=at, known_at=known_at)
        view = await info.context.readers.membership.find(asked, views.MembershipView)
        return Membership.of(view, at, known_at) if view else None

    @classmethod
    def of(
        cls,
        view: views.MembershipView,
        at: datetime | None = None,
        known_at: datetime | None = None,
    ) -> Self:
        made = super().of(view)
        made.as_of_instant, made.known_by = at, known_at
        return made


@strawberry.type(description="Verification of a history: hash chain and stored state.")
class Record:
    events: int
    holds: bool = strawberry.field(description="Whether everything is as it was written.")
    fault: str
    head_hash: str
