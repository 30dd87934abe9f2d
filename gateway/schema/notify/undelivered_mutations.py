"""What staff do about what could not be delivered."""

from typing import Annotated

import strawberry

from gateway.request.context import Info
from gateway.schema.basics.connections import place_after
from gateway.schema.basics.inputs import Input
from gateway.schema.basics.results import AnyProblem, answers
from gateway.schema.notify.undelivered import (
    DEAD_LETTERS,
    DeadLetterFilter,
    ReplaySuccess,
    StaffTask,
)
from gateway.schema.permissions import REVIEWERS, SPECIALISTS, mutation
from services.notify.contract.commands import Command as NotifyCommand
from services.notify.contract.staff import FinishTask, ReplayDeliveries, ReplayView, TakeTask


@strawberry.input
class TaskInput(Input):
    task_id: strawberry.ID


@strawberry.input
class TakeTaskInput(TaskInput):
    take_over: bool = strawberry.field(
        default=False, description="Also from the colleague who has it."
    )


@strawberry.input
class FinishTaskInput(TaskInput):
    note: str = strawberry.field(description="What came of it.")


@strawberry.input(
    description="Either `ids`, or `filter` (an empty one means all) with `limit` and `after`."
)
class ReplayDeliveriesInput(Input):
    ids: list[strawberry.ID] = strawberry.field(default_factory=list)
    filter: DeadLetterFilter | None = None
    limit: int = strawberry.field(
        default=100, description="How many to look at, newest first; at most 500."
    )
    after: str | None = strawberry.field(
        default=None, description="The `end` of the call before, or a cursor of deadLetters."
    )
    dry_run: bool = strawberry.field(
        default=False, description="Whether it is only counted what would be sent."
    )


@strawberry.type(description="The task after the change.")
class TaskSuccess:
    task: StaffTask | None
    repeated: bool = strawberry.field(description="It had been done before.")


TaskResult = Annotated[TaskSuccess | AnyProblem, answers("TaskResult", "A changed task.")]

ReplayResult = Annotated[
    ReplaySuccess | AnyProblem, answers("ReplayResult", "What was sent again.")
]


@strawberry.type
class UndeliveredMutations:
    @mutation(
        *REVIEWERS, description="Takes a task; from the colleague who has it only with takeOver."
    )
    async def take_task(self, info: Info, input: TakeTaskInput) -> TaskResult:
        command = TakeTask(task_id=input.task_id, take_over=input.take_over)
        return await change_task(info, command, input.idempotency_key)

    @mutation(*REVIEWERS, description="Finishes a task, with a note of what came of it.")
    async def finish_task(self, info: Info, input: FinishTaskInput) -> TaskResult:
        command = FinishTask(task_id=input.task_id, note=input.note)
        return await change_task(info, command, input.idempotency_key)

    @mutation(
        *SPECIALISTS,
        description="Sends again what was given up, to the member's present address. Not what was "
        "received meanwhile, nor codes, nor what is of no use by now, nor to suppressed addresses. "
        "Done twice, it sends once.",
    )
    async def replay_deliveries(self, info: Info, input: ReplayDeliveriesInput) -> ReplayResult:
        cursors = info.context.cursors(DEAD_LETTERS)
        command = ReplayDeliveries(
            ids=tuple(input.ids),
            only=input.filter.meant() if input.filter else None,
            after=place_after(cursors, input.after, str, ""),
            limit=input.limit,
            dry_run=input.dry_run,
        )
        caller = info.context.caller(input.idempotency_key)
        outcome = await info.context.apis.notify.execute(command, caller)
        view = outcome.replay
        return ReplaySuccess.of(
            view or ReplayView(replayed=0, skipped=(), dry_run=False, end="", has_more=False),
            cursors,
        )


async def change_task(info: Info, command: NotifyCommand, key: str | None) -> TaskSuccess:
    outcome = await info.context.apis.notify.execute(command, info.context.caller(key))
    task = StaffTask.of(outcome.task) if outcome.task else None
    return TaskSuccess(task=task, repeated=outcome.repeated)
