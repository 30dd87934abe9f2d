"""What could not be delivered: staff tasks, dead letters, and sending again."""

from datetime import timedelta
from typing import Any

import pytest

from infra.kernel.errors import AppError, InvalidInput, NotAllowed, NotFound
from services.notify.contract.commands import MarkShown, SendCode, SetContacts, SuppressAddress
from services.notify.contract.queries import GetAlerts
from services.notify.contract.staff import (
    DeadLettersPage,
    DeadLetterView,
    FinishTask,
    GetDeadLetters,
    TakeTask,
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
from services.shared.callers import Caller
from tests.fakes.callers import HOST, MEMBER, member_caller
from tests.fakes.notify.memory_house import MemoryHouse
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

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


async def tried_until_given_up(notify: MemoryHouse) -> DeadLetterView:
    for _ in range(12):
        await notify.attend(later=HOUR + MINUTE)
        if found := await letters(notify):
            return found[0]
    raise AssertionError("it was never given up")


async def test_what_was_given_up_is_listed_and_found_by_what_is_known_of_it(
    notify: MemoryHouse,
) -> None:
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


async def test_pages_of_dead_letters_hold_each_once(notify: MemoryHouse) -> None:
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


async def test_who_had_it_sent_again_and_when_is_in_the_journal(notify: MemoryHouse) -> None:
    await planned(notify, "m-1")
    await given_up(notify)
    await replay(notify, only=ALL)
    [row] = notify.tables["journal"].find(lambda row: row["by"] == "zhou")
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


async def test_after_a_replay_attempts_are_counted_afresh(notify: MemoryHouse) -> None:
    await planned(notify, "m-1", event="HoldPlaced")
    await notify.sinks.faults(sms={"status": 500})
    letter = await tried_until_given_up(notify)
    assert "given up after 8 attempts" in letter.reason
    assert (await replay(notify, only=ALL)).replayed == 1
    letter = await tried_until_given_up(notify)
    assert (letter.attempts, "given up after 8 attempts" in letter.reason) == (16, True)


async def test_it_goes_to_the_address_of_now(notify: MemoryHouse) -> None:
    await planned(notify, "m-1")
    await given_up(notify)
    await notify.api.execute(SetContacts(member_id="m-1", phone="+8613900139000"), HOST)
    assert (await replay(notify, only=ALL)).replayed == 1
    await notify.attend(later=MINUTE)
    assert [message["to"] for message in await notify.sent()] == ["+8613900139000"]


async def test_what_must_not_go_is_skipped_and_says_why(notify: MemoryHouse) -> None:
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


async def test_codes_and_what_is_useless_by_now_are_not_sent_again(notify: MemoryHouse) -> None:
    await planned(notify, "m-1", event="GraceStarted")
    await notify.api.execute(SendCode(member_id="m-1", purpose=CodePurpose.RELEASE_HOLD), MEMBER)
    await given_up(notify)
    [alert] = await notify.stored_alerts(event_type="GraceStarted")
    notify.tables["alerts"].update({"_id": alert.id}, {"useless_at": notify.clock.now()})
    view = await replay(notify, only=ALL)
    assert (view.replayed, skipped(view)) == (0, {SkipReason.CODE: 1, SkipReason.USELESS: 1})
    assert await letters(notify) == ()


async def test_a_late_receipt_takes_it_off_the_list(notify: MemoryHouse) -> None:
    await planned(notify, "m-1")
    await given_up(notify)
    [row] = notify.tables["journal"].find(lambda row: row["kind"] == "FAILED")
    receipt = {**row, "_id": "late", "kind": "DELIVERED", "rank": 1_000_000_000}
    notify.tables["journal"].insert_new([receipt])
    assert await letters(notify) == ()
    assert notify.tables["dead_letters"].find() == []


async def test_a_replay_goes_through_a_long_list_part_by_part(notify: MemoryHouse) -> None:
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
async def test_a_replay_says_what_is_meant(notify: MemoryHouse, which: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        await replay(notify, **which)


async def unreached(notify: MemoryHouse) -> TaskView:
    """A member whose phone fails and who looks at no inbox."""
    await planned(notify, "m-1", event="HoldPlaced", email="m-1@mail.example.com")
    await notify.sinks.faults(sms=REFUSED, email={"code": 550})
    for later in (MINUTE, MINUTE, 2 * HOUR, 2 * HOUR):
        await notify.attend(later=later)
    [task] = (await tasks(notify)).tasks
    return task


async def refused(notify: MemoryHouse, command: Any, by: Caller, kind: type[AppError]) -> AppError:
    with pytest.raises(kind) as refusal:
        await notify.api.execute(command, by)
    return refusal.value


async def test_a_task_says_who_was_not_reached_what_to_say_and_what_was_tried(
    notify: MemoryHouse,
) -> None:
    task = await unreached(notify)
    assert (task.member_id, task.state, task.received_at) == ("m-1", TaskState.OPEN, None)
    assert task.title.zh != task.title.en
    assert task.text.en
    tried = {one.channel: (one.state, one.reason) for one in task.tried}
    assert tried[Channel.SMS][0] == tried[Channel.EMAIL][0] == "FAILED"
    assert "cannot be reached" in tried[Channel.SMS][1]


async def test_a_task_is_finished_once_with_a_note(notify: MemoryHouse) -> None:
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


async def test_a_receipt_that_comes_late_is_shown_on_the_task(notify: MemoryHouse) -> None:
    task = await unreached(notify)
    await notify.api.execute(MarkShown(member_id="m-1", alert_ids=(task.id,)), MEMBER)
    [open_one] = (await tasks(notify)).tasks
    assert open_one.received_at is not None


async def test_tasks_come_oldest_first_and_in_pages(notify: MemoryHouse) -> None:
    task = await unreached(notify)
    row = notify.tables["staff_tasks"].get(task.id)
    assert row is not None
    for n in range(1, 4):
        created = row["created_at"] + n * MINUTE
        notify.tables["staff_tasks"].insert_new([{**row, "_id": f"t{n}", "created_at": created}])
    first = await tasks(notify, first=3)
    rest = await tasks(notify, first=3, after=first.cursors[-1])
    assert [one.id for one in (*first.tasks, *rest.tasks)] == [task.id, "t1", "t2", "t3"]
    assert (first.total, first.has_more, rest.has_more) == (4, True, False)
