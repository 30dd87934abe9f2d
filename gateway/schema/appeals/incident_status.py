"""What everybody may know of incidents, and what members see of those that touch them."""

from datetime import datetime

import strawberry

from gateway.identity.viewer import Role
from gateway.request.context import Info
from gateway.schema.appeals.incidents import text_of
from gateway.schema.appeals.words import AffectedState, PublicState
from gateway.schema.basics.member import me
from gateway.schema.basics.scalars import LocalText, Money, mapped
from gateway.schema.permissions import EVERYBODY, query
from services.appeals.contract import incident_views as views
from services.appeals.contract.incident_queries import GetOwnIncidents, GetPublicLines


@strawberry.type(description="What staff published of an incident; nothing of any member.")
class PublicIncident:
    id: strawberry.ID
    state: PublicState
    since: datetime
    updated_at: datetime
    version: int = strawberry.field(description="Of the text, from 1.")
    says: LocalText

    @classmethod
    def of(cls, view: views.PublicLine) -> "PublicIncident":
        return mapped(cls, view, says=LocalText(zh=view.says.zh, en=view.says.en))


@strawberry.type(description="An incident that touches the member who asks.")
class MyIncident:
    id: strawberry.ID
    public: PublicState
    lost_at: datetime
    joined: bool
    state: AffectedState | None = strawberry.field(description="How far it is for this member.")
    says: LocalText | None
    days: int = strawberry.field(description="Given; 0 before that.")
    credited: Money = strawberry.field(description="To the balance, for the discount missed.")
    number: str = strawberry.field(description="Of the appeal or case that it went to, if any.")

    @classmethod
    def of(cls, view: views.OwnIncident) -> "MyIncident":
        return mapped(cls, view, says=text_of(view.says), credited=Money.of(view.credited))


@strawberry.type
class IncidentStatusQueries:
    @query(
        *EVERYBODY,
        description="Incidents of which something is published, newest first: those that go on, "
        "and those that were over less than seven days ago. The same for everybody.",
    )
    async def incident_status(self, info: Info) -> list[PublicIncident]:
        found = await info.context.readers.appeals.ask(GetPublicLines(), views.PublicLines)
        return [PublicIncident.of(one) for one in found.lines]

    @query(Role.MEMBER, description="Incidents that touch the own membership.")
    async def my_incidents(self, info: Info) -> list[MyIncident]:
        asked = GetOwnIncidents(member_id=me(info))
        found = await info.context.readers.appeals.ask(asked, views.OwnIncidents)
        return [MyIncident.of(one) for one in found.incidents]
