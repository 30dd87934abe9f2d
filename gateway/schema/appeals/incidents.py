"""Incidents, as staff see them."""

from datetime import datetime
from typing import Any

import strawberry

from gateway.identity.viewer import Role
from gateway.request.context import Context, Info
from gateway.schema.appeals.words import AffectedState, AlikeIn, ElsewhereKind, IncidentState
from gateway.schema.basics.connections import Connection, connect
from gateway.schema.basics.fields import computed
from gateway.schema.basics.kept_reads import keep_beside
from gateway.schema.basics.scalars import Actor, LocalText, Money, mapped
from gateway.schema.membership.words import Cause, RemedyKind
from gateway.schema.permissions import ANY_STAFF, query
from infra.kernel.events import Actor as EventActor
from services.appeals.contract import incident_facts as facts
from services.appeals.contract import incident_views as views
from services.appeals.contract.incident_queries import (
    GetAffected,
    GetIncidentsAbout,
    GetLossIncident,
    GetLossIncidents,
)


@strawberry.type(description="One reason for which losses belong together.")
class Likeness:
    alike_in: AlikeIn
    points: int


@strawberry.type(description="What the losses of an incident have in common.")
class LossTraits:
    cause: Cause
    source: str = strawberry.field(
        description='Who or what did it, e.g. "IMPORT" or "STAFF:s-1"; empty: whoever.'
    )
    plan: str = strawberry.field(description="The code of the plan; empty: any.")
    plan_version: int
    release: str = strawberry.field(description="Of the program that did it, where it is known.")


@strawberry.type(description="Another incident that is about the same.")
class Elsewhere:
    kind: ElsewhereKind
    id: strawberry.ID


@strawberry.type(description="What everyone affected gets.")
class IncidentRemedy:
    cause: Cause
    kind: RemedyKind
    days: int | None = strawberry.field(description="None: as many as each has lost.")
    credit: bool = strawberry.field(description="Also the discount missed on orders meanwhile.")


@strawberry.type(description="Of how many members a remedy is not possible for one reason.")
class RefusedFor:
    code: str
    members: int


@strawberry.type(description="What a remedy would come to, for all of them together.")
class TriedOut:
    members: int
    possible: int
    days: int
    worth: Money = strawberry.field(description="Of the days, by the price that each holds.")
    refused: list[RefusedFor]

    @classmethod
    def of(cls, view: facts.TriedOut) -> "TriedOut":
        refused = [mapped(RefusedFor, one) for one in view.refused]
        return mapped(cls, view, worth=Money.of(view.worth), refused=refused)


@strawberry.type(description="How many members are how far.")
class MembersIn:
    state: AffectedState
    members: int


@strawberry.type(description="A member affected by an incident, whether there is an appeal or not.")
class AffectedMember:
    member_id: strawberry.ID
    cause: Cause
    lost_at: datetime
    why: list[Likeness] = strawberry.field(description="For what the loss belongs here.")
    state: AffectedState
    joined: bool = strawberry.field(description="The member said 'me too'.")
    days: int = strawberry.field(description="As tried out, then as given.")
    worth: Money
    credited: Money = strawberry.field(description="To the balance, for the discount missed.")
    code: str = strawberry.field(description="Why it cannot be done; else empty.")
    number: str = strawberry.field(
        description="Of the appeal that it decided, or of the case that was opened instead."
    )
    settled_at: datetime | None
    kept: strawberry.Private[views.AffectedView]

    @computed("The same in words.")
    async def message(self, info: Info) -> str | None:
        says = self.kept.says
        return says.told(await info.context.locale(says)) if says else None

    @classmethod
    def of(cls, view: views.AffectedView) -> "AffectedMember":
        why = [mapped(Likeness, one) for one in view.why]
        worth, credited = Money.of(view.worth), Money.of(view.credited)
        return mapped(cls, view, why=why, worth=worth, credited=credited, kept=view)


@strawberry.type(
    description="Losses that are alike, close in time: suspected by points, or opened by staff; "
    "confirmed once, the remedy reaches everyone affected."
)
class Incident:
    id: strawberry.ID = strawberry.field(description="Readable, e.g. IN-20261127-0001.")
    version: int
    state: IncidentState
    traits: LossTraits
    opened_at: datetime
    opened_by: Actor | None = strawberry.field(description="None: it was suspected by itself.")
    since: datetime
    until: datetime | None
    losses: int = strawberry.field(description="How many losses were seen so far.")
    least: int = strawberry.field(description="From so many on they were suspicious.")
    why: list[Likeness] = strawberry.field(description="Of the losses that are least alike.")
    elsewhere: Elsewhere | None
    remedy: IncidentRemedy | None
    tried: TriedOut = strawberry.field(description="As far as it was tried out.")
    members: list[MembersIn] = strawberry.field(description="As far as they are listed.")
    reason: str
    says: LocalText | None
    proposed_by: Actor | None
    confirmed_by: Actor | None
    confirmed_at: datetime | None
    over_at: datetime | None
    status: LocalText | None = strawberry.field(description="The public line, if there is one.")
    status_version: int

    @computed("Who is affected, by id; a sample, or page by page.")
    async def affected(
        self,
        info: Info,
        state: AffectedState | None = None,
        first: int = 20,
        after: str | None = None,
    ) -> Connection[AffectedMember] | None:
        async def fetch(start: str, count: int) -> views.AffectedPage:
            asked = GetAffected(incident=self.id, state=state, after=start, first=count)
            return await info.context.readers.appeals.ask(asked, views.AffectedPage)

        page: Connection[Any] = await connect(
            info.context.cursors("affected"), first, after, fetch,
            lambda page: [AffectedMember.of(one) for one in page.affected],
        )  # fmt: skip
        await keep_beside(info, page)
        return page

    @classmethod
    def of(cls, view: views.LossIncidentView) -> "Incident":
        return mapped(
            cls,
            view,
            traits=mapped(LossTraits, view.traits),
            opened_by=_actor(view.opened_by),
            why=[mapped(Likeness, one) for one in view.why],
            elsewhere=mapped(Elsewhere, view.elsewhere) if view.elsewhere else None,
            remedy=mapped(IncidentRemedy, view.remedy) if view.remedy else None,
            tried=TriedOut.of(view.tried),
            members=[mapped(MembersIn, one) for one in view.members],
            says=text_of(view.says),
            proposed_by=_actor(view.proposed_by),
            confirmed_by=_actor(view.confirmed_by),
            status=text_of(view.status),
        )


async def incidents_about(context: Context, member_id: str) -> list[Incident]:
    """None for members: a suspicion is nothing that they were told."""
    if context.viewer.role is not Role.STAFF:
        return []
    asked = GetIncidentsAbout(member_id=member_id)
    page = await context.readers.appeals.ask(asked, views.LossIncidentsPage)
    return [Incident.of(one) for one in page.incidents]


def text_of(says: facts.PublicText | None) -> LocalText | None:
    return LocalText(zh=says.zh, en=says.en) if says else None


def _actor(actor: EventActor | None) -> Actor | None:
    return Actor.of(actor) if actor else None


@strawberry.type
class IncidentQueries:
    @query(*ANY_STAFF, description="Incidents, newest first; those that go on, or all.")
    async def incidents(
        self, info: Info, *, only_open: bool = True, first: int = 20, after: str | None = None
    ) -> Connection[Incident] | None:
        async def fetch(start: str, count: int) -> views.LossIncidentsPage:
            asked = GetLossIncidents(only_open=only_open, after=start, first=count)
            return await info.context.readers.appeals.ask(asked, views.LossIncidentsPage)

        return await connect(
            info.context.cursors("incidents"), first, after, fetch,
            lambda page: [Incident.of(one) for one in page.incidents],
        )  # fmt: skip

    @query(*ANY_STAFF, description="One incident, with how far it is.")
    async def incident(self, info: Info, id: strawberry.ID) -> Incident | None:
        asked = GetLossIncident(id=id)
        view = await info.context.readers.appeals.find(asked, views.LossIncidentView)
        return Incident.of(view) if view else None
