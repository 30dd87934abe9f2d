"""What could not be delivered, as staff see it: tasks, and dead letters."""

from datetime import datetime

import strawberry

from gateway.cursors.cursors import Cursors
from gateway.request.context import Info
from gateway.schema.basics.connections import Connection, connect
from gateway.schema.basics.scalars import LocalText, mapped
from gateway.schema.notify.words import Channel, SkipReason, TaskState, Topic
from gateway.schema.permissions import ANY_STAFF, query
from services.notify.contract import staff

DEAD_LETTERS = "dead-letters"


"""The kind of their cursors."""


@strawberry.type(description="How far an alert had come on a channel when the task was made.")
class Tried:
    channel: Channel
    state: str
    reason: str


@strawberry.type(description="A member whom no channel reached: somebody has to tell them.")
class StaffTask:
    id: strawberry.ID
    member_id: strawberry.ID
    event_type: str
    title: LocalText
    text: LocalText = strawberry.field(description="What the member should have been told.")
    created_at: datetime
    tried: list[Tried]
    state: TaskState
    taken_by: str = strawberry.field(description="The id of staff; empty while it is open.")
    taken_at: datetime | None
    done_at: datetime | None
    note: str = strawberry.field(description="What came of it.")
    received_at: datetime | None = strawberry.field(
        description="A receipt came after all: nothing is left to tell."
    )

    @classmethod
    def of(cls, view: staff.TaskView) -> "StaffTask":
        return mapped(
            cls,
            view,
            title=LocalText.of(view.title),
            text=LocalText.of(view.text),
            tried=[mapped(Tried, one) for one in view.tried],
        )


@strawberry.type(description="A delivery that was given up.")
class DeadLetter:
    id: strawberry.ID
    alert_id: strawberry.ID
    member_id: strawberry.ID
    event_type: str
    topic: Topic
    channel: Channel
    reason: str
    code: str = strawberry.field(description="The provider's, if it has one.")
    attempts: int
    at: datetime
    campaign: str = strawberry.field(description="The event announced to all, if it was one.")

    @classmethod
    def of(cls, view: staff.DeadLetterView) -> "DeadLetter":
        return mapped(cls, view)


@strawberry.input(description="Which dead letters; what is given has to hold.")
class DeadLetterFilter:
    channel: Channel | None = None
    code: str = ""
    reason: str = strawberry.field(default="", description="A part of it, in any case.")
    campaign: str = ""
    since: datetime | None = strawberry.field(
        default=None, description="Only what was given up then or later. Left out: however early."
    )
    until: datetime | None = strawberry.field(
        default=None, description="Only what was given up before then. Left out: however late."
    )

    def meant(self) -> staff.DeadLetterFilter:
        return staff.DeadLetterFilter(**vars(self))


@strawberry.type(description="Why some were not sent again.")
class Skipped:
    reason: SkipReason
    count: int


@strawberry.type(description="What came of sending again.")
class ReplaySuccess:
    replayed: int = strawberry.field(description="Sent again; in a dry run, that would be.")
    skipped: list[Skipped]
    dry_run: bool
    end: str | None = strawberry.field(
        description="With a filter: go on from here, as `after`; a cursor of deadLetters too."
    )
    has_more: bool

    @classmethod
    def of(cls, view: staff.ReplayView, cursors: Cursors) -> "ReplaySuccess":
        end = cursors.write(view.end) if view.end else None
        return mapped(cls, view, skipped=[mapped(Skipped, one) for one in view.skipped], end=end)


@strawberry.type
class UndeliveredQueries:
    @query(*ANY_STAFF, description="Members whom no channel reached, oldest first.")
    async def staff_tasks(
        self,
        info: Info,
        state: TaskState = TaskState.OPEN,
        first: int = 20,
        after: str | None = None,
    ) -> Connection[StaffTask] | None:
        async def fetch(start: str, count: int) -> staff.TasksPage:
            asked = staff.GetTasks(state=state, after=start, first=count)
            return await info.context.readers.notify.ask(asked, staff.TasksPage)

        return await connect(
            info.context.cursors(f"tasks-{state}"),
            first,
            after,
            fetch,
            lambda p: [StaffTask.of(t) for t in p.tasks],
        )

    @query(*ANY_STAFF, description="Deliveries that were given up, newest first.")
    async def dead_letters(
        self,
        info: Info,
        filter: DeadLetterFilter | None = None,
        first: int = 20,
        after: str | None = None,
    ) -> Connection[DeadLetter] | None:
        only = filter.meant() if filter else staff.DeadLetterFilter()

        async def fetch(start: str, count: int) -> staff.DeadLettersPage:
            asked = staff.GetDeadLetters(only=only, after=start, first=count)
            return await info.context.readers.notify.ask(asked, staff.DeadLettersPage)

        return await connect(
            info.context.cursors(DEAD_LETTERS),
            first,
            after,
            fetch,
            lambda p: [DeadLetter.of(o) for o in p.letters],
        )
