"""An appeal with its conversation, its case file and its decision."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import strawberry

from gateway.compiled.shows import Shows, from_view
from gateway.request.context import Info
from gateway.schema.appeals.case_file import CaseFile
from gateway.schema.appeals.decisions import Citations, DecisionRule
from gateway.schema.appeals.files import EvidenceFile, files_of
from gateway.schema.appeals.incidents import Incident, incidents_about
from gateway.schema.appeals.package import (
    ComplaintText,
    PackageLink,
    complaint_texts_of,
    package_link,
)
from gateway.schema.appeals.quotes import AppealQuote
from gateway.schema.appeals.remedies import DecidedRemedy, RemedyPart, remedy_fields
from gateway.schema.appeals.words import (
    AfterWait,
    AppealQueue,
    AppealState,
    CasePart,
    ProofKind,
    Verdict,
)
from gateway.schema.basics.fields import computed
from gateway.schema.basics.nodes import Node, global_id
from gateway.schema.basics.scalars import Actor, LocalText, Money, mapped
from gateway.schema.membership.words import Cause
from services.appeals.contract import views
from services.appeals.contract.parties import letters_of


@strawberry.type(description="A message, or a note that only staff see.")
class AppealMessage:
    id: strawberry.ID
    at: datetime
    by: Actor
    text: str
    orders: list[str]
    staff_only: bool
    quotes: list[AppealQuote] = strawberry.field(description="What of the case stands beside it.")
    template: str = strawberry.field(description="By which it was said, e.g. late-payment/3.")
    both: LocalText | None = strawberry.field(
        description="What a template said, in both languages; `text` is the member's."
    )

    @classmethod
    def of(cls, view: views.Message, letters: Mapping[str, str]) -> "AppealMessage":
        quotes = [AppealQuote.of(one) for one in view.quotes]
        both = LocalText.of(view.both) if view.both else None
        by, orders = Actor.of(view.by, letters), list(view.orders)
        return mapped(cls, view, by=by, orders=orders, quotes=quotes, both=both)


@strawberry.type(description="How the appeal ended and what it granted.")
class AppealDecision(DecidedRemedy):
    at: datetime
    by: Actor
    verdict: Verdict
    cause: Cause
    reason: str
    difference_reason: str = strawberry.field(
        description="Why the cause is another than the explanation's; else empty."
    )
    automatic: bool = strawberry.field(
        description="A rule decided it, without a person; see askForPerson."
    )
    rule: DecisionRule | None
    cites: Citations

    confirmed_by: Actor | None = strawberry.field(
        description="A second of the staff, where it was worth more than one decides alone."
    )

    @classmethod
    def of(cls, view: views.Decision, letters: Mapping[str, str]) -> "AppealDecision":
        return mapped(
            cls,
            view,
            by=Actor.of(view.by, letters),
            automatic=view.rule is not None,
            rule=DecisionRule.of(view.rule) if view.rule else None,
            cites=Citations.of(view.citing),
            confirmed_by=Actor.of(view.confirmed_by, letters) if view.confirmed_by else None,
            **remedy_fields(view),
        )


@strawberry.type(
    description="A decision that waits for a second of the staff. Its member is told nothing of "
    "it, and the clocks go on."
)
class ProposedDecision(Shows[views.ProposedDecision]):
    at: datetime
    by: Actor = from_view(lambda view: Actor.of(view.by))
    verdict: Verdict
    cause: Cause
    reason: str
    parts: list[RemedyPart]
    worth: Money | None = strawberry.field(
        description="None: the membership could not say; it is asked again when it is confirmed."
    )


@strawberry.type(description="One event of the appeal's own history.")
class AppealStep:
    version: int
    type: str
    at: datetime
    by: Actor
    hash: str

    @classmethod
    def of(cls, view: views.AppealStep, letters: Mapping[str, str]) -> "AppealStep":
        return mapped(cls, view, by=Actor.of(view.by, letters))


@strawberry.type(description="Whether the member proved who they are, for this appeal.")
class AppealIdentity(Shows[views.IdentityView]):
    how: ProofKind | None = strawberry.field(description="None: not proven.")
    at: datetime | None
    tries_left: int = strawberry.field(description="With the digits of the phone, within 24 hours.")


@strawberry.type(description="A member's appeal against a loss.")
class Appeal(Node, Shows[views.AppealView]):
    id: strawberry.ID = from_view(
        lambda view: global_id("Appeal", view.number), description="The global id, opaque."
    )
    number: str = strawberry.field(description="Readable, e.g. AP-20261121-0042.")
    member_id: strawberry.ID
    version: int
    state: AppealState
    submitted_at: datetime
    lost_at: datetime | None
    suspected_cause: Cause | None
    orders: list[str]
    messages: list[AppealMessage] = from_view(
        lambda view: _lettered(AppealMessage, view.messages, view),
        description="In order; notes among them are for staff alone.",
    )
    reviewer: Actor | None = from_view(
        lambda view: Actor.of(view.reviewer, letters_of(view)) if view.reviewer else None
    )
    place_in_queue: int | None = strawberry.field(
        description="1 is next; 500 is that or further behind; none once taken."
    )
    first_answer_due: datetime
    first_answered_at: datetime | None
    overdue: bool
    answer_until: datetime | None = strawberry.field(description="For the member's answer.")
    what_follows: AfterWait | None = strawberry.field(description="When that time passes.")
    promised_at: datetime | None = strawberry.field(description="The next promised time.")
    reopen_until: datetime | None = strawberry.field(
        description="Of one that is over: until when its member can open it again on something new."
    )
    escalate_until: datetime | None = strawberry.field(
        description="Until when its member can have another person decide; none where that cannot "
        "be: upheld, or another person's decision already."
    )
    waits_for_another: bool = strawberry.field(
        description="It was escalated, nobody has it, and nobody was at the desk who may take it."
    )
    excluded_reviewers: list[str] = strawberry.field(
        description="Ids of the staff who may not take it, as they decided it before. For staff."
    )
    decision: AppealDecision | None = from_view(
        lambda view: view.decision and AppealDecision.of(view.decision, letters_of(view)),
        description="Of the present round.",
    )
    earlier_decisions: list[AppealDecision] = from_view(
        lambda view: _lettered(AppealDecision, view.earlier_decisions, view),
        description="From before it was opened again, oldest first.",
    )
    rules: list[DecisionRule] = strawberry.field(
        description="Rules that fired when it was looked at whether one settles it; none before."
    )
    steps: list[AppealStep] = from_view(lambda view: _lettered(AppealStep, view.steps, view))
    queue: AppealQueue | None = strawberry.field(description="Where it waits; told to staff.")
    proposed: ProposedDecision | None = strawberry.field(
        description="What waits for a second; told to staff."
    )
    queue_rule: str = strawberry.field(
        description="The rule that put it there; told to staff, else empty."
    )
    case_file: CaseFile | None = from_view(
        lambda view: view.case_file and CaseFile.of(view.case_file),
        description="Only where one appeal is asked for.",
    )
    case_file_missing: list[CasePart] = strawberry.field(
        description="Parts of its case file that follow as soon as who knows them answers."
    )

    identity: AppealIdentity

    @computed("What the member and staff added, in the order in which it came.")
    async def files(self, info: Info) -> list[EvidenceFile]:
        return await files_of(info.context, self.number, self.member_id)

    @computed("For staff: incidents that losses of the member are part of; none for members.")
    async def incidents(self, info: Info) -> list[Incident]:
        return await incidents_about(info.context, self.member_id)

    @computed("All of it as a ZIP that stands alone, for a regulator; a new link each time.")
    def package(self, info: Info) -> PackageLink:
        return package_link(info.context, self.number)

    @computed("The wording of a complaint to an authority, with 【】 for what you fill in.")
    async def complaint_texts(self, info: Info) -> list[ComplaintText] | None:
        return await complaint_texts_of(info.context, self.number, self.member_id)


def _lettered(kind: Any, parts: Iterable[Any], appeal: views.AppealView) -> list[Any]:
    """Parts of an appeal, in which its staff go by their letters."""
    letters = letters_of(appeal)
    return [kind.of(one, letters) for one in parts]
