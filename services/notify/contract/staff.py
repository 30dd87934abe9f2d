"""What staff do about what could not be delivered: tasks, dead letters, and sending again."""

from datetime import datetime

import msgspec

from infra.kernel.text import LocalText
from services.notify.contract.words import Channel, SkipReason, TaskState, Topic


class TakeTask(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """One who has it already keeps it. `take_over`: also from the colleague who has it."""

    task_id: str
    take_over: bool = False


class FinishTask(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """`note`: what came of it. Finishing an open task takes it."""

    task_id: str
    note: str


class ReleaseTasks(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """By the system: what somebody has who works here no more is open again."""

    staff_id: str


class DeadLetterFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What is given has to hold. `reason`: a part of it, in any case. `since` is included, `until`
    is not."""

    channel: Channel | None = None
    code: str = ""
    reason: str = ""
    campaign: str = ""
    since: datetime | None = None
    until: datetime | None = None


class ReplayDeliveries(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Sends dead letters again: these `ids`, or `only` those that a filter finds, newest first from
    `after`, looking at `limit` of them. `dry_run`: only counts. Done twice it sends once."""

    ids: tuple[str, ...] = ()
    only: DeadLetterFilter | None = None
    after: str = ""
    limit: int = 100
    dry_run: bool = False


class GetTasks(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """-> TasksPage."""

    state: TaskState = TaskState.OPEN
    after: str = ""
    first: int = 20


class GetDeadLetters(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """-> DeadLettersPage."""

    only: DeadLetterFilter = DeadLetterFilter()
    after: str = ""
    first: int = 20


class TriedView(msgspec.Struct, frozen=True, kw_only=True):
    """How far the alert had come on a channel when the task was made; `reason` in words."""

    channel: Channel
    state: str
    reason: str


class TaskView(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody has to tell this member. `title` and `text`: what they should have been told.
    `received_at`: a receipt came after all, so there is nothing left to tell."""

    id: str
    member_id: str
    event_type: str
    title: LocalText
    text: LocalText
    created_at: datetime
    tried: tuple[TriedView, ...]
    state: TaskState
    taken_by: str
    taken_at: datetime | None
    done_at: datetime | None
    note: str
    received_at: datetime | None


class TasksPage(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Oldest first. `cursors`: of each, to go on after it."""

    tasks: tuple[TaskView, ...]
    cursors: tuple[str, ...]
    total: int
    has_more: bool


class DeadLetterView(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery that was given up. `code`: the provider's, if it has one. `campaign`: the event
    that was announced to all, if it was one."""

    id: str
    alert_id: str
    member_id: str
    event_type: str
    topic: Topic
    channel: Channel
    reason: str
    code: str
    attempts: int
    at: datetime
    campaign: str


class DeadLettersPage(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Newest first. `cursors`: of each, to go on after it."""

    letters: tuple[DeadLetterView, ...]
    cursors: tuple[str, ...]
    total: int
    has_more: bool


class SkippedView(msgspec.Struct, frozen=True, kw_only=True):
    reason: SkipReason
    count: int


class ReplayView(msgspec.Struct, frozen=True, kw_only=True):
    """`replayed`: sent again, or to be sent again after a dry run. Go on from `end` while there
    `has_more`."""

    replayed: int
    skipped: tuple[SkippedView, ...]
    dry_run: bool
    end: str
    has_more: bool


StaffCommand = TakeTask | FinishTask | ReplayDeliveries
StaffQuery = GetTasks | GetDeadLetters
