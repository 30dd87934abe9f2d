"""Tasks of staff: reach a member whom no channel reached."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from infra.kernel.clock import Clock
from infra.kernel.errors import Conflict, NotFound
from infra.kernel.paging import page_size
from infra.kernel.sentences import both
from infra.kernel.text import LocalText
from services.notify.contract.staff import (
    FinishTask,
    GetTasks,
    ReleaseTasks,
    TakeTask,
    TasksPage,
    TaskView,
    TriedView,
)
from services.notify.contract.views import Outcome
from services.notify.core.alerts.staff_task import StaffTask, done, taken
from services.notify.core.deliveries.journal import first_received
from services.notify.core.inbox_text import InboxText
from services.notify.core.ports.stores import AlertStore, DeliveryJournal, TaskStore
from services.notify.core.rules.reasons import REASONS
from services.shared.callers import Caller

_TRIES = 5


class Tasks:
    def __init__(
        self,
        *,
        tasks: TaskStore,
        alerts: AlertStore,
        journal: DeliveryJournal,
        said: InboxText,
        clock: Clock,
    ) -> None:
        self._tasks = tasks
        self._alerts = alerts
        self._journal = journal
        self._said = said
        self._clock = clock

    async def take(self, command: TakeTask, by: Caller) -> Outcome:
        decide = partial(taken, by=by.actor.id, now=self._clock.now(), take_over=command.take_over)
        return await self._change(command.task_id, decide)

    async def finish(self, command: FinishTask, by: Caller) -> Outcome:
        decide = partial(done, by=by.actor.id, note=command.note, now=self._clock.now())
        return await self._change(command.task_id, decide)

    async def release(self, command: ReleaseTasks, by: Caller) -> Outcome:
        await self._tasks.release(command.staff_id)
        return Outcome()

    async def page(self, query: GetTasks) -> TasksPage:
        first = page_size(query.first)
        found = await self._tasks.page(query.state, query.after, first)
        return TasksPage(
            tasks=tuple(await self._views(found.rows)),
            cursors=tuple(found.cursors),
            total=found.total,
            has_more=found.has_more,
        )

    async def _change(self, id: str, decide: Callable[[StaffTask], StaffTask]) -> Outcome:
        """Of two at once the second one decides again, on what the first one made of it."""
        for _ in range(_TRIES):
            before = await self._tasks.get(id)
            if before is None:
                raise NotFound(both("没有这个任务。", "There is no such task."), field="taskId")
            after = decide(before)
            if await self._tasks.save(before, after):
                [view] = await self._views([after])
                return Outcome(task=view, repeated=after == before)
        raise Conflict(
            both(
                "有人正在更改同一任务，请重试。",
                "Somebody else is changing the same task; repeat the call.",
            )
        )

    async def _views(self, tasks: Sequence[StaffTask]) -> list[TaskView]:
        alerts = await self._alerts.get_many([task.id for task in tasks])
        deliveries = await self._journal.deliveries(alerts.values())
        words = {id: await self._said.of(alert, self._clock.now()) for id, alert in alerts.items()}
        # a receipt may come after the task was made
        received = {id: first_received(of_it) for id, of_it in deliveries.items()}
        return [_view(t, words.get(t.id), received.get(t.id)) for t in tasks]


def _view(
    task: StaffTask, words: tuple[LocalText, LocalText] | None, received_at: datetime | None
) -> TaskView:
    bare = LocalText(zh=task.event_type, en=task.event_type)
    title, text = words or (bare, bare)
    return TaskView(
        id=task.id,
        member_id=task.member_id,
        event_type=task.event_type,
        title=title,
        text=text,
        created_at=task.created_at,
        tried=tuple(
            TriedView(
                channel=tried.channel,
                state=tried.state,
                reason=REASONS.get(tried.reason, tried.reason),
            )
            for tried in task.tried
        ),
        state=task.state,
        taken_by=task.taken_by,
        taken_at=task.taken_at,
        done_at=task.done_at,
        note=task.note,
        received_at=received_at,
    )
