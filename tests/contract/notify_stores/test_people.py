"""Recipients, their addresses and codes; what staff have to do."""

from datetime import timedelta
from functools import partial

import msgspec
import pytest

from infra.kernel.errors import InvalidInput, TooManyRequests
from infra.storage.changes import DuplicateInsert, VersionConflict
from services.notify.contract.staff import DeadLetterFilter
from services.notify.contract.words import CodePurpose, SuppressionReason, TaskState, Topic
from services.notify.core.alerts.catch_up import Gap
from services.notify.core.alerts.codes import Challenge
from services.notify.core.alerts.staff_task import StaffTask
from services.notify.core.deliveries.journal import EntryKind
from services.notify.core.deliveries.results import Accepted, Permanent
from services.notify.core.recipients.suppression import marked, refusal
from tests.contract.notify_stores.conftest import Stores
from tests.contract.notify_stores.made import EMAIL, MINUTE, NOW, SMS, alert, happened, job
from tests.unit.notify.samples import recipient

PURPOSE = CodePurpose.RELEASE_HOLD
PHONE = "+8613800138000"


async def gaps(stores: Stores) -> list[Gap]:
    """What was left to be looked at, and is no more."""
    words = await stores.catch_ups.oldest(10)
    for word in words:
        await stores.catch_ups.done(word)
    return [gap for word in words for gap in word.gaps]


async def test_two_changes_of_a_recipient_at_once_both_stay(stores: Stores) -> None:
    before = recipient()
    assert await stores.recipients.save(None, before)
    assert await gaps(stores) == [Gap(member_id="m-1", channel=c) for c in (SMS, EMAIL)]
    assert not await stores.recipients.save(None, recipient(name="late"))
    assert await stores.recipients.save(before, recipient(name="Li"))
    assert await stores.recipients.save(before, recipient(language="en"))
    assert await stores.recipients.get("m-1") == recipient("en", name="Li")
    assert await stores.recipients.get("m-2") is None
    assert await gaps(stores) == [], "no address came"
    assert await stores.recipients.save(before, recipient(phone="+8613900139000"))
    assert await gaps(stores) == [Gap(member_id="m-1", channel=SMS)]


async def test_word_is_left_when_somebody_can_be_told_or_cannot_any_more(stores: Stores) -> None:
    async def named() -> list[str]:
        pages = await stores.unpassed.oldest(10)
        await stores.unpassed.remove(pages)
        return [id for page in pages for id in page.reach_of]

    phone, mail, neither = recipient(email=""), recipient(phone=""), recipient(phone="", email="")
    await stores.recipients.save(None, phone)
    assert await named() == ["m-1"]
    await stores.recipients.save(phone, mail)
    assert await named() == [], "there is one still"
    await stores.recipients.save(mail, neither)
    assert await named() == ["m-1"]
    await stores.recipients.save(neither, phone)
    assert await named() == ["m-1"]


async def test_who_is_known_is_not_added_again(stores: Stores) -> None:
    known, new = recipient(), recipient(id="m-2", name="new")
    assert await stores.recipients.add_new([known]) == 1
    assert await stores.recipients.add_new([recipient(name="late"), new, new]) == 1
    assert await stores.recipients.get_many(["m-1", "m-2", "m-3"]) == {"m-1": known, "m-2": new}


async def test_a_change_is_told_in_its_commit_and_once(stores: Stores) -> None:
    before, after = recipient(), recipient(phone="")
    await stores.recipients.save(None, before)
    for _ in range(2):
        assert await stores.recipients.save(before, after, [alert("a-1")], [job("j-1")])
    assert await stores.alerts.known(["a-1"]) == {"a-1"}
    assert await stores.jobs.is_open("j-1")
    assert await stores.recipients.get("m-1") == after


async def test_what_results_say_of_an_address_is_kept(stores: Stores) -> None:
    stopped = Permanent(reason="opted out", suppress=SuppressionReason.STOP)
    list_ = stores.suppressions
    await list_.learn("m-1", EMAIL, "Li@mail.example.com", stopped)
    await list_.learn("m-1", SMS, PHONE, Accepted())
    await list_.learn("m-1", SMS, "", stopped)
    mail = (EMAIL, "li@MAIL.example.com")
    found = await list_.suppressed([mail, (SMS, PHONE), (SMS, "")])
    assert list(found) == [mail]
    assert found[mail].members == ("m-1",)
    assert refusal(found[mail], Topic.CODE) is not None
    assert await list_.id_of(*mail) == await list_.id_of(EMAIL, "Li@mail.example.com")


async def test_a_suppression_is_decided_on_what_is_there(stores: Stores) -> None:
    for reason in (SuppressionReason.STOP, SuppressionReason.BY_STAFF, SuppressionReason.STOP):
        mark = partial(marked, reason=reason, at=NOW)
        kept = await stores.suppressions.change(SMS, PHONE, mark)
    assert [mark.reason for mark in kept.marks] == ["STOP", "BY_STAFF"]
    assert (await stores.suppressions.suppressed([(SMS, PHONE)]))[SMS, PHONE].marks == kept.marks


async def test_a_members_earlier_addresses_come_after_the_present_ones(stores: Stores) -> None:
    bounced = Permanent(reason="no such box", suppress=SuppressionReason.HARD_BOUNCE)
    await stores.suppressions.learn("m-1", SMS, PHONE, bounced)
    await stores.suppressions.learn("m-1", EMAIL, "old@mail.example.com", bounced)
    found = await stores.suppressions.of_member("m-1", [(SMS, PHONE)])
    assert [one.channel for one in found] == [SMS, EMAIL]
    assert await stores.suppressions.of_member("m-2", []) == []


async def test_of_two_codes_asked_for_at_once_one_is_issued(stores: Stores) -> None:
    def challenge(id: str) -> Challenge:
        ends = NOW + timedelta(minutes=10)
        return Challenge(id=id, member_id="m-1", purpose=PURPOSE, issued=(NOW,), expires_at=ends)

    codes, first, second = stores.challenges, challenge("c-1"), challenge("c-2")
    assert await codes.last("m-1", PURPOSE) is None
    await codes.issue(None, first, alert("a-1", topic=Topic.CODE), [job("j-1")])
    with pytest.raises(DuplicateInsert):
        await codes.issue(None, second, alert("a-2"), [job("j-2")])
    assert await codes.last("m-1", PURPOSE) == first
    assert await codes.last("m-1", CodePurpose.VERIFY_PHONE) is None
    tried = msgspec.structs.replace(first, tries=1)
    assert await codes.tried(first, tried)
    assert not await codes.tried(first, tried), "another try came between"
    with pytest.raises(VersionConflict):
        await codes.issue(first, second, alert("a-2"), [job("j-2")])
    assert not await stores.jobs.is_open("j-2")
    await codes.issue(tried, second, alert("a-2"), [job("j-2")])
    assert await codes.last("m-1", PURPOSE) == second


async def test_codes_to_one_address_are_counted_for_an_hour(stores: Stores) -> None:
    """Whoever asks for them; how many goes with the time, and nothing is left of it."""
    for minute in (0, 1, 2, 3, 4):
        assert await stores.challenges.goes_to("of-phone", NOW + timedelta(minutes=minute))
    assert await stores.challenges.goes_to("of-another", NOW)
    with pytest.raises(TooManyRequests):
        await stores.challenges.goes_to("of-phone", NOW + timedelta(minutes=5))
    with pytest.raises(TooManyRequests):
        await stores.challenges.goes_to("of-another", NOW + timedelta(seconds=30))
    assert await stores.challenges.goes_to("of-phone", NOW + timedelta(minutes=60))


async def test_codes_leave_with_their_member(stores: Stores) -> None:
    ends = NOW + timedelta(minutes=10)
    for id in ("m-1", "m-2"):
        of = {"member_id": id, "purpose": PURPOSE, "issued": (NOW,), "expires_at": ends}
        code = Challenge(id=f"c-{id}", **of)
        await stores.challenges.issue(None, code, alert(f"a-{id}"), [job(f"j-{id}")])
    for _ in range(2):
        await stores.challenges.erase("m-1")
    assert await stores.challenges.last("m-1", PURPOSE) is None
    assert await stores.challenges.last("m-2", PURPOSE) is not None


def task(id: str, after: timedelta = timedelta(0)) -> StaffTask:
    return StaffTask(
        id=id, member_id="m-1", event_type="MembershipExpired", created_at=NOW + after, tried=()
    )  # fmt: skip


async def test_tasks_come_oldest_first_and_each_once(stores: Stores) -> None:
    tasks = [task(f"t-{n}", n * MINUTE) for n in range(3)]
    await stores.tasks.add(reversed(tasks))
    await stores.tasks.add(tasks)
    assert await stores.tasks.get("t-1") == tasks[1]
    first = await stores.tasks.page(TaskState.OPEN, "", 2)
    assert (first.rows, first.total, first.has_more) == (tasks[:2], 3, True)
    rest = await stores.tasks.page(TaskState.OPEN, first.cursors[-1], 2)
    assert (rest.rows, rest.total, rest.has_more) == (tasks[2:], 3, False)


async def test_of_two_who_change_a_task_the_second_looks_again(stores: Stores) -> None:
    before = task("t-1")
    taken = msgspec.structs.replace(before, state=TaskState.TAKEN, taken_by="zhou")
    await stores.tasks.add([before])
    assert await stores.tasks.save(before, before)
    assert await stores.tasks.save(before, taken)
    assert not await stores.tasks.save(before, msgspec.structs.replace(taken, taken_by="wang"))
    assert await stores.tasks.get("t-1") == taken
    assert (await stores.tasks.page(TaskState.OPEN, "", 10)).rows == []


async def test_dead_letters_are_found_by_what_is_known_of_them(stores: Stores) -> None:
    letters = stores.dead_letters
    by_sms = happened(EntryKind.FAILED, "a-1", reason="Cannot be reached", code="21612")
    by_mail = happened(
        EntryKind.FAILED, "a-2", EMAIL, reason="no (such) box", campaign="c-1", at=NOW + MINUTE
    )
    await letters.add([by_sms, by_mail])
    await letters.add([by_sms])

    async def found(only: DeadLetterFilter) -> list[str]:
        page = await letters.page(only, "", 10)
        return [letter.alert_id for letter in page.rows]

    assert await found(DeadLetterFilter()) == ["a-2", "a-1"], "newest first"
    assert (
        await found(DeadLetterFilter(channel=SMS))
        == await found(DeadLetterFilter(code="21612"))
        == ["a-1"]
    )
    assert (
        await found(DeadLetterFilter(campaign="c-1"))
        == await found(DeadLetterFilter(reason="(SUCH)"))
        == ["a-2"]
    )
    assert await found(DeadLetterFilter(reason="c.nnot")) == []
    assert await found(DeadLetterFilter(since=NOW + MINUTE)) == ["a-2"]
    assert await found(DeadLetterFilter(until=NOW + MINUTE)) == ["a-1"]
    first = await letters.page(DeadLetterFilter(), "", 1)
    assert (first.total, first.has_more) == (2, True)
    rest = await letters.page(DeadLetterFilter(), first.cursors[0], 1)
    assert [letter.alert_id for letter in rest.rows] == ["a-1"]
    with pytest.raises(InvalidInput):
        await letters.page(DeadLetterFilter(), "nowhere", 1)
    assert {one.id for one in await letters.get_many([by_sms.id, "none"])} == {by_sms.id}
    await letters.remove(rest.rows)
    assert await found(DeadLetterFilter()) == ["a-2"]
