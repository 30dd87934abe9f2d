"""What could not be delivered: staff tasks, dead letters, and sending again, on real servers."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from infra.kernel.errors import NotAllowed
from services.notify.contract.staff import (
    DeadLetterFilter,
    ReplayDeliveries,
    TakeTask,
    TaskView,
)
from services.notify.contract.words import (
    SkipReason,
    TaskState,
)
from services.notify.undelivered.dead_letters import DeadLetterDesk
from tests.contract.notify_system import House, forget_gates, house
from tests.fakes.notify.undelivered import (
    ALL,
    REFUSED,
    WANG,
    ZHOU,
    given_up,
    letters,
    planned,
    replay,
    skipped,
    tasks,
)
from tests.servers import Sinks

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
async def notify(
    mongo_url: str, broker_url: str, database_prefix: str, sinks: Sinks, tmp_path: Path
) -> AsyncIterator[House]:
    async with house(mongo_url, broker_url, database_prefix, sinks, tmp_path) as built:
        await forget_gates(broker_url)
        yield built
        await forget_gates(broker_url)


async def test_a_replayed_one_arrives_once_however_often_and_by_whom(notify: House) -> None:
    await planned(notify, "m-1")
    await given_up(notify)
    assert (await replay(notify, only=ALL, dry_run=True)).replayed == 1
    [letter] = await letters(notify)
    both = await asyncio.gather(
        replay(notify, ids=(letter.id,)), replay(notify, WANG, only=DeadLetterFilter(code="21612"))
    )
    assert sum(one.replayed for one in both) == 1
    assert await letters(notify) == ()
    again = await replay(notify, ids=(letter.id,))
    assert (again.replayed, skipped(again)) == (0, {SkipReason.UNKNOWN: 1})
    for _ in range(3):
        await notify.attend(later=MINUTE)
    assert (await notify.sinks.counts())["sms"] == 1
    assert (await notify.states("m-1"))["SMS"] in {"ACCEPTED", "DELIVERED"}


async def test_a_replay_that_stopped_before_the_journal_is_done_again(notify: House) -> None:
    """The job is there, and finds nothing to send; the dead letter still is."""
    await planned(notify, "m-1")
    await given_up(notify)
    replaying = notify.api._commands[ReplayDeliveries]
    desk = cast(DeadLetterDesk, replaying.__self__)  # type: ignore[attr-defined]  # a bound method
    adding = desk._journal.add

    async def killed(_entries: Any) -> set[str]:
        raise SystemExit

    desk._journal.add = killed
    with pytest.raises(SystemExit):
        await replay(notify, only=ALL)
    desk._journal.add = adding
    await notify.attend(later=MINUTE)
    assert (await notify.sinks.counts())["sms"] == 0
    assert (await replay(notify, only=ALL)).replayed == 1
    await notify.attend(later=MINUTE)
    assert (await notify.sinks.counts())["sms"] == 1


async def unreached(notify: House) -> TaskView:
    """A member whose phone fails and who looks at no inbox."""
    await planned(notify, "m-1", event="HoldPlaced", email="m-1@mail.example.com")
    await notify.sinks.faults(sms=REFUSED, email={"code": 550})
    for later in (MINUTE, MINUTE, 2 * HOUR, 2 * HOUR):
        await notify.attend(later=later)
    [task] = (await tasks(notify)).tasks
    return task


async def test_of_two_who_take_a_task_at_once_one_has_it(notify: House) -> None:
    task = await unreached(notify)
    take = TakeTask(task_id=task.id)
    outcomes = await asyncio.gather(
        *(notify.api.execute(take, by) for by in (ZHOU, WANG)), return_exceptions=True
    )
    [won] = [one for one in outcomes if not isinstance(one, BaseException)]
    [lost] = [one for one in outcomes if isinstance(one, BaseException)]
    assert isinstance(lost, NotAllowed)
    assert won.task is not None
    winner = ZHOU if won.task.taken_by == "zhou" else WANG
    again = await notify.api.execute(take, winner)
    assert (again.repeated, again.task) == (True, won.task)
    assert (await tasks(notify)).total == 0
    assert (await tasks(notify, TaskState.TAKEN)).tasks == (won.task,)
    other = WANG if winner is ZHOU else ZHOU
    assert lost.message.startswith(f"{won.task.taken_by} has had this task since")
    over = await notify.api.execute(TakeTask(task_id=task.id, take_over=True), other)
    assert over.task is not None
    assert over.task.taken_by == other.actor.id
