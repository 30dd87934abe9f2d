"""Something that a person has to do, because an alert could not be delivered."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from infra.kernel.errors import InvalidInput, NotAllowed
from infra.kernel.sentences import both
from services.notify.contract.words import Channel, TaskState
from services.notify.core.alerts.alert import Alert
from services.notify.core.deliveries.journal import Delivery

LONGEST_NOTE = 2_000


class TriedChannel(msgspec.Struct, frozen=True):
    channel: Channel
    state: str
    reason: str


class StaffTask(msgspec.Struct, frozen=True, kw_only=True):
    """Its id is the alert's: an alert makes at most one. `note`: what came of it."""

    id: str
    member_id: str
    event_type: str
    created_at: datetime
    tried: tuple[TriedChannel, ...]
    state: TaskState = TaskState.OPEN
    taken_by: str = ""
    taken_at: datetime | None = None
    done_at: datetime | None = None
    note: str = ""


def unreached(alert: Alert, deliveries: Sequence[Delivery], now: datetime) -> StaffTask:
    """A person has to tell this member what could not be delivered."""
    return StaffTask(
        id=alert.id,
        member_id=alert.member_id,
        event_type=alert.event_type,
        created_at=now,
        tried=tuple(TriedChannel(d.channel, d.state, d.reason or d.rule) for d in deliveries),
    )


def taken(task: StaffTask, by: str, now: datetime, *, take_over: bool = False) -> StaffTask:
    """As it is for who has it already.

    Raises:
        NotAllowed: it is done, or somebody else has it and taking over was not said.
    """
    if task.state is TaskState.DONE:
        raise NotAllowed(
            both(
                "此任务已于 {at} 完成。",
                "This task was done {at}.",
                at=task.done_at or task.created_at,
            )
        )
    another = task.state is TaskState.TAKEN and task.taken_by != by
    if another and not take_over:
        raise NotAllowed(
            both(
                "{name} 自 {since} 起处理此任务。请先与其沟通；如需接手，请用 takeTask "
                "并写明 takeOver: true。",
                "{name} has had this task since {since}. Agree with them; to take it "
                "over, say so: takeTask with takeOver: true.",
                name=task.taken_by,
                since=task.taken_at or task.created_at,
            ),
            details={"allowed": ["takeTask(takeOver: true)"]},
        )
    if task.state is TaskState.TAKEN and not another:
        return task
    return msgspec.structs.replace(task, state=TaskState.TAKEN, taken_by=by, taken_at=now)


def done(task: StaffTask, by: str, note: str, now: datetime) -> StaffTask:
    """As it is where the same was said before.

    Raises:
        InvalidInput: nothing was said, or too much.
        NotAllowed: somebody else has it, or it is done already with another note.
    """
    note = note.strip()
    if not 1 <= len(note) <= LONGEST_NOTE:
        raise InvalidInput(
            both(
                "请写明结果，最多 {most} 个字符。",
                "Say what came of it, in at most {most} characters.",
                most=LONGEST_NOTE,
            ),
            field="note",
        )
    if task.state is TaskState.DONE and (task.taken_by, task.note) == (by, note):
        return task
    mine = taken(task, by, now)
    return msgspec.structs.replace(mine, state=TaskState.DONE, done_at=now, note=note)
