"""An explanation says what happened, when it happened, and claims nothing that is not on file."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.flows.conftest import System
from tests.flows.people import Host, Member, Staff
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
    """Away from an hour before the end of the period, for 45 hours: one attempt was made, when we
    were back, and that is what the member is told of, with the whole of grace to come."""
    async with await system.new_member(plan="silver", balance=15_00, auto_renew=True) as member:
        end = instant((await member.membership())["period"]["end"])
        await system.advance_to(end - HOUR)
        await system.jump("PT45H")
        await system.advance("PT1S")  # whatever that makes due
        lapsed = await member.membership()
        assert (lapsed["status"], lapsed["entitled"]) == ("GRACE", True)
        [back] = await failed_since(member, end - HOUR)
        assert end + 44 * HOUR <= back < end + 45 * HOUR
        assert instant(lapsed["graceUntil"]) == back + 24 * HOUR
        await grace_is_told(system, member, back + 24 * HOUR)
        why = await member.explanation()
        assert "Automatic renewal failed once" in why["summary"]["en"]
        away = f"Our system was not working from {wall(end)} to {wall(back)}"
        assert away in why["summary"]["en"]
        assert f"A balance of TWD 9.90 by {wall(back)} would have" in why["prevention"]["en"]
        says = [piece["says"]["en"] for piece in why["evidence"]]
        assert len([one for one in says if "to renew by itself failed" in one]) == 1
        then = await explained(member, end + 10 * HOUR)
        assert (then["cause"], then["responsible"]) == (None, None), "nobody was there"
        assert f"Its period ended on {wall(end)}" in then["summary"]["en"]

        await system.advance("PT26H")
        await status_is(member, "EXPIRED")
        made = await failed_since(member, end - HOUR)
        assert [(at - back) // HOUR for at in made] == [0, 6, 12, 23], "each when it was made"
        why = await member.explanation()
        assert "Automatic renewal failed 4 times" in why["summary"]["en"]
        assert f"A balance of TWD 9.90 by {wall(made[-1])} would have" in why["prevention"]["en"]
        assert (why["responsible"], why["certainty"]) == ("MEMBER", "CERTAIN")


async def test_grace_that_passed_while_we_were_away_is_given_again(system: System) -> None:
    async with await system.new_member(plan="silver", balance=9_90) as member:
        end = instant((await member.membership())["period"]["end"])
        await system.advance_to(end + HOUR)
        await status_is(member, "GRACE")
        await system.jump("PT40H")
        await system.advance("PT1S")  # whatever that makes due
        again = await member.membership()
        assert (again["status"], again["entitled"]) == ("GRACE", True)
        noted = next(e for e in await member.timeline() if e["type"] == "OutageNoted")
        back = instant(noted["happenedAt"])
        assert instant(again["graceUntil"]) == back + 24 * HOUR
        await grace_is_told(system, member, back + 24 * HOUR)
        away = f"Our system was not working from {wall(end + 24 * HOUR)} to {wall(back)}"
        assert away in (await member.explanation())["summary"]["en"]


async def grace_is_told(system: System, member: Member, until: datetime) -> None:
    """By phone and mail, and in the inbox."""
    there = until.astimezone(ZoneInfo("Asia/Shanghai"))
    day, hour = f"by {there.day} {there:%b}", f", {there:%H:%M}"  # a mail has the year between
    for to in (await member.phone(), await member.email()):
        await system.message(to, "period ended", day, hour)
    told = next(a for a in await member.alerts() if a["eventType"] == "GraceStarted")
    shown = {one["channel"]: one["state"] for one in told["deliveries"]}
    assert shown["IN_APP"] == "ACCEPTED"
    assert "FILTERED" not in shown.values()


async def explained(member: Member, at: datetime) -> dict[str, Any]:
    """As of an instant."""
    asked = "me { membership { explanation(at: $at) { cause responsible summary { en } } } }"
    data = await member.client.run(f"query($at: DateTime!) {{ {asked} }}", at=at.isoformat())
    found: dict[str, Any] = data["me"]["membership"]["explanation"]
    return found


async def test_a_member_who_renewed_herself_was_here(system: System) -> None:
    """Or only looked after how she is told of things."""
    async with (
        await system.new_member(balance=900_00) as renewing,
        await system.new_member(balance=900_00, auto_renew=True) as present,
        await system.host() as host,
    ):
        for member in (renewing, present):
            await signed_in(host, member, await system.now())
        await system.advance("P24D")
        for member in (renewing, present):
            await system.message(await member.phone(), "keep your plan")
        await system.advance("P4D")
        renewed = await renewing.change("renew", "RenewInput")
        assert renewed["status"] == "ACTIVE"
        await present.do(
            "setDigest", "SetDigestInput", "ProfileSuccess { profile { phone } }", every="WEEKLY"
        )
        await system.advance("P5D")
        for member in (renewing, present):
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
    """Staff read the operator's clock beside it."""
    async with (
        await system.new_member(time_zone="America/New_York") as member,
        await system.staff() as staff,
    ):
        end = instant((await member.membership())["period"]["end"])
        await system.advance_to(end + HOUR)
        until = instant((await status_is(member, "GRACE"))["graceUntil"])
        there = until.astimezone(ZoneInfo("America/New_York"))
        sms = (await system.message(await member.phone(), "period ended"))["body"]
        assert f"by {there.day} {there:%b, %H:%M}" in sms
        why = await member.explanation()
        says = {step["action"]: step["says"]["en"] for step in why["nextSteps"]}
        proof = {piece["id"]: piece["says"]["en"] for piece in why["evidence"]}
        grace = next(e for e in await member.timeline() if e["type"] == "GraceStarted")
        texts = (
            why["summary"]["en"], says["RENEW"], grace["summary"]["en"], proof[grace["eventId"]],
        )  # fmt: skip
        for said in texts:
            assert wall(until, "America/New_York") in said
            assert "Shanghai" not in said
        both = (
            f"{wall(until, 'America/New_York')} (America/New_York; {wall(until)} in Asia/Shanghai)"
        )
        for said in await read_by_staff(staff, member, grace["eventId"]):
            assert both in said


def wall(at: datetime, zone: str = "Asia/Shanghai") -> str:
    """What a clock there shows, as explanations write it."""
    there = at.astimezone(ZoneInfo(zone))
    return f"{there.day} {there:%B %Y, %H:%M}"


async def read_by_staff(staff: Staff, member: Member, event: str) -> list[str]:
    """Summary and proof of the explanation, and the entry of the timeline."""
    asked = """membership {
      explanation { summary { en } evidence { id says { en } } }
      timeline(first: 100) { nodes { eventId summary { en } } } }"""
    read = (await staff.member(member.id, asked))["membership"]
    proof = {piece["id"]: piece["says"]["en"] for piece in read["explanation"]["evidence"]}
    entries = {entry["eventId"]: entry["summary"]["en"] for entry in read["timeline"]["nodes"]}
    return [read["explanation"]["summary"]["en"], proof[event], entries[event]]


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
        assert "we charge the TWD 9.90 by ourselves" in said
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
