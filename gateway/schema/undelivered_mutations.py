"""What staff do about what could not be delivered."""

import strawberry

from gateway.permissions import REVIEWERS, SPECIALISTS, mutation
from gateway.request.context import Info
from gateway.schema import inputs
from gateway.schema.connections import place_after
from gateway.schema.results import ReplayResult, TaskResult, change_task
from gateway.schema.undelivered import DEAD_LETTERS, ReplaySuccess
from services.notify.contract.staff import FinishTask, ReplayDeliveries, ReplayView, TakeTask


@strawberry.type
class UndeliveredMutations:
    @mutation(
        *REVIEWERS, description="Takes a task; from the colleague who has it only with takeOver."
    )
    async def take_task(self, info: Info, input: inputs.TakeTaskInput) -> TaskResult:
        command = TakeTask(task_id=input.task_id, take_over=input.take_over)
        return await change_task(info, command, input.idempotency_key)

    @mutation(*REVIEWERS, description="Finishes a task, with a note of what came of it.")
    async def finish_task(self, info: Info, input: inputs.FinishTaskInput) -> TaskResult:
        command = FinishTask(task_id=input.task_id, note=input.note)
        return await change_task(info, command, input.idempotency_key)

    @mutation(
        *SPECIALISTS,
        description="Sends again what was given up, to the member's present address. Not what was "
        "received meanwhile, nor codes, nor what is of no use by now, nor to suppressed addresses. "
        "Done twice, it sends once.",
    )
    async def replay_deliveries(
        self, info: Info, input: inputs.ReplayDeliveriesInput
    ) -> ReplayResult:
        command = ReplayDeliveries(
            ids=tuple(input.ids),
            only=input.filter.meant() if input.filter else None,
            after=place_after(DEAD_LETTERS, input.after, str, ""),
            limit=input.limit,
            dry_run=input.dry_run,
        )
        caller = info.context.caller(input.idempotency_key)
        outcome = await info.context.apis.notify.execute(command, caller)
        view = outcome.replay
        return ReplaySuccess.of(
            view or ReplayView(replayed=0, skipped=(), dry_run=False, end="", has_more=False)
        )
