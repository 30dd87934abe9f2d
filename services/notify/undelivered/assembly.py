"""What staff do about what could not be delivered, put together."""

from services.notify.contract.staff import (
    FinishTask,
    GetDeadLetters,
    GetTasks,
    ReleaseTasks,
    ReplayDeliveries,
    TakeTask,
)
from services.notify.core.assembly import Core
from services.notify.core.feature import Feature, one_by_one
from services.notify.core.inbox_text import InboxText
from services.notify.undelivered.dead_letters import DeadLetterDesk
from services.notify.undelivered.tasks import Tasks


def undelivered_feature(core: Core) -> Feature:
    tasks, desk = _tasks(core), dead_letter_desk(core)
    return Feature(
        commands={
            TakeTask: tasks.take,
            FinishTask: tasks.finish,
            ReleaseTasks: tasks.release,
            ReplayDeliveries: desk.replay,
        },
        queries={GetTasks: one_by_one(tasks.page), GetDeadLetters: one_by_one(desk.page)},
    )


def dead_letter_desk(core: Core) -> DeadLetterDesk:
    return DeadLetterDesk(
        letters=core.dead_letters,
        alerts=core.alerts,
        journal=core.journal,
        recipients=core.recipients,
        suppressions=core.suppressions,
        jobs=core.jobs,
        queue=core.queue,
        truth=core.truth,
        policy=core.policy,
        clock=core.clock,
    )


def _tasks(core: Core) -> Tasks:
    return Tasks(
        tasks=core.tasks,
        alerts=core.alerts,
        journal=core.journal,
        said=InboxText(core.alerts, core.renderer),
        clock=core.clock,
    )
