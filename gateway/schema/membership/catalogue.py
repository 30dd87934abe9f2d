"""The catalogue of plans, as staff see it: versions, drafts, and how members stand to them."""

from datetime import datetime

import strawberry
from strawberry.scalars import JSON

from gateway.schema.basics.connections import Connection
from gateway.schema.basics.scalars import LocalText, mapped
from gateway.schema.membership.plans import Plan
from gateway.schema.membership.words import TermsStanding
from services.membership.contract import catalogue_views as views
from services.membership.contract import plans


@strawberry.type(description="What differs between two versions of a plan.")
class PlanDifference:
    field: str = strawberry.field(description='Of the plan, or "benefit".')
    benefit: str = strawberry.field(description="Its code, where the field is a benefit.")
    name: LocalText | None
    before: JSON | None = strawberry.field(description="None: it was not there.")
    after: JSON | None = strawberry.field(description="None: it is no more.")
    worse: bool = strawberry.field(
        description="It costs more or gives less, or that cannot be told."
    )

    @classmethod
    def of(cls, view: plans.PlanDifference) -> "PlanDifference":
        return mapped(cls, view, name=LocalText.of(view.name) if view.name else None)


def differences_of(found: tuple[plans.PlanDifference, ...]) -> list[PlanDifference]:
    return [PlanDifference.of(one) for one in found]


@strawberry.type(description="One published version of a plan.")
class PlanVersion:
    plan: Plan
    version: int
    published_at: datetime
    effective_at: datetime
    adverse: bool = strawberry.field(
        description="Worse than one before: it binds only after an own notice of 30 days."
    )
    differences: list[PlanDifference] = strawberry.field(
        description="From the version that was in force."
    )
    hash: str = strawberry.field(description="Of its event in the history of the plan.")

    @classmethod
    def of(cls, view: views.PlanVersionView) -> "PlanVersion":
        return mapped(
            cls, view, plan=Plan.of(view.plan), differences=differences_of(view.differences)
        )


@strawberry.type(description="The end of a plan: nobody joins it, its members move as they renew.")
class Retirement:
    moves_to: str
    effective_at: datetime
    retired_at: datetime


@strawberry.type(description="All that was published of a plan.")
class PlanHistory:
    code: str
    versions: list[PlanVersion] = strawberry.field(description="All of its versions, oldest first.")
    retired: Retirement | None

    @classmethod
    def of(cls, view: views.PlanHistoryView) -> "PlanHistory":
        return cls(
            code=view.code,
            versions=[PlanVersion.of(one) for one in view.versions],
            retired=mapped(Retirement, view.retired) if view.retired else None,
        )


@strawberry.type(description="Why a draft cannot be published as it is.")
class PlanFault:
    plan: str = strawberry.field(description="Where it lies: a draft may contradict another plan.")
    field: str
    says: LocalText

    @classmethod
    def of(cls, view: views.PlanFault) -> "PlanFault":
        return mapped(cls, view, says=LocalText.of(view.says))


@strawberry.type(description="How many members one difference is for.")
class CountedDifference:
    difference: PlanDifference
    members: int


@strawberry.type(description="A member whom a draft would touch.")
class TouchedMember:
    member_id: strawberry.ID
    plan_version: int = strawberry.field(description="The version held.")
    worse: bool = strawberry.field(description="Whether this member loses by it.")
    differences: list[PlanDifference] = strawberry.field(description="From the version held.")

    @classmethod
    def of(cls, view: views.Touched) -> "TouchedMember":
        return mapped(cls, view, differences=differences_of(view.differences))


@strawberry.type(description="Who would be touched by a draft, as far as it was counted.")
class PlanPreview:
    started_at: datetime
    finished: bool
    total: int = strawberry.field(description="Running memberships on the plan.")
    seen: int = strawberry.field(description="How many of them were looked at so far.")
    touched: int
    worse: int = strawberry.field(description="How many lose by it.")
    counts: list[CountedDifference]
    sample: list[TouchedMember]

    @classmethod
    def of(cls, view: views.PreviewView) -> "PlanPreview":
        counts = [
            CountedDifference(difference=PlanDifference.of(one.difference), members=one.members)
            for one in view.counts
        ]
        return mapped(
            cls, view, counts=counts, sample=[TouchedMember.of(one) for one in view.sample]
        )


@strawberry.type(description="What is prepared as the next version of a plan.")
class PlanDraft:
    plan: Plan
    revision: int = strawberry.field(description="publishPlan names the one that was looked at.")
    saved_at: datetime
    faults: list[PlanFault]
    differences: list[PlanDifference] = strawberry.field(
        description="From the version that is in force until it could take effect."
    )
    adverse: bool = strawberry.field(description="Whether it costs more or gives less.")
    earliest: datetime = strawberry.field(description="When it could take effect.")
    preview: PlanPreview | None = strawberry.field(description="See previewPlan.")

    @classmethod
    def of(cls, view: views.PlanDraftView) -> "PlanDraft":
        return mapped(
            cls,
            view,
            plan=Plan.of(view.plan),
            faults=[PlanFault.of(one) for one in view.faults],
            differences=differences_of(view.differences),
            preview=PlanPreview.of(view.preview) if view.preview else None,
        )


@strawberry.type(description="How a member of a plan stands to a version of it.")
class PlanHolder:
    member_id: strawberry.ID
    plan_version: int = strawberry.field(description="The version held.")
    standing: TermsStanding
    renews_at: datetime
    received_at: datetime | None = strawberry.field(description="When the own notice arrived.")
    binds_from: datetime | None = strawberry.field(
        description="No period that starts before then is on the version."
    )


@strawberry.type(description="How many members of a plan have come how far with a version.")
class PlanNotices:
    members: int
    bound: int = strawberry.field(description="Hold it, or a later one.")
    told: int = strawberry.field(description="Were told, and are not bound yet.")
    received: int = strawberry.field(description="Of those told, whom the notice reached.")
    holders: Connection[PlanHolder]
