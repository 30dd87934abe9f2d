"""Partners, as administrators and they themselves see them."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import strawberry

from gateway.identity.viewer import Role
from gateway.request.context import Info
from gateway.schema.basics.connections import Connection, connect
from gateway.schema.basics.scalars import mapped
from gateway.schema.partner.words import KeyScope, ShareScope
from gateway.schema.permissions import ANY_STAFF, query
from services.membership.contract import partner_views as views
from services.membership.contract.partner_queries import GetFollowed, GetPartner, GetPartners


@strawberry.type(description="A key, without what makes it one: that is shown when it is made.")
class PartnerKey:
    key_id: strawberry.ID
    label: str
    scopes: list[KeyScope]
    issued_at: datetime
    until: datetime | None = strawberry.field(description="When it ends, having been turned.")
    revoked_at: datetime | None
    used_at: datetime | None = strawberry.field(
        description="When it was used last, to the minute; null: never."
    )

    @classmethod
    def of(cls, view: views.KeyView) -> "PartnerKey":
        return mapped(cls, view, scopes=list(view.scopes))


@strawberry.type(description="A platform that follows its members' status.")
class Partner:
    partner_id: strawberry.ID
    name: str
    contact_email: str
    cut_off: bool = strawberry.field(description="No key of it opens anything.")
    cut_off_reason: str
    created_at: datetime
    keys: list[PartnerKey] = strawberry.field(
        description="Its keys, oldest first, those that are good no longer, too."
    )

    @classmethod
    def of(cls, view: views.PartnerView) -> "Partner":
        return mapped(cls, view, keys=[PartnerKey.of(one) for one in view.keys])


@strawberry.type(description="A partner that a member may let follow.")
class AvailablePartner:
    partner_id: strawberry.ID
    name: str


@strawberry.type(description="A member who lets the partner follow.")
class FollowedMember:
    member_id: strawberry.ID
    scopes: list[ShareScope]
    allowed_at: datetime


@strawberry.type
class PartnerQueries:
    @query(
        Role.PARTNER,
        Role.HOST,
        description="The partner whose key this is, or the shop in its place among them, with its "
        "keys.",
    )
    async def partner(self, info: Info) -> Partner | None:
        asked = GetPartner(partner_id=info.context.viewer.follower)
        view = await info.context.readers.membership.find(asked, views.PartnerView)
        return Partner.of(view) if view else None

    @query(*ANY_STAFF, description="All partners, by id.")
    async def partners(
        self, info: Info, first: int = 20, after: str | None = None
    ) -> Connection[Partner]:
        return await connect(
            info.context.cursors("partners"), first, after, _page(info, open_only=False),
            lambda page: [Partner.of(one) for one in page.partners],
        )  # fmt: skip

    @query(Role.MEMBER, description="The partners that may be let follow, by id.")
    async def available_partners(
        self, info: Info, first: int = 20, after: str | None = None
    ) -> Connection[AvailablePartner]:
        return await connect(
            info.context.cursors("available-partners"), first, after, _page(info, open_only=True),
            lambda page: [mapped(AvailablePartner, one) for one in page.partners],
        )  # fmt: skip

    @query(
        Role.PARTNER,
        scope=KeyScope.MEMBERS_READ,
        description="The members who let this partner follow now, by id. `totalCount` stops at "
        "1000.",
    )
    async def followed_members(
        self, info: Info, first: int = 20, after: str | None = None
    ) -> Connection[FollowedMember] | None:
        async def fetch(start: str, count: int) -> views.FollowedPage:
            asked = GetFollowed(partner_id=info.context.viewer.follower, after=start, first=count)
            return await info.context.readers.membership.ask(asked, views.FollowedPage)

        return await connect(
            info.context.cursors("followed-members"), first, after, fetch,
            lambda page: [mapped(FollowedMember, o, scopes=list(o.scopes)) for o in page.members],
        )  # fmt: skip


def _page(info: Info, *, open_only: bool) -> Callable[[str, int], Awaitable[views.PartnersPage]]:
    async def fetch(start: str, count: int) -> views.PartnersPage:
        asked = GetPartners(after=start, first=count, open_only=open_only)
        return await info.context.readers.membership.ask(asked, views.PartnersPage)

    return fetch
