"""What staff see and do about what could not be delivered, on servers or in memory."""

from typing import Any

from services.notify.contract.staff import (
    DeadLetterFilter,
    DeadLettersPage,
    DeadLetterView,
    GetDeadLetters,
    GetTasks,
    ReplayDeliveries,
    ReplayView,
    TasksPage,
)
from services.notify.contract.words import TaskState
from services.shared.callers import Caller
from tests.fakes.callers import staff_caller
from tests.fakes.notify.desk import Desk
from tests.fakes.notify.house import AnyHouse
from tests.unit.notify.samples import FOR_TODAY as SAMPLES

ZHOU = staff_caller("zhou")
WANG = staff_caller("wang")
ALL = DeadLetterFilter()
REFUSED = {"status": 400, "code": 21612}


async def planned(
    notify: AnyHouse, *members: str, event: str = "RenewalComing", **known: str
) -> None:
    """Members with one alert planned each, and nobody sending yet."""
    for n, member in enumerate(members):
        await notify.know(member, **{"phone": f"+861380013800{n}", "email": "", **known})
    now = notify.clock.now()
    for member in members:
        notify.neighbours.membership.publish(member, SAMPLES[event], at=now)
    await Desk(notify).catch_up(now)


async def letters(notify: AnyHouse, **only: Any) -> tuple[DeadLetterView, ...]:
    [page] = await notify.api.read([GetDeadLetters(only=DeadLetterFilter(**only))])
    assert isinstance(page, DeadLettersPage)
    return page.letters


async def replay(notify: AnyHouse, by: Caller = ZHOU, **which: Any) -> ReplayView:
    outcome = await notify.api.execute(ReplayDeliveries(**which), by)
    assert outcome.replay is not None
    return outcome.replay


def skipped(view: ReplayView) -> dict[str, int]:
    return {one.reason: one.count for one in view.skipped}


async def given_up(notify: AnyHouse, **fault: Any) -> None:
    """All that is due fails for good."""
    await notify.sinks.faults(sms=fault or REFUSED)
    await notify.attend()
    await notify.sinks.faults()


async def tasks(notify: AnyHouse, state: TaskState = TaskState.OPEN, **page: Any) -> TasksPage:
    [found] = await notify.api.read([GetTasks(state=state, **page)])
    assert isinstance(found, TasksPage)
    return found
