"""What a member is told is true when it is told, and an alarm is taken back by the ways it went."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from tests.flows.conftest import System, eventually
from tests.flows.people import Member

WHY = """alerts(first: 50) { edges { node { eventType deliveries {
  channel state history { rule says { en } } } } } }"""


@pytest.fixture
async def quiet(system: System) -> AsyncIterator[Member]:
    """Somebody whose phone is quiet nearly all day, and who has not joined yet."""
    id = f"{system.kind}-quiet-{uuid4().hex[:6]}"
    async with await system.host() as host, await system.member(id) as member:
        contacts = {"name": "Wei", "phone": f"+86139{uuid4().int % 10**8:08d}", "language": "EN"}
        given = {"memberId": id, "timeZone": "Asia/Shanghai", **contacts}
        await host.do(
            "registerMember", "RegisterMemberInput", "MemberSuccess { member { id } }", **given
        )
        money = {"memberId": id, "amount": 100_00, "reference": f"first-{id}"}
        await host.change("topUpBalance", "TopUpBalanceInput", **money)
        done = await member.do(
            "setQuietHours", "SetQuietHoursInput", "ProfileSuccess { profile { phone } }",
            begins="00:01", ends="00:00",
        )  # fmt: skip
        assert done["__typename"] == "ProfileSuccess", done
        await host.do(
            "registerMember", "RegisterMemberInput", "MemberSuccess { member { id } }",
            memberId=id, plan="gold", autoRenew=False,
        )  # fmt: skip
        yield member


async def test_nobody_is_welcomed_after_cancelling(system: System, quiet: Member) -> None:
    phone = await quiet.phone()
    cancelled = await quiet.change("cancel", "PlainInput")
    assert cancelled["status"] == "CANCELLED"
    await system.message(phone, "was cancelled")
    await system.advance("P1D")  # over every end of quiet hours

    async def why() -> str | None:
        for edge in (await quiet.ask(WHY))["alerts"]["edges"]:
            for delivery in edge["node"]["deliveries"]:
                said = [s["says"]["en"] for s in delivery["history"] if s["rule"] == "OVERTAKEN"]
                if edge["node"]["eventType"] == "MembershipEnrolled" and said:
                    return str(said[0])
        return None

    assert "the membership was cancelled" in await eventually(why)
    assert not [m for m in await system.messages(phone) if "has begun" in m["body"]]


async def test_a_cancellation_that_rang_is_taken_back_at_once(
    system: System, quiet: Member
) -> None:
    phone = await quiet.phone()
    await quiet.change("cancel", "PlainInput")
    await system.message(phone, "was cancelled")
    again = await quiet.change("undoChange", "PlainInput")
    assert again["status"] == "ACTIVE"
    await system.message(phone, "was undone")
