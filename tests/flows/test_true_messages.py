"""A message is true when it leaves, whatever came late."""

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.flows.conftest import System, eventually
from tests.flows.people import Member
from tests.flows.test_loss_and_return import instant, status_is

pytestmark = pytest.mark.systems("nights")
DAY, HOUR, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)
SHANGHAI = ZoneInfo("Asia/Shanghai")
WHY = """alerts(first: 50) { nodes { eventType deliveries {
  channel history { rule says { en } } } } }"""


def clock(message: dict[str, Any]) -> str:
    """What the member's wall shows when the message leaves."""
    at = datetime.fromisoformat(message["time"]).astimezone(SHANGHAI)
    return f"{at:%H:%M}"


async def overtaken(member: Member, event_type: str) -> str:
    """Why the phone was not told of it, in words, once it is so."""

    async def look() -> str:
        steps = [
            step
            for alert in (await member.ask(WHY))["alerts"]["nodes"]
            for delivery in alert["deliveries"]
            for step in delivery["history"]
            if (alert["eventType"], delivery["channel"]) == (event_type, "SMS")
        ]
        return next((step["says"]["en"] for step in steps if step["rule"] == "OVERTAKEN"), "")

    return await eventually(look)


@contextmanager
def nothing_leaves(system: System) -> Iterator[None]:
    """What is planned meanwhile waits for the worker, which stands still."""
    worker = system.supervisor.processes["worker"]  # leads a group of its own
    os.killpg(worker, signal.SIGSTOP)
    try:
        yield
    finally:
        os.killpg(worker, signal.SIGCONT)


async def test_paid_in_grace_and_reported_a_moment_late(system: System) -> None:
    await system.advance_to_clock("02:00")
    async with await system.new_member(balance=19_90) as member, await system.host() as host:
        phone, email = await member.phone(), await member.email()
        end = instant((await member.membership())["period"]["end"])
        await system.advance_to(end + 23 * HOUR)
        await system.message(phone, "period ended", "19.90")
        await system.advance_to(end + 24 * HOUR - 60 * SECOND)
        with nothing_leaves(system):  # however long the report takes
            await system.jump_to(end + 24 * HOUR + SECOND / 2)
            paid = await host.pays(member.id, 19_90, (end + 23 * HOUR).isoformat())
        assert paid["renewed"] is True
        assert instant(paid["membership"]["period"]["start"]) == end
        await system.advance_to_clock("08:30")
        for to in (phone, email):
            said = await system.messages(to)
            assert not [one for one in said if "benefits stopped" in one["body"]]
            assert "was renewed" in said[0]["body"], "nothing is said after it"
            assert clock(said[0]) == "02:00", "what it corrects went at night, so does it"
        told = [alert["eventType"] for alert in (await member.ask(WHY))["alerts"]["nodes"]]
        if "MembershipExpired" in told:  # the sweep was faster; else it is taken back as it is said
            assert await overtaken(member, "MembershipExpired")
        assert "MembershipExpired" in [entry["type"] for entry in await member.timeline()]


async def test_joined_and_cancelled_at_a_quarter_past_six(system: System) -> None:
    await system.advance_to_clock("06:15")
    async with await system.new_member() as member:
        await member.change("cancel", "PlainInput")
        phone = await member.phone()
        assert clock(await system.message(phone, "was cancelled")) == "06:15"
        await system.advance_to_clock("08:30")
        said = [message["body"] for message in await system.messages(phone)]
        assert len(said) == 1, said
        why = await overtaken(member, "MembershipEnrolled")
        assert "the membership was cancelled" in why


async def test_an_undo_is_not_told_after_the_end_that_followed(system: System) -> None:
    """Cancelled at 21:55 with 4 h 5 of grace left, undone at 23:00: it ends at 03:05."""
    await system.advance_to_clock("02:00")
    async with await system.new_member(plan="silver", balance=9_90) as member:
        phone = await member.phone()
        end = instant((await member.membership())["period"]["end"])
        await system.advance_to(end + 19 * HOUR + timedelta(minutes=55))
        await member.change("cancel", "PlainInput")
        await system.message(phone, "was cancelled")
        await system.advance_to_clock("23:00")
        undone = await member.change("undoChange", "PlainInput")
        assert undone["status"] == "GRACE"
        await system.advance_to_clock("08:30")
        await status_is(member, "EXPIRED")
        ended = await system.message(phone, "ended", "benefits stopped")
        assert clock(ended)[:4] in {"03:0", "03:1"}
        said = await system.messages(phone)
        assert said[0]["body"] == ended["body"], "the undo is not told after it"


async def test_dates_follow_the_time_of_sending_and_digests_tell_that_of_the_event(
    system: System,
) -> None:
    """Joined on New Year's Eve at 23:00 and told in the morning; reminded three days before
    30 January, 23:00, ten minutes late, and told in the digest of the next morning."""
    now = (await system.now()).astimezone(SHANGHAI)
    this_year = datetime(now.year, 12, 31, 23, tzinfo=SHANGHAI)
    eve = this_year if this_year > now else this_year.replace(year=now.year + 1)
    await system.advance_to(eve)
    async with (
        await system.new_member(channels=["phone"]) as told,
        await system.new_member(channels=["email"]) as reminded,
    ):
        await system.advance_to(eve + 10 * HOUR)
        begun = await system.message(await told.phone(), "has begun")
        assert "until 30 Jan, 23:0" in begun["body"], "planned last year, and sent in this"
        await reminded.do(
            "setDigest", "SetDigestInput", "ProfileSuccess { profile { phone } }", every="DAILY"
        )
        end = instant((await reminded.membership())["period"]["end"])
        await system.advance_to(end - 3 * DAY - timedelta(minutes=2))
        await system.jump("PT12M")
        await system.advance_to_clock("09:30")
        digest = await system.message(await reminded.email(), "what we have collected")
        assert re.search(r"^27 Jan, 23:0[0-7]  Your membership ends", digest["body"], re.MULTILINE)
