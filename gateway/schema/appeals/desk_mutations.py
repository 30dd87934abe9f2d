"""What staff do at the desk: who has which appeal, by which rules they come, who is away."""

from datetime import datetime
from typing import Annotated

import strawberry

from gateway.request.context import Info
from gateway.schema.appeals.commands import change_appeal
from gateway.schema.appeals.desk import QueueRuleInput, QueueRules, Reviewer
from gateway.schema.appeals.mutations import AppealInput
from gateway.schema.appeals.results import AppealResult
from gateway.schema.appeals.words import AppealQueue
from gateway.schema.basics.inputs import Input
from gateway.schema.basics.results import REPEATED, AnyProblem, answers
from gateway.schema.permissions import ADMINS, REVIEWERS, mutation
from services.appeals.contract import desk_commands as desk

NOTE = "For staff alone."


@strawberry.input
class TakeNextAppealInput(Input):
    queue: AppealQueue | None = strawberry.field(
        default=None, description="None: of all queues in which you work."
    )


@strawberry.input
class AssignAppealInput(AppealInput):
    to: strawberry.ID = strawberry.field(description="Id of the colleague, see appealReviewers.")
    note: str = strawberry.field(default="", description=NOTE)


@strawberry.input
class GiveBackAppealInput(AppealInput):
    note: str = strawberry.field(default="", description=NOTE)


@strawberry.input
class ReturnDecisionInput(AppealInput):
    reason: str = strawberry.field(description=NOTE)


@strawberry.input
class SaveQueueRulesInput(Input):
    rules: list[QueueRuleInput] = strawberry.field(description="All, in the order to be tried.")
    reason: str = strawberry.field(description="Why they replace those before.")
    replaces: int = strawberry.field(description="The version that these were made from.")


@strawberry.input
class SetAbsenceInput(Input):
    reviewer: strawberry.ID
    since: datetime
    until: datetime
    substitute: strawberry.ID | None = strawberry.field(
        default=None, description="Gets what they have; none: it goes back to its queue."
    )


@strawberry.input
class EndAbsenceInput(Input):
    reviewer: strawberry.ID


@strawberry.type(description="The rules as saved.")
class QueueRulesSuccess:
    queue_rules: QueueRules
    repeated: bool = strawberry.field(description=REPEATED)


@strawberry.type(description="Whose absence was changed.")
class ReviewerSuccess:
    reviewer: Reviewer


QueueRulesResult = Annotated[
    QueueRulesSuccess | AnyProblem, answers("QueueRulesResult", "Saved rules of the queues.")
]
ReviewerResult = Annotated[
    ReviewerSuccess | AnyProblem, answers("ReviewerResult", "A changed absence.")
]


@strawberry.type
class DeskMutations:
    @mutation(
        *REVIEWERS,
        description="Takes the appeal that is due first of those that you may take. Two who ask at "
        "once get two.",
    )
    async def take_next_appeal(self, info: Info, input: TakeNextAppealInput) -> AppealResult:
        return await change_appeal(info, desk.TakeNext(queue=input.queue), input.idempotency_key)

    @mutation(
        *REVIEWERS,
        description="Gives an appeal to a colleague. From the hands of another only specialists "
        "and administrators do.",
    )
    async def assign_appeal(self, info: Info, input: AssignAppealInput) -> AppealResult:
        command = desk.AssignAppeal(number=input.number, to=input.to, note=input.note)
        return await change_appeal(info, command, input.idempotency_key)

    @mutation(
        *REVIEWERS, description="Puts an appeal back into its queue; the member's clock goes on."
    )
    async def give_back_appeal(self, info: Info, input: GiveBackAppealInput) -> AppealResult:
        command = desk.GiveBackAppeal(number=input.number, note=input.note)
        return await change_appeal(info, command, input.idempotency_key)

    @mutation(
        *REVIEWERS,
        confirmed=True,
        description="A second of the staff, never whoever proposed it, lets a decision take "
        "effect that is worth more than one decides alone.",
    )
    async def confirm_decision(self, info: Info, input: AppealInput) -> AppealResult:
        command = desk.ConfirmDecision(number=input.number)
        return await change_appeal(info, command, input.idempotency_key)

    @mutation(
        *REVIEWERS,
        confirmed=True,
        description="A second of the staff has a proposed decision thought over; nothing is "
        "decided.",
    )
    async def return_decision(self, info: Info, input: ReturnDecisionInput) -> AppealResult:
        command = desk.ReturnDecision(number=input.number, reason=input.reason)
        return await change_appeal(info, command, input.idempotency_key)

    @mutation(
        *ADMINS,
        confirmed=True,
        description="Replaces the rules of the queues. Open appeals that belong elsewhere by the "
        "new ones are moved.",
    )
    async def save_queue_rules(self, info: Info, input: SaveQueueRulesInput) -> QueueRulesResult:
        command = desk.SaveQueueRules(
            rules=tuple(one.rule() for one in input.rules),
            reason=input.reason,
            replaces=input.replaces,
        )
        caller = info.context.caller(input.idempotency_key)
        saved = await info.context.apis.appeals.save_queue_rules(command, caller)
        return QueueRulesSuccess(queue_rules=QueueRules.of(saved.rules), repeated=saved.repeated)

    @mutation(
        *REVIEWERS,
        description="Somebody is away, as they say themselves or an administrator does. Nothing "
        "new is assigned to them meanwhile.",
    )
    async def set_absence(self, info: Info, input: SetAbsenceInput) -> ReviewerResult:
        command = desk.SetAbsence(
            reviewer=input.reviewer,
            since=input.since,
            until=input.until,
            substitute=input.substitute or "",
        )
        return await _change_absence(info, command, input)

    @mutation(*REVIEWERS, description="They are back, or do not go.")
    async def end_absence(self, info: Info, input: EndAbsenceInput) -> ReviewerResult:
        return await _change_absence(info, desk.EndAbsence(reviewer=input.reviewer), input)


async def _change_absence(
    info: Info, command: desk.AbsenceCommand, input: Input
) -> ReviewerSuccess:
    caller = info.context.caller(input.idempotency_key)
    changed = await info.context.apis.appeals.change_absence(command, caller)
    return ReviewerSuccess(reviewer=Reviewer.of(changed.reviewer))
