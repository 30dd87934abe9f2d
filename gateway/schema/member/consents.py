"""What a member agreed to, and when, as one list."""

import asyncio
from datetime import datetime

import strawberry

from gateway.request.context import Context
from gateway.schema.basics.scalars import LocalText, mapped
from gateway.schema.basics.words import enums
from infra.kernel.text import LocalText as Text
from services.membership.contract import consent_views as views
from services.membership.contract.queries import GetConsents
from services.notify.contract.queries import GetProfile
from services.notify.contract.views import ProfileView

enums(
    {views.ConsentKind: "What a member can agree to."},
    {
        views.ConsentKind: {
            "CLAUSE": "A version of a clause, which binds.",
            "PARTNER": "That a partner follows.",
            "MARKETING": "To be sent offers.",
        }
    },
)
_OFFERS = Text(zh="接收优惠和活动信息", en="To be sent offers")


@strawberry.type(description="Something that a member agreed to.")
class Consent:
    kind: views.ConsentKind
    id: str = strawberry.field(description="Of the clause or partner.")
    what: LocalText
    version: int = strawberry.field(description="Of the clause; 0 of others.")
    since: datetime
    said_at: datetime | None = strawberry.field(
        description="Of a clause: when the member said to have read it."
    )
    until: datetime | None = strawberry.field(description="When it was taken back.")

    @classmethod
    def of(cls, view: views.Consent) -> "Consent":
        return mapped(cls, view, what=LocalText.of(view.what))


async def consents_of(context: Context, member_id: str) -> list[Consent]:
    readers = context.readers
    agreed, profile = await asyncio.gather(
        readers.membership.find(GetConsents(member_id=member_id), views.ConsentsView),
        readers.notify.find(GetProfile(member_id=member_id), ProfileView),
    )
    found = [*(agreed.consents if agreed else ()), *_marketing(profile)]
    return [Consent.of(one) for one in sorted(found, key=lambda one: one.since, reverse=True)]


def _marketing(profile: ProfileView | None) -> list[views.Consent]:
    if profile is None or profile.marketing_since is None:
        return []
    return [
        views.Consent(
            kind=views.ConsentKind.MARKETING,
            id="",
            what=_OFFERS,
            version=0,
            since=profile.marketing_since,
            until=profile.marketing_until,
        )
    ]
