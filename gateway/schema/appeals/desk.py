"""The desk at which staff work through appeals: its queues, its rules, who works there."""

from datetime import datetime
from typing import Annotated

import strawberry

from gateway.request.context import Info
from gateway.schema.appeals.appeal import Appeal
from gateway.schema.appeals.words import AppealQueue
from gateway.schema.basics.connections import Connection, connect, place_after
from gateway.schema.basics.results import UNTIL_2027, AnyProblem, answers
from gateway.schema.basics.scalars import Actor, mapped
from gateway.schema.membership.words import CaseReason, Cause
from gateway.schema.permissions import ANY_STAFF, query
from services.appeals.contract import desk_rules as contract
from services.appeals.contract import desk_views as views
from services.appeals.contract.desk_queries import (
    GetProposed,
    GetQueueRules,
    GetQueues,
    GetReviewers,
    PreviewQueueRules,
)
from services.appeals.contract.views import AppealsPage

UP_TO = "500 is that or more."


@strawberry.type(description="How one queue stands.")
class QueueCount:
    queue: AppealQueue
    waiting: int = strawberry.field(description=f"Appeals that wait for staff. {UP_TO}")
    free: int = strawberry.field(description=f"Of these, those that nobody has. {UP_TO}")
    for_another: int = strawberry.field(
        description=f"Of these, those that were escalated when nobody else was there. {UP_TO}"
    )
    overdue: int = strawberry.field(description=f"Of all, those that were due. {UP_TO}")
    first_due: datetime | None = strawberry.field(description="By when the first of them is due.")
    nobody_there: bool = strawberry.field(
        description="Some are free, and nobody is there who works in this queue."
    )


@strawberry.type(description="When a rule holds: where all that it says holds.")
class QueueCondition:
    causes: list[Cause]
    opened_because: list[CaseReason]
    security: bool | None
    escalated: bool | None
    late: bool | None
    incident: bool | None
    paid_at_least: int | None
    plan_rank_at_least: int | None
    claimed_at_least: int | None
    age_at_least: int | None
    left_at_most: int | None

    @classmethod
    def of(cls, view: contract.QueueCondition) -> "QueueCondition":
        return mapped(cls, view, causes=list(view.causes), opened_because=list(view.opened_because))


@strawberry.type(description="One rule: appeals of this kind wait in this queue.")
class QueueRule:
    name: str
    queue: AppealQueue
    when: QueueCondition

    @classmethod
    def of(cls, view: contract.QueueRule) -> "QueueRule":
        return mapped(cls, view, when=QueueCondition.of(view.when))


@strawberry.type(description="A version of the rules, in the order in which they are tried.")
class QueueRules:
    version: int
    rules: list[QueueRule]
    saved_by: Actor
    at: datetime
    reason: str = strawberry.field(description="Why it replaced the one before.")
    left: int = strawberry.field(
        description="Open appeals that are still to be put where they say; 10000 is that or more. "
        "None are where another version is in force."
    )

    @classmethod
    def of(cls, view: contract.QueueRules, left: int = 0) -> "QueueRules":
        return mapped(
            cls,
            view,
            left=left,
            rules=[QueueRule.of(one) for one in view.rules],
            saved_by=Actor.of(view.by),
        )


@strawberry.input(
    description="When a rule holds: where all that is said holds. Nothing said holds always."
)
class QueueConditionInput:
    causes: list[Cause] = strawberry.field(
        default_factory=list, description="What the loss is put down to is one of these."
    )
    opened_because: list[CaseReason] = strawberry.field(
        default_factory=list, description="Nobody asked for the case; it was opened for this."
    )
    security: bool | None = strawberry.field(
        default=None, description="The account is in danger, by the cause or by a hold."
    )
    escalated: bool | None = strawberry.field(
        default=None, description="The member asked for another reviewer."
    )
    late: bool | None = strawberry.field(
        default=None, description="The decision was not there when it was promised."
    )
    incident: bool | None = strawberry.field(
        default=None, description="The loss is one of many by one fault."
    )
    paid_at_least: int | None = strawberry.field(
        default=None,
        description="By the member within twelve months before the loss; in minor units.",
    )
    plan_rank_at_least: int | None = strawberry.field(
        default=None, description="Of the plan that was lost."
    )
    claimed_at_least: int | None = strawberry.field(
        default=None, description="The discount missed so far; in minor units."
    )
    age_at_least: int | None = strawberry.field(
        default=None, description="Hours since it was submitted."
    )
    left_at_most: int | None = strawberry.field(
        default=None, description="Minutes until staff have to act; 0 is overdue."
    )

    def condition(self) -> contract.QueueCondition:
        said = {field: getattr(self, field) for field in contract.QueueCondition.__struct_fields__}
        lists = {"causes": tuple(self.causes), "opened_because": tuple(self.opened_because)}
        return contract.QueueCondition(**(said | lists))


@strawberry.input(description="Which appeals wait in which queue.")
class QueueRuleInput:
    name: str
    queue: AppealQueue
    when: QueueConditionInput = strawberry.field(default_factory=QueueConditionInput)

    def rule(self) -> contract.QueueRule:
        return contract.QueueRule(name=self.name, queue=self.queue, when=self.when.condition())


@strawberry.type(description="So many open appeals would go from one queue to another.")
class QueueMove:
    source: AppealQueue
    target: AppealQueue
    appeals: int


@strawberry.type(description="What other rules would do to the appeals that are open now.")
class QueueRulesPreview:
    appeals: int = strawberry.field(description="Open ones that were looked at, 500 at most.")
    moves: list[QueueMove]
    next: str | None = strawberry.field(
        description="Given as `after`, it goes on behind these; none at the end."
    )


@strawberry.type(description="Somebody is away: what they have goes to another, or back.")
class Absence:
    since: datetime
    until: datetime
    substitute: str = strawberry.field(description="Id of the staff; empty: back to the queue.")
    set_by: Actor

    @classmethod
    def of(cls, view: views.AbsenceView) -> "Absence":
        return mapped(cls, view, set_by=Actor.of(view.set_by))


@strawberry.type(description="One of the staff: of the directory, or who has worked on appeals.")
class Reviewer:
    id: strawberry.ID
    name: str
    works_as: str = strawberry.field(
        description="read_only, reviewer, specialist or admin, by the directory or as last seen."
    )
    absent: bool = strawberry.field(description="Whether they are away now.")
    absence: Absence | None = strawberry.field(description="One that runs, or is to come.")
    left: bool = strawberry.field(description="Works here no more.")
    has: int = strawberry.field(description=f"Open appeals in their hands. {UP_TO}")

    @classmethod
    def of(cls, view: views.ReviewerView) -> "Reviewer":
        return mapped(
            cls,
            view,
            id=strawberry.ID(view.id),
            works_as=view.kind.value,
            absence=Absence.of(view.absence) if view.absence else None,
        )


QueueRulesPreviewResult = Annotated[
    QueueRulesPreview | AnyProblem, answers("QueueRulesPreviewResult", "What rules would move.")
]

_PREVIEW = "What these rules would move, without saving them: page by page."


@strawberry.type
class DeskQueries:
    @query(
        *ANY_STAFF,
        description="Appeals of which a decision waits for a second of the staff, the longest "
        "waiting first.",
    )
    async def decisions_to_confirm(
        self, info: Info, first: int = 20, after: str | None = None
    ) -> Connection[Appeal] | None:
        async def fetch(start: str, count: int) -> AppealsPage:
            asked = GetProposed(after=start, first=count, for_staff=True)
            return await info.context.readers.appeals.ask(asked, AppealsPage)

        return await connect(
            info.context.cursors("proposed"), first, after, fetch,
            lambda page: [Appeal.of(one) for one in page.appeals],
        )  # fmt: skip

    @query(*ANY_STAFF, description="How each queue stands.")
    async def appeal_queues(self, info: Info) -> list[QueueCount]:
        view = await info.context.readers.appeals.ask(GetQueues(), views.QueuesView)
        return [mapped(QueueCount, one) for one in view.queues]

    @query(
        *ANY_STAFF,
        description="Who works here, with the appeals that they have and whether they are away.",
    )
    async def appeal_reviewers(self, info: Info) -> list[Reviewer]:
        view = await info.context.readers.appeals.ask(GetReviewers(), views.ReviewersView)
        return [Reviewer.of(one) for one in view.reviewers]

    @query(
        *ANY_STAFF,
        description="The rules by which appeals come into their queues: the version in force, then "
        "those before it.",
    )
    async def queue_rules(self, info: Info, first: int = 1) -> list[QueueRules]:
        asked = GetQueueRules(first=first)
        view = await info.context.readers.appeals.ask(asked, views.QueueRulesView)
        newest = view.versions[0].version if view.versions else 0
        return [
            QueueRules.of(one, view.left if one.version == newest else 0) for one in view.versions
        ]

    @query(*ANY_STAFF, typed=True, description=_PREVIEW)
    async def preview_queue_rules(
        self, info: Info, rules: list[QueueRuleInput], after: str | None = None
    ) -> QueueRulesPreviewResult:
        return await _previewed(info, rules, after)

    @query(*ANY_STAFF, description=_PREVIEW, instead=f"Ask for `previewQueueRules`, {UNTIL_2027}")
    async def queue_rules_preview(
        self, info: Info, rules: list[QueueRuleInput], after: str | None = None
    ) -> QueueRulesPreview:
        return await _previewed(info, rules, after)


async def _previewed(
    info: Info, rules: list[QueueRuleInput], after: str | None
) -> QueueRulesPreview:
    cursors = info.context.cursors("rules preview")
    start = place_after(cursors, after, str, "")
    asked = PreviewQueueRules(rules=tuple(one.rule() for one in rules), after=start)
    view = await info.context.readers.appeals.ask(asked, views.RulesPreview)
    return mapped(
        QueueRulesPreview,
        view,
        moves=[mapped(QueueMove, one) for one in view.moves],
        next=cursors.write(view.next) if view.next else None,
    )
