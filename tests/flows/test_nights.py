"""Nights are quiet for what can wait, whatever leads to a sending."""

from contextlib import AsyncExitStack

import pytest

from tests.flows.conftest import System, eventually
from tests.flows.people import Member, Staff
from tests.flows.test_true_messages import clock, nothing_leaves
from tests.flows.test_undelivered import REPLAY, dead_letters_of, faults

pytestmark = pytest.mark.systems("nights")


async def test_retried_late_climbed_to_or_sent_again_by_staff_it_waits_for_the_morning(
    system: System,
) -> None:
    """The provider of SMS is down until 22:00, and mailboxes are full in the night."""
    await system.advance_to_clock("21:55")
    first_refused = {"status": 400, "code": 21612, "times": 1}
    full = {"code": 552, "enhanced": "5.2.2"}
    async with AsyncExitStack() as down:
        await down.enter_async_context(faults(system, sms=[first_refused, {"status": 500}]))
        given_up = await system.new_member(channels=["phone"])
        async with await system.staff() as staff:
            letter = await dead_letter_of(staff, given_up)
        retried = await system.new_member(channels=["phone"])
        await eventually(lambda: planned(retried, attempts=1))
        climbed = await system.new_member()
        await climbed.change("cancel", "PlainInput")
        with nothing_leaves(system):
            late = await system.new_member(channels=["phone"])
            await eventually(lambda: planned(late))
            await system.jump("PT6M")
            await down.aclose()
            await down.enter_async_context(faults(system, email=full))
        opened = await climbed.appeal("openAppeal", "OpenAppealInput", text="I did not.")
        await system.advance("PT30M")
    async with given_up, retried, climbed, late, await system.staff() as staff:
        sent = await staff.do("replayDeliveries", "ReplayDeliveriesInput", REPLAY, ids=[letter])
        assert sent["replayed"] == 1
        words = dict.fromkeys((late, retried, given_up), "has begun")
        words[climbed] = opened["number"]
        await system.advance_to_clock("07:55")
        for member, word in words.items():
            assert await saying(system, member, word) == [], member.id
        await system.advance_to_clock("08:30")
        for member, word in words.items():
            rang = await saying(system, member, word)
            assert len(rang) == 1, member.id
            assert rang[0] >= "08:00", member.id
        await climbed.appeal("withdrawAppeal", "AppealInput", number=opened["number"])


async def dead_letter_of(staff: Staff, member: Member) -> str:
    async def found() -> str:
        letters = await dead_letters_of(staff, member)
        return letters[0]["id"] if letters else ""

    return await eventually(found)


async def planned(member: Member, attempts: int = 0) -> bool:
    """A message that is still to be sent, after so many attempts."""
    ways = [one for alert in await member.alerts() for one in alert["deliveries"]]
    return any(one["state"] == "PLANNED" and one["attempts"] >= attempts for one in ways)


async def saying(system: System, member: Member, word: str) -> list[str]:
    """When the phone rang with that."""
    messages = await system.messages(await member.phone())
    return [clock(message) for message in messages if word in message["body"]]


async def test_after_an_outage_nothing_rings_at_night(system: System) -> None:
    await system.advance_to_clock("23:00")
    async with await system.new_member(channels=["phone"]) as member:
        phone = await member.phone()
        await eventually(lambda: planned(member))
        await system.jump("PT27H")
        await system.advance("PT1H")
        assert await system.messages(phone) == []
        await system.advance_to_clock("08:30")
        assert clock(await system.message(phone, "has begun")) >= "08:00"


async def test_what_takes_back_an_alarm_rings_at_night_as_the_alarm_did(system: System) -> None:
    await system.advance_to_clock("23:00")
    async with await system.new_member() as member:
        phone, email = await member.phone(), await member.email()
        await member.change("cancel", "PlainInput")
        assert clock(await system.message(phone, "was cancelled"))[:4] == "23:0"
        await system.message(email, "was cancelled")
        await member.change("undoChange", "PlainInput")
        assert clock(await system.message(phone, "was undone"))[:4] == "23:0"
        assert clock(await system.message(email, "was undone"))[:4] == "23:0"
