"""Corrections by staff, as they see them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import strawberry

from gateway.request.context import Info
from gateway.schema.basics.connections import Connection, connect
from gateway.schema.basics.fields import computed
from gateway.schema.basics.kept_reads import keep_beside
from gateway.schema.basics.scalars import Actor, Money, mapped
from gateway.schema.basics.words import mean
from gateway.schema.membership.words import CorrectionsState
from gateway.schema.permissions import ANY_STAFF, query
from services.membership.contract import correction_views as views
from services.membership.contract import staff_commands as c
from services.membership.contract.queries import GetCorrection, GetCorrections, GetTried


@strawberry.enum(description="What a correction does.")
class CorrectionAct(StrEnum):
    GRANT_DAYS = "GRANT_DAYS"
    GRANT_PLAN = "GRANT_PLAN"
    ADJUST_BALANCE = "ADJUST_BALANCE"
    CANCEL = "CANCEL"
    CLOSE = "CLOSE"
    MERGE = "MERGE"


mean(
    CorrectionAct,
    {
        "GRANT_DAYS": "Adds days to the period.",
        "GRANT_PLAN": "Gives a plan: for the rest of the running period, or a new one.",
        "ADJUST_BALANCE": "Adds to the balance, or takes from it.",
        "CANCEL": "Ends the membership at once.",
        "CLOSE": "Ends it for good; what is on the balance is paid out before.",
        "MERGE": "Of two accounts of one person one ends, and what it has goes into the other.",
    },
)


_ACTS: dict[type[c.Correction], CorrectionAct] = {
    c.GrantDays: CorrectionAct.GRANT_DAYS,
    c.GrantPlan: CorrectionAct.GRANT_PLAN,
    c.AdjustBalance: CorrectionAct.ADJUST_BALANCE,
    c.CancelMembership: CorrectionAct.CANCEL,
    c.CloseMembership: CorrectionAct.CLOSE,
    c.MergeMembers: CorrectionAct.MERGE,
}


@strawberry.type(description="What a correction may change of a member.")
class MemberStanding:
    plan: str = strawberry.field(description="The code of the plan held; empty where none is.")
    entitled: bool
    period_end: datetime | None
    balance: Money

    @classmethod
    def of(cls, view: views.MemberStanding) -> "MemberStanding":
        return mapped(cls, view, balance=Money.of(view.balance))


@strawberry.type(description="What a correction would do, or did, to one member.")
class TriedMember:
    member_id: strawberry.ID
    before: MemberStanding | None
    after: MemberStanding | None
    code: str = strawberry.field(description="Why it cannot be done; else empty.")
    view: strawberry.Private[views.Tried]

    @computed("The same in words.")
    async def message(self, info: Info) -> str | None:
        says = self.view.says
        return says.told(await info.context.locale(says)) if says else None

    @classmethod
    def of(cls, view: views.Tried) -> "TriedMember":
        return cls(
            member_id=strawberry.ID(view.member_id),
            before=MemberStanding.of(view.before) if view.before else None,
            after=MemberStanding.of(view.after) if view.after else None,
            code=view.code,
            view=view,
        )


@strawberry.type(description="Of how many members it cannot be done for one reason.")
class ContradictingMembers:
    code: str
    members: int


@strawberry.type(description="What staff change of one member or of many, from draft to end.")
class Corrections:
    id: strawberry.ID
    act: CorrectionAct
    reason: str = strawberry.field(description="The member reads it.")
    days: int | None
    plan: str | None
    amount: Money | None = strawberry.field(description="Taken where it is below zero.")
    other_id: strawberry.ID | None = strawberry.field(description="Of a merge: which account ends.")
    state: CorrectionsState
    requested_by: Actor
    at: datetime
    members: int = strawberry.field(description="How many it is about, as far as counted.")
    possible: int = strawberry.field(description="Of how many it could be done when tried out.")
    contradicting: list[ContradictingMembers]
    sample: list[TriedMember]
    corrected: int = strawberry.field(description="How many were corrected so far.")
    refused: int = strawberry.field(description="Of how many it could not be done by then.")
    needs_second: bool
    expires_at: datetime | None
    decided_by: Actor | None
    decided_at: datetime | None
    refusal: str = strawberry.field(description="Why it was refused; else empty.")

    @computed("Its members by id; `refused`: those only of whom it cannot be done.")
    async def tried(
        self, info: Info, refused: bool = False, first: int = 20, after: str | None = None
    ) -> Connection[TriedMember] | None:
        async def fetch(start: str, count: int) -> views.TriedPage:
            asked = GetTried(id=self.id, refused=refused, after=start, first=count)
            return await info.context.readers.membership.ask(asked, views.TriedPage)

        page: Connection[Any] = await connect(
            info.context.cursors("tried"), first, after, fetch,
            lambda page: [TriedMember.of(one) for one in page.tried],
        )  # fmt: skip
        await keep_beside(info, page)
        return page

    @classmethod
    def of(cls, view: views.CorrectionsView) -> "Corrections":
        act = view.correction
        amount = act.amount if isinstance(act, c.AdjustBalance) else None
        return mapped(
            cls,
            view,
            act=_ACTS[type(act)],
            reason=act.reason,
            days=getattr(act, "days", None),
            plan=getattr(act, "plan", None),
            other_id=act.other if isinstance(act, c.MergeMembers) else None,
            amount=Money.of(amount) if amount is not None else None,
            requested_by=Actor.of(view.by),
            contradicting=[mapped(ContradictingMembers, one) for one in view.contradicting],
            sample=[TriedMember.of(one) for one in view.sample],
            decided_by=Actor.of(view.decided_by) if view.decided_by else None,
        )


@strawberry.type
class CorrectionQueries:
    @query(*ANY_STAFF, description="Corrections that wait for a second of the staff, or all.")
    async def corrections(
        self, info: Info, waiting: bool = False, first: int = 20, after: str | None = None
    ) -> Connection[Corrections] | None:
        async def fetch(start: str, count: int) -> views.CorrectionsPage:
            asked = GetCorrections(waiting=waiting, after=start, first=count)
            return await info.context.readers.membership.ask(asked, views.CorrectionsPage)

        return await connect(
            info.context.cursors("corrections"), first, after, fetch,
            lambda page: [Corrections.of(one) for one in page.corrections],
        )  # fmt: skip

    @query(*ANY_STAFF, description="One of them, with its progress.")
    async def correction(self, info: Info, id: strawberry.ID) -> Corrections | None:
        asked = GetCorrection(id=id)
        view = await info.context.readers.membership.find(asked, views.CorrectionsView)
        return Corrections.of(view) if view else None
