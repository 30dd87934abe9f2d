"""An explanation says what happened, when it happened, and claims nothing that is not on file."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.flows.conftest import System
from tests.flows.people import Host, Member
from tests.flows.test_loss_and_return import instant, status_is
from tests.flows.test_undelivered import tasks_of

pytestmark = pytest.mark.systems("nights")
DAY, HOUR, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)
BENEFIT = "membership { plan { code } explanation { cause summary { en } } }"


async def failed_since(member: Member, at: datetime) -> list[datetime]:
    entries = await member.timeline()
    times = [instant(e["happenedAt"]) for e in entries if e["type"] == "AutoRenewFailed"]
    return [one for one in times if one > at]


async def signed_in(host: Host, member: Member, at: datetime) -> None:
    await host.logs_in(member.id, "phone-1", at.isoformat(), passedSecondFactor=True)


async def orders(host: Host, member: Member, at: datetime, price: int) -> None:
    done = await host.change(
        "reportOrder", "ReportOrderInput", memberId=member.id, orderId=f"at-{at.timestamp()}",
        at=at.isoformat(), fullPrice=price, paidPrice=price,
    )  # fmt: skip
    assert "code" not in done, done


@pytest.mark.parametrize("channels", [(), ("phone", "email")], ids=["no contact", "suppressed"])
async def test_nobody_falls_without_a_warning_received(
    system: System, channels: Collection[str]
) -> None:
    async with (
        await system.new_member(
            plan="diamond", balance=900_00, auto_renew=True, channels=channels
        ) as member,
        await system.host() as host,
        await system.staff() as staff,
    ):
        for channel in ("SMS", "EMAIL") if channels else ():
            done = await staff.do(
                "suppressAddress", "SuppressionInput",
                "SuppressionsSuccess { suppressions { channel } }",
                memberId=member.id, channel=channel, reason="It is somebody else's.",
            )  # fmt: skip
            assert "code" not in done, done
        await signed_in(host, member, await system.now())
        await system.advance("P34D")
        tasks = {task["eventType"] for task in await tasks_of(staff, member)}
        assert "InactivityWarned" in tasks
        held = (await staff.member(member.id, BENEFIT))["membership"]
        assert held["plan"]["code"] == "diamond"
        assert held["explanation"]["cause"] != "INACTIVITY"
        assert "warn" not in held["explanation"]["summary"]["en"]


async def test_attempts_that_nobody_made_are_not_counted(system: System) -> None:
    async with await system.new_member(plan="silver", balance=15_00, auto_renew=True) as member:
        end = instant((await member.membership())["period"]["end"])
        await system.advance_to(end - HOUR)
        await system.jump("PT45H")
        back = end + 44 * HOUR
        lapsed = await status_is(member, "GRACE")
        assert back + 23 * HOUR < instant(lapsed["graceUntil"]) < back + 25 * HOUR
        assert len(await failed_since(member, end - HOUR)) <= 1
        assert all(at >= back - HOUR for at in await failed_since(member, end - HOUR))
        assert "4 times" not in (await member.explanation())["summary"]["en"]
        await system.advance("PT26H")
        await status_is(member, "EXPIRED")
        made = len(await failed_since(member, end - HOUR))
        said = (await member.explanation())["summary"]["en"]
        assert made == 4, "after we were back, each at its time"
        assert "Automatic renewal failed 4 times" in said


async def test_a_member_who_renewed_herself_was_here(system: System) -> None:
    async with await system.new_member(balance=900_00) as member, await system.host() as host:
        await signed_in(host, member, await system.now())
        await system.advance("P24D")
        await system.message(await member.phone(), "keep your plan")
        await system.advance("P4D")
        renewed = await member.change("renew", "RenewInput")
        assert renewed["status"] == "ACTIVE"
        await system.advance("P5D")
        assert (await member.membership())["plan"]["code"] == "gold"
        types = [entry["type"] for entry in await member.timeline()]
        assert "MembershipDowngraded" not in types


async def test_what_the_time_without_cost_is_said_after_the_return(system: System) -> None:
    """Silver takes 5 % off: of 100.00 and 60.00 that is 5.00 and 3.00."""
    async with (
        await system.new_member(plan="silver", balance=9_90) as member,
        await system.host() as host,
    ):
        end = instant((await member.membership())["period"]["end"])
        await system.advance_to(end + 10 * DAY)
        await orders(host, member, await system.now(), 100_00)
        await system.advance_to(end + 40 * DAY)
        await orders(host, member, await system.now(), 60_00)
        await system.advance_to(end + 73 * DAY)
        paid = await host.pays(member.id, 9_90, (end + HOUR).isoformat())
        assert paid["renewed"] is True
        asked: Any = await member.ask(
            "membership { entitled explanation { moneyLost { amount } summary { en } } }"
        )
        assert asked["membership"]["entitled"] is True
        assert asked["membership"]["explanation"]["moneyLost"]["amount"] == 8_00
        assert "lost nothing" not in asked["membership"]["explanation"]["summary"]["en"]


async def test_message_and_explanation_name_the_time_on_the_members_wall(system: System) -> None:
    async with await system.new_member(time_zone="America/New_York") as member:
        end = instant((await member.membership())["period"]["end"])
        await system.advance_to(end + HOUR)
        lapsed = await status_is(member, "GRACE")
        there = instant(lapsed["graceUntil"]).astimezone(ZoneInfo("America/New_York"))
        day, hour = f"{there.day} {there:%b}", f"{there:%H:%M}"
        sms = (await system.message(await member.phone(), "period ended"))["body"]
        assert day in sms
        assert hour in sms
        why = await member.explanation()
        renew = next(step for step in why["nextSteps"] if step["action"] == "RENEW")
        grace = [e for e in await member.timeline() if e["type"] == "GraceStarted"]
        for said in (why["summary"]["en"], renew["says"]["en"], grace[0]["summary"]["en"]):
            assert f"{there.day} {there:%B}" in said
            assert hour in said


async def test_who_tops_up_in_grace_is_told_that_we_charge(system: System) -> None:
    async with (
        await system.new_member(plan="silver", balance=15_00, auto_renew=True) as member,
        await system.host() as host,
    ):
        end = instant((await member.membership())["period"]["end"])
        await system.advance_to(end + HOUR)
        await status_is(member, "GRACE")
        await host.change(
            "topUpBalance", "TopUpBalanceInput",
            memberId=member.id, amount=10_00, reference=f"more-{member.id}",
        )  # fmt: skip
        again = (end + 6 * HOUR).astimezone(ZoneInfo("Asia/Shanghai"))
        said = (await member.explanation())["summary"]["en"]
        assert "we charge the ¥9.90 by ourselves" in said
        assert f"{again:%H:%M}" in said
        await system.advance_to(end + 6 * HOUR + timedelta(minutes=15))
        assert (await member.membership())["status"] == "ACTIVE"


async def test_before_joining_nothing_was_closed_and_late_appeals_are_not_advised(
    system: System,
) -> None:
    async with await system.new_member(plan="silver", balance=9_90) as member:
        first = (await member.timeline())[0]
        assert (first["type"], first["statusAfter"]) == ("BalanceToppedUp", None)
        end = instant((await member.membership())["period"]["end"])
        await system.advance_to(end + 25 * HOUR)
        await status_is(member, "EXPIRED")
        ended = next(e for e in await member.timeline() if e["type"] == "MembershipExpired")
        until = instant(ended["happenedAt"]) + 30 * DAY
        assert await appeal_until(member) == until
        await system.advance_to(until + SECOND)
        assert await appeal_until(member) is None
        refused = await member.appeal("openAppeal", "OpenAppealInput", text="I had paid.")
        assert refused["code"] == "NOT_ALLOWED"


async def appeal_until(member: Member) -> datetime | None:
    steps = (await member.explanation())["nextSteps"]
    return next((instant(s["until"]) for s in steps if s["action"] == "APPEAL"), None)
