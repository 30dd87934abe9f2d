"""Staff without an appeal: a member is found, corrected with a reason, and each read is listed."""

from typing import Any

import pytest

from tests.flows.conftest import System
from tests.flows.people import Member, Staff
from tests.flows.test_loss_and_return import instant
from tests.waiting import eventually

pytestmark = pytest.mark.systems("one")
WHY = "Our outage of Tuesday kept the shop closed."
CORRECTED = (
    "CorrectionSuccess { membership { period { end } } "
    "corrections { id state members possible corrected contradicting { code members } "
    "sample { memberId before { periodEnd } after { periodEnd } } } }"
)


async def found_by(staff: Staff, **handle: str) -> list[str]:
    data = await staff.client.run(
        "query($by: MemberHandle!) { findMembers(by: $by) {"
        " ... on MembersFoundSuccess { members { memberId } } ... on Problem { code } } }",
        by=handle,
    )
    return [one["memberId"] for one in data["findMembers"]["members"]]


async def correct(staff: Staff, name: str, kind: str, **input: Any) -> dict[str, Any]:
    return await staff.do(name, kind, CORRECTED, **input)


async def days(staff: Staff, member: Member, number: int) -> dict[str, Any]:
    return await correct(
        staff, "grantDays", "GrantDaysInput", memberId=member.id, days=number, reason=WHY
    )


async def test_found_by_each_handle_and_corrected_with_a_reason(system: System) -> None:
    async with (
        await system.new_member() as member,
        await system.new_member() as other,
        await system.host() as host,
        await system.staff("desk-1", name="Lin", staff_kind="specialist") as lin,
        await system.staff("desk-2", name="Wu", staff_kind="specialist") as wu,
        await system.staff("desk-3") as admin,
    ):
        now = await system.advance("PT1S")
        await host.pays(member.id, 1, now, orderId=f"order-{member.id}", purpose="TOP_UP")
        number = await ended_and_appealed(system, lin, other)
        name = (await member.ask("profile { name }"))["profile"]["name"]
        for handle in (
            {"memberId": member.id},
            {"phone": await member.phone()},
            {"email": (await member.email()).upper()},
            {"name": name},
            {"orderId": f"order-{member.id}"},
        ):
            assert await found_by(lin, **handle) == [member.id], handle
        assert await found_by(lin, appealNumber=number) == [other.id]
        assert await found_by(lin, phone="+8613999999999") == []

        end = instant((await member.membership())["period"]["end"])
        given = await days(lin, member, 7)
        assert (instant(given["membership"]["period"]["end"]) - end).days == 7
        phone = await member.phone()
        await system.message(phone, "7 days", "runs until")
        [alert] = [one for one in await member.alerts() if one["eventType"] == "DaysGranted"]
        assert WHY in alert["text"]["en"]
        [told] = [one for one in await member.timeline() if one["type"] == "DaysGranted"]
        assert (told["cause"], told["responsible"]) == ("STAFF_ACTION", "STAFF")
        assert WHY[:-1] in told["summary"]["en"]

        asked = (await days(lin, member, 40))["corrections"]
        assert asked["state"] == "REQUESTED"
        own = await correct(lin, "confirmCorrections", "CorrectionsIdInput", id=asked["id"])
        assert own["code"] == "FORBIDDEN"
        second = await correct(wu, "confirmCorrections", "CorrectionsIdInput", id=asked["id"])
        assert second["corrections"]["corrected"] == 1
        assert (instant((await member.membership())["period"]["end"]) - end).days == 47

        await in_bulk(lin, other, member)

        reads = await admin.every("staffReads", "staffId name field fields", about(member))
        assert {one["field"] for one in reads} >= {"findMembers", "grantDays"}
        assert {one["staffId"] for one in reads} <= {"desk-1", "desk-2", "desk-3"}
        shown = await member.ask("staffReads(first: 50) { nodes { name field } }")
        assert {one["name"] for one in shown["staffReads"]["nodes"]} == {""}


def about(member: Member) -> str:
    return f'memberId: "{member.id}",'


async def ended_and_appealed(system: System, staff: Staff, member: Member) -> str:
    """The number of the appeal of somebody whose membership staff ended."""
    await correct(staff, "cancelMembership", "CorrectionInput", memberId=member.id, reason=WHY)
    await system.message(await member.phone(), "Our staff cancelled")
    why = await member.explanation()
    assert (why["cause"], why["responsible"]) == ("STAFF_ACTION", "STAFF")
    assert "Lin" not in why["summary"]["en"], "members read that it was staff, and why"
    assert WHY[:-1] in why["summary"]["en"]
    opened = await member.appeal("openAppeal", "OpenAppealInput", text="Please look at it.")
    return str(opened["number"])


async def in_bulk(staff: Staff, ended: Member, *members: Member) -> None:
    """Tried out, then done; nobody is changed by trying."""
    before = [instant((await one.membership())["period"]["end"]) for one in members]
    drafted = await correct(
        staff, "draftCorrections", "DraftCorrectionsInput",
        act={"grantDays": {"days": 2}}, reason=WHY,
        memberIds=[ended.id, *(one.id for one in members)],
    )  # fmt: skip
    id = drafted["corrections"]["id"]
    plan = await _once(staff, id, "PREVIEWED")
    assert (plan["members"], plan["possible"]) == (len(members) + 1, len(members))
    assert plan["contradicting"] == [{"code": "NOT_ALLOWED", "members": 1}]
    assert [instant((await one.membership())["period"]["end"]) for one in members] == before
    await correct(staff, "startCorrections", "CorrectionsIdInput", id=id)
    assert (await _once(staff, id, "DONE"))["corrected"] == len(members)
    for one, end in zip(members, before, strict=True):
        assert (instant((await one.membership())["period"]["end"]) - end).days == 2


async def _once(staff: Staff, id: str, state: str) -> dict[str, Any]:
    async def look() -> dict[str, Any] | None:
        data = await staff.client.run(
            "query($id: ID!) { correction(id: $id) {"
            " state members possible corrected contradicting { code members } } }",
            id=id,
        )
        found: dict[str, Any] = data["correction"]
        return found if found["state"] == state else None

    return await eventually(look)
