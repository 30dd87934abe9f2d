"""What could not be delivered: staff tasks, dead letters, and sending again, on real servers."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from redis.asyncio import Redis

from infra.kernel.errors import AppError, InvalidInput, NotAllowed, NotFound
from services.notify.contract.commands import MarkShown, SendCode, SetContacts, SuppressAddress
from services.notify.contract.queries import GetAlerts
from services.notify.contract.staff import (
    DeadLetterFilter,
    DeadLettersPage,
    DeadLetterView,
    FinishTask,
    GetDeadLetters,
    GetTasks,
    ReplayDeliveries,
    ReplayView,
    TakeTask,
    TasksPage,
    TaskView,
)
from services.notify.contract.views import AlertsPage, Failed
from services.notify.contract.words import (
    Channel,
    CodePurpose,
    SkipReason,
    StepKind,
    TaskState,
)
from services.notify.core.gates.provider_gates import MAIL, SMS
from services.notify.undelivered.dead_letters import DeadLetterDesk
from services.shared.callers import Caller
from tests.contract.notify_system import HOST, MEMBER, House, eventually, house, running
from tests.fakes.callers import member_caller, staff_caller
from tests.servers import Sinks
from tests.unit.notify.samples import FOR_TODAY as SAMPLES

ZHOU = staff_caller("zhou")
WANG = staff_caller("wang")
ALL = DeadLetterFilter()
REFUSED = {"status": 400, "code": 21612}
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
async def notify(
    mongo_url: str, broker_url: str, database_prefix: str, sinks: Sinks, tmp_path: Path
) -> AsyncIterator[House]:
    async with house(mongo_url, broker_url, database_prefix, sinks, tmp_path) as built:
        await forget_gates(broker_url)
        yield built
        await forget_gates(broker_url)


async def forget_gates(broker_url: str) -> None:
    """No test finds a provider's breaker open because of another one."""
    async with Redis.from_url(broker_url) as redis:
        await redis.delete(*(f"gate:{{{name}}}" for name in (SMS, MAIL)))


async def tried_until_given_up(notify: House) -> DeadLetterView:
    """The breaker opens meanwhile; it goes by real time, so it is closed by hand."""
    for _ in range(12):
        await forget_gates(notify.settings.broker_url)
        await notify.attend(later=HOUR + MINUTE)
        if found := await letters(notify):
            return found[0]
    raise AssertionError("it was never given up")


async def planned(notify: House, *members: str, event: str = "RenewalComing", **known: str) -> None:
    """Members with one alert planned each, and nobody sending yet."""
    for n, member in enumerate(members):
        await notify.know(member, **{"phone": f"+861380013800{n}", "email": "", **known})
    async with running(notify, worker=False):
        for member in members:
            notify.neighbours.membership.publish(member, SAMPLES[event])

        async def are_planned() -> bool:
            return await notify.db["alerts"].count_documents({}) == len(members)

        await eventually(are_planned)


async def letters(notify: House, **only: Any) -> tuple[DeadLetterView, ...]:
    [page] = await notify.api.read([GetDeadLetters(only=DeadLetterFilter(**only))])
    assert isinstance(page, DeadLettersPage)
    return page.letters


async def replay(notify: House, by: Caller = ZHOU, **which: Any) -> ReplayView:
    outcome = await notify.api.execute(ReplayDeliveries(**which), by)
    assert outcome.replay is not None
    return outcome.replay


def skipped(view: ReplayView) -> dict[str, int]:
    return {one.reason: one.count for one in view.skipped}


async def given_up(notify: House, **fault: Any) -> None:
    """All that is due fails for good."""
    await notify.sinks.faults(sms=fault or REFUSED)
    await notify.attend()
    await notify.sinks.faults()


async def tasks(notify: House, state: TaskState = TaskState.OPEN, **page: Any) -> TasksPage:
    [found] = await notify.api.read([GetTasks(state=state, **page)])
    assert isinstance(found, TasksPage)
    return found


# --- dead letters


async def test_what_was_given_up_is_listed_and_found_by_what_is_known_of_it(notify: House) -> None:
    before = notify.clock.now()
    await planned(notify, "m-1", "m-2")
    await given_up(notify)
    newest, oldest = await letters(notify)
    assert {newest.member_id, oldest.member_id} == {"m-1", "m-2"}
    assert (newest.channel, newest.code, newest.attempts) == (Channel.SMS, "21612", 1)
    assert "cannot be reached" in newest.reason
    later = notify.clock.now() + MINUTE
    holds: list[dict[str, Any]] = [
        {"channel": Channel.SMS}, {"code": "21612"}, {"reason": "CANNOT BE"}, {"since": before},
        {"until": later}, {"channel": Channel.SMS, "code": "21612", "since": before},
    ]  # fmt: skip
    fails: list[dict[str, Any]] = [
        {"channel": Channel.EMAIL}, {"code": "30005"}, {"reason": "c.nnot be"}, {"since": later},
        {"until": before}, {"campaign": "somewhere"},
    ]  # fmt: skip
    assert [len(await letters(notify, **only)) for only in holds] == [2] * len(holds)
    assert [len(await letters(notify, **only)) for only in fails] == [0] * len(fails)


async def test_pages_of_dead_letters_hold_each_once(notify: House) -> None:
    members = [f"m-{n}" for n in range(5)]
    await planned(notify, *members)
    await given_up(notify)
    seen: list[str] = []
    after, more = "", True
    while more:
        [page] = await notify.api.read([GetDeadLetters(first=2, after=after)])
        assert isinstance(page, DeadLettersPage)
        assert page.total == 5
        seen += [letter.member_id for letter in page.letters]
        after, more = page.cursors[-1], page.has_more
    assert sorted(seen) == members
    [refused] = await notify.api.read([GetDeadLetters(after="yesterday")])
    assert isinstance(refused, Failed)
    assert refused.error.field == "after"


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


async def test_who_had_it_sent_again_and_when_is_in_the_journal(notify: House) -> None:
    await planned(notify, "m-1")
    await given_up(notify)
    await replay(notify, only=ALL)
    [row] = await notify.db["journal"].find({"by": "zhou"}).to_list(None)
    assert (row["kind"], row["attempt"], row["at"]) == ("PLANNED", 1, row["next_due"])
    [page] = await notify.api.read([GetAlerts(member_id="m-1", for_staff=True)])
    assert isinstance(page, AlertsPage)
    sms = page.alerts[0].deliveries[0]
    assert [step.kind for step in sms.history] == [
        StepKind.PLANNED,
        StepKind.FAILED,
        StepKind.REPLAYED,
    ]
    assert [step.by for step in sms.history] == ["", "", "zhou"]
    [own] = await notify.api.read([GetAlerts(member_id="m-1")])
    assert isinstance(own, AlertsPage)
    assert {(s.by, s.code) for s in own.alerts[0].deliveries[0].history} == {("", "")}


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


async def test_after_a_replay_attempts_are_counted_afresh(notify: House) -> None:
    await planned(notify, "m-1", event="HoldPlaced")
    await notify.sinks.faults(sms={"status": 500})
    letter = await tried_until_given_up(notify)
    assert "given up after 8 attempts" in letter.reason
    assert (await replay(notify, only=ALL)).replayed == 1
    letter = await tried_until_given_up(notify)
    assert (letter.attempts, "given up after 8 attempts" in letter.reason) == (16, True)


async def test_it_goes_to_the_address_of_now(notify: House) -> None:
    await planned(notify, "m-1")
    await given_up(notify)
    await notify.api.execute(SetContacts(member_id="m-1", phone="+8613900139000"), HOST)
    assert (await replay(notify, only=ALL)).replayed == 1
    await notify.attend(later=MINUTE)
    assert [message["to"] for message in await notify.sent()] == ["+8613900139000"]


async def test_what_must_not_go_is_skipped_and_says_why(notify: House) -> None:
    await planned(notify, "seen", "gone", "stopped", "fine")
    await given_up(notify)
    [page] = await notify.api.read([GetAlerts(member_id="seen")])
    assert isinstance(page, AlertsPage)
    shown = MarkShown(member_id="seen", alert_ids=(page.alerts[0].id,))
    await notify.api.execute(shown, member_caller("seen"))
    email = {"email": "someone@mail.example.com"}
    await notify.api.execute(SetContacts(member_id="gone", phone="", **email), HOST)
    stop = SuppressAddress(member_id="stopped", channel=Channel.SMS, reason="asked by phone")
    await notify.api.execute(stop, ZHOU)
    expected = {SkipReason.RECEIVED: 1, SkipReason.NO_ADDRESS: 1, SkipReason.SUPPRESSED: 1}
    dry = await replay(notify, only=ALL, dry_run=True)
    assert (dry.replayed, skipped(dry), dry.dry_run) == (1, expected, True)
    assert len(await letters(notify)) == 4
    done = await replay(notify, only=ALL)
    assert (done.replayed, skipped(done)) == (1, expected)
    assert {letter.member_id for letter in await letters(notify)} == {"gone", "stopped"}


async def test_codes_and_what_is_useless_by_now_are_not_sent_again(notify: House) -> None:
    await planned(notify, "m-1", event="GraceStarted")
    await notify.api.execute(SendCode(member_id="m-1", purpose=CodePurpose.RELEASE_HOLD), MEMBER)
    await given_up(notify)
    await notify.db["alerts"].update_one(
        {"event_type": "GraceStarted"}, {"$set": {"useless_at": notify.clock.now()}}
    )
    view = await replay(notify, only=ALL)
    assert (view.replayed, skipped(view)) == (0, {SkipReason.CODE: 1, SkipReason.USELESS: 1})
    assert await letters(notify) == ()


async def test_a_late_receipt_takes_it_off_the_list(notify: House) -> None:
    await planned(notify, "m-1")
    await given_up(notify)
    [row] = await notify.db["journal"].find({"kind": "FAILED"}).to_list(None)
    receipt = {**row, "_id": "late", "kind": "DELIVERED", "rank": 1_000_000_000}
    await notify.db["journal"].insert_one(receipt)
    assert await letters(notify) == ()
    assert await notify.db["dead_letters"].count_documents({}) == 0


async def test_a_replay_goes_through_a_long_list_part_by_part(notify: House) -> None:
    await planned(notify, *(f"m-{n}" for n in range(5)))
    await given_up(notify)
    first = await replay(notify, only=ALL, limit=3)
    assert (first.replayed, first.has_more) == (3, True)
    rest = await replay(notify, only=ALL, limit=3, after=first.end)
    assert (rest.replayed, rest.has_more) == (2, False)
    await notify.attend(later=MINUTE)
    assert (await notify.sinks.counts())["sms"] == 5


@pytest.mark.parametrize(
    "which", [{}, {"ids": ("a",), "only": ALL}, {"only": ALL, "limit": 0}, {"ids": ("a",) * 501}]
)
async def test_a_replay_says_what_is_meant(notify: House, which: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        await replay(notify, **which)


# --- tasks


async def unreached(notify: House) -> TaskView:
    """A member whose phone fails and who looks at no inbox."""
    await planned(notify, "m-1", event="HoldPlaced", email="m-1@mail.example.com")
    await notify.sinks.faults(sms=REFUSED, email={"code": 550})
    for later in (MINUTE, MINUTE, 2 * HOUR, 2 * HOUR):
        await notify.attend(later=later)
    [task] = (await tasks(notify)).tasks
    return task


async def refused(notify: House, command: Any, by: Caller, kind: type[AppError]) -> AppError:
    with pytest.raises(kind) as refusal:
        await notify.api.execute(command, by)
    return refusal.value


async def test_a_task_says_who_was_not_reached_what_to_say_and_what_was_tried(
    notify: House,
) -> None:
    task = await unreached(notify)
    assert (task.member_id, task.state, task.received_at) == ("m-1", TaskState.OPEN, None)
    assert task.title.zh != task.title.en
    assert task.text.en
    tried = {one.channel: (one.state, one.reason) for one in task.tried}
    assert tried[Channel.SMS][0] == tried[Channel.EMAIL][0] == "FAILED"
    assert "cannot be reached" in tried[Channel.SMS][1]


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


async def test_a_task_is_finished_once_with_a_note(notify: House) -> None:
    task = await unreached(notify)
    await refused(notify, FinishTask(task_id=task.id, note="  "), ZHOU, InvalidInput)
    called = FinishTask(task_id=task.id, note="Called; she knows.")
    outcome = await notify.api.execute(called, ZHOU)
    assert outcome.task is not None
    assert (outcome.task.state, outcome.task.taken_by) == (TaskState.DONE, "zhou")
    assert (await notify.api.execute(called, ZHOU)).repeated
    await refused(notify, called, WANG, NotAllowed)
    await refused(notify, TakeTask(task_id=task.id), ZHOU, NotAllowed)
    await refused(notify, TakeTask(task_id="nowhere"), ZHOU, NotFound)
    [done] = (await tasks(notify, TaskState.DONE)).tasks
    assert done == outcome.task


async def test_a_receipt_that_comes_late_is_shown_on_the_task(notify: House) -> None:
    task = await unreached(notify)
    await notify.api.execute(MarkShown(member_id="m-1", alert_ids=(task.id,)), MEMBER)
    [open_one] = (await tasks(notify)).tasks
    assert open_one.received_at is not None


async def test_tasks_come_oldest_first_and_in_pages(notify: House) -> None:
    task = await unreached(notify)
    row = await notify.db["staff_tasks"].find_one({"_id": task.id})
    assert row is not None
    for n in range(1, 4):
        created = row["created_at"] + n * MINUTE
        await notify.db["staff_tasks"].insert_one({**row, "_id": f"t{n}", "created_at": created})
    first = await tasks(notify, first=3)
    rest = await tasks(notify, first=3, after=first.cursors[-1])
    assert [one.id for one in (*first.tasks, *rest.tasks)] == [task.id, "t1", "t2", "t3"]
    assert (first.total, first.has_more, rest.has_more) == (4, True, False)
