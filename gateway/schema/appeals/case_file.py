"""The case file of an appeal: what its member would have to prove, in sealed versions."""

from datetime import datetime

import strawberry
from strawberry.scalars import JSON

from gateway.request.context import Info
from gateway.schema.appeals.words import CasePart, CutReason, NearBy, OrderMatch
from gateway.schema.basics.fields import computed
from gateway.schema.basics.scalars import Actor, LocalText, Money, mapped
from gateway.schema.membership.explanation import Evidence, Explanation
from gateway.schema.membership.timeline import TimelineEntry
from services.appeals.contract import case_views as views
from services.appeals.contract.case_queries import GetCaseDifference
from services.membership.contract import case_records as records


@strawberry.type(description="A record in a case file.")
class CaseRecord:
    kind: str = strawberry.field(
        description="PAYMENT, ORDER, REFUND, LOGIN, CLAUSE, PLAN, or NOTICE of a clause version."
    )
    id: strawberry.ID
    at: datetime
    says: LocalText
    hash: str = strawberry.field(
        description="SHA-256 of the facts, written as JSON with sorted keys, without spaces."
    )
    facts: JSON = strawberry.field(
        description="What the record says, under documented names; empty in older files."
    )

    @classmethod
    def of(cls, view: records.CaseRecord) -> "CaseRecord":
        return mapped(
            cls,
            view,
            id=strawberry.ID(view.id),
            says=LocalText.of(view.says),
            facts=JSON(view.facts),
        )


@strawberry.type(description="Something that happened to a delivery.")
class CaseStep:
    kind: str
    at: datetime
    says: LocalText
    attempt: int = strawberry.field(description="From 1; 0 for what is about none.")
    rule: str = strawberry.field(description="The name of what filtered it or holds it back.")

    @classmethod
    def of(cls, view: views.CaseStep) -> "CaseStep":
        return mapped(cls, view, says=LocalText.of(view.says))


@strawberry.type(description="One alert on one channel, as it was when the file was sealed.")
class CaseDelivery:
    id: strawberry.ID
    channel: str
    state: str
    planned_at: datetime
    sent_at: datetime | None
    received_at: datetime | None = strawberry.field(description="When its receipt came.")
    attempts: int
    rule: str = strawberry.field(description="The name of the rule that filtered it.")
    reason: str = strawberry.field(description="Why it was filtered or failed.")
    steps: list[CaseStep]

    @classmethod
    def of(cls, view: views.CaseDelivery) -> "CaseDelivery":
        steps = [CaseStep.of(one) for one in view.steps]
        return mapped(cls, view, id=strawberry.ID(view.id), steps=steps)


@strawberry.type(description="Something that the member was told, and how it arrived.")
class CaseAlert:
    id: strawberry.ID
    event_id: strawberry.ID
    event_type: str
    topic: str
    at: datetime
    title: LocalText
    text: LocalText
    received: bool
    deliveries: list[CaseDelivery]
    hash: str = strawberry.field(description="SHA-256 of all of it but the words.")

    @classmethod
    def of(cls, view: views.CaseAlert) -> "CaseAlert":
        return mapped(
            cls,
            view,
            id=strawberry.ID(view.id),
            event_id=strawberry.ID(view.event_id),
            title=LocalText.of(view.title),
            text=LocalText.of(view.text),
            deliveries=[CaseDelivery.of(one) for one in view.deliveries],
        )


@strawberry.type(description="An order that the member named, held against those on record.")
class NamedOrder:
    named: str = strawberry.field(description="As the member wrote it.")
    match: OrderMatch
    near: NearBy | None = strawberry.field(description="In what it is close to one on record.")
    says: LocalText
    kind: str = strawberry.field(
        description="PAYMENT, ORDER, REFUND, or EVENT of a top-up; empty where there is none."
    )
    id: str = strawberry.field(description="Of the record; empty where there is none.")
    at: datetime | None
    hash: str

    @classmethod
    def of(cls, view: records.NamedOrder) -> "NamedOrder":
        return mapped(cls, view, says=LocalText.of(view.says))


@strawberry.type(description="What is on record and not in the file.")
class CaseCutOff:
    kind: str
    left_out: int = strawberry.field(description="How many of them are not in the file.")
    why: CutReason
    says: LocalText

    @classmethod
    def of(cls, view: records.CutOff) -> "CaseCutOff":
        return mapped(cls, view, says=LocalText.of(view.says))


@strawberry.type(description="An entry of a case file, by its kind and id.")
class CaseEntry:
    kind: str = strawberry.field(
        description="EVENT, PAYMENT, ORDER, REFUND, LOGIN, NOTICE, CLAUSE, PLAN, ALERT, "
        "NAMED_ORDER, or EXPLANATION with the ids AT_LOSS and NOW."
    )
    id: strawberry.ID

    @classmethod
    def of(cls, view: views.EntryRef) -> "CaseEntry":
        return cls(kind=view.kind, id=strawberry.ID(view.id))


@strawberry.type(description="What is different in a case file, entry by entry.")
class CaseDifference:
    since: int = strawberry.field(description="The version before.")
    added: list[CaseEntry]
    changed: list[CaseEntry] = strawberry.field(description="The same id, with another hash.")
    gone: list[CaseEntry] = strawberry.field(description="No longer in the file.")

    @classmethod
    def of(cls, view: views.CaseDifference) -> "CaseDifference":
        return cls(
            since=view.since,
            added=[CaseEntry.of(one) for one in view.added],
            changed=[CaseEntry.of(one) for one in view.changed],
            gone=[CaseEntry.of(one) for one in view.gone],
        )

    @classmethod
    def maybe(cls, view: views.CaseDifference | None) -> "CaseDifference | None":
        return cls.of(view) if view else None


@strawberry.type(description="What the appeal attached by itself: all that is known of the loss.")
class CaseFile:
    version: int = strawberry.field(description="Which version of the file it is, from 1.")
    gathered_at: datetime
    explanation: Explanation = strawberry.field(description="Why it was lost, as of the loss.")
    explanation_now: Explanation | None = strawberry.field(
        description="As of when the file was gathered. None in older files, as in what follows."
    )
    money_lost: Money | None = strawberry.field(
        description="By this loss, on the orders made since, while it lasts."
    )
    lost_until: datetime | None = strawberry.field(description="None: it still lasts.")
    timeline: list[TimelineEntry]
    evidence: list[Evidence] = strawberry.field(description="The records, without their facts.")
    records: list[CaseRecord]
    alerts: list[CaseAlert] = strawberry.field(
        description="What the member was told, oldest first."
    )
    named_orders: list[NamedOrder]
    looks_back_to: datetime | None = strawberry.field(description="What is earlier is left out.")
    cut_off: list[CaseCutOff] = strawberry.field(description="What is on record and left out.")
    missing: list[CasePart] = strawberry.field(
        description="Parts that follow as soon as who knows them answers."
    )
    difference: CaseDifference | None = strawberry.field(
        description="From the version before; none in the first."
    )
    history_hash: str

    @classmethod
    def of(cls, view: views.AppealCaseFile) -> "CaseFile":
        now = view.explanation_now
        return mapped(
            cls,
            view,
            explanation=Explanation.of(view.explanation),
            explanation_now=Explanation.of(now) if now else None,
            money_lost=Money.maybe(view.money_lost),
            timeline=TimelineEntry.all_of(view.timeline),
            evidence=[Evidence.of(one) for one in view.evidence],
            records=[CaseRecord.of(one) for one in view.evidence],
            alerts=[CaseAlert.of(one) for one in view.alerts],
            named_orders=[NamedOrder.of(one) for one in view.named_orders],
            cut_off=[CaseCutOff.of(one) for one in view.cut_off],
            missing=list(view.missing),
            difference=CaseDifference.maybe(view.difference),
        )


@strawberry.type(description="A version of a case file, as it was sealed.")
class CaseFileVersion:
    version: int
    sealed_at: datetime
    by: Actor = strawberry.field(description="Who had it gathered, or the system.")
    sha256: str
    missing: list[CasePart]
    difference: CaseDifference | None
    erased: int = strawberry.field(description="How many texts were taken out of it since.")

    @classmethod
    def of(cls, view: views.CaseFileVersion) -> "CaseFileVersion":
        return mapped(
            cls,
            view,
            by=Actor.of(view.by),
            missing=list(view.missing),
            difference=CaseDifference.maybe(view.difference),
        )


@strawberry.type(description="One version of a case file, with the list of all.")
class SealedCaseFile:
    number: str
    member_id: strawberry.ID
    file: CaseFile
    sealed: CaseFileVersion
    content: str = strawberry.field(
        description="As it was sealed, for docs/verify_case_file.py, with its sha256."
    )
    versions: list[CaseFileVersion] = strawberry.field(
        description="All of its versions, oldest first."
    )
    of_others: list[str] = strawberry.field(
        description="Named orders that are on record, but not this member's. Staff only."
    )

    @computed("From another version to this one; none where there is no such version.")
    async def difference_from(self, info: Info, version: int) -> CaseDifference | None:
        asked = GetCaseDifference(
            number=self.number,
            before=version,
            after=self.sealed.version,
            member_id=str(self.member_id),
        )
        found = await info.context.readers.appeals.find(asked, views.CaseDifference)
        return CaseDifference.maybe(found)

    @classmethod
    def of(cls, view: views.CaseFileView) -> "SealedCaseFile":
        return mapped(
            cls,
            view,
            member_id=strawberry.ID(view.member_id),
            file=CaseFile.of(view.file),
            sealed=CaseFileVersion.of(view.sealed),
            versions=[CaseFileVersion.of(one) for one in view.versions],
            of_others=list(view.of_others),
        )
