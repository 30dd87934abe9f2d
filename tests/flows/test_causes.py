"""Causes that no other flow walks: each by its real path, told, explained, and mended."""

import csv
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.flows.conftest import System
from tests.flows.people import Member
from tests.flows.test_intake import row as member_row
from tests.flows.test_loss_and_return import instant, status_is
from tests.flows.test_takeover import run
from tests.flows.test_undelivered import faults
from tests.waiting import eventually

pytestmark = pytest.mark.systems("one")


async def code_for(system: System, member: Member, purpose: str, *words: str) -> str:
    """Asks for a code, and reads it off the phone, where others may stand from before."""
    phone = await member.phone()
    before = len(await system.messages(phone))
    asked = await member.do(
        "requestCode", "RequestCodeInput", "CodeSent { sentTo }", purpose=purpose
    )
    assert "sentTo" in asked, asked

    async def came() -> str | None:
        new = await system.messages(phone)
        bodies = [one["body"] for one in new[: len(new) - before]]
        wanted = ("is your code", *words)
        return next((one for one in bodies if all(word in one for word in wanted)), None)

    said = await eventually(came)
    return next(word.strip(".,:;") for word in said.split() if word.strip(".,:;").isdigit())


async def confirmed(
    member: Member, name: str, kind: str, code: str | None = None, /, **input: Any
) -> dict[str, Any]:
    """A change to which a code may be given, with the membership after it or the problem."""
    query = f"""mutation($input: {kind}!, $code: String) {{
      {name}(input: $input, code: $code) {{
        ... on MembershipSuccess {{ membership {{ status entitled plan {{ code }} }} }}
        ... on Problem {{ code field }} }} }}"""
    answer: dict[str, Any] = (await member.client.run(query, input=input, code=code))[name]
    return answer.get("membership") or answer


async def on_device(system: System, member: Member, device: str) -> Member:
    """The same member, signed in from another device."""
    there = await system.member(member.id)
    await there.client.sign_in("member", member.id, device_id=device)
    return there


async def test_from_a_strange_device_a_change_is_confirmed_before_it_happens(
    system: System,
) -> None:
    async with await system.new_member() as member, await system.host() as host:
        now = await system.advance("PT1S")
        await host.logs_in(member.id, "phone-1", now, passedSecondFactor=True)
        async with await on_device(system, member, "laptop-9") as there:
            refused = await confirmed(there, "cancel", "PlainInput")
            assert refused == {"code": "SECOND_FACTOR_REQUIRED", "field": "code"}
            code = await code_for(system, there, "CANCEL", "cancelling your membership")
            assert (await confirmed(there, "cancel", "PlainInput", code))["status"] == "CANCELLED"
            assert (await there.explanation())["cause"] == "MEMBER_CANCELLED"
            undone = await there.change("undoChange", "PlainInput")
            assert undone["status"] == "ACTIVE"


async def test_what_a_strange_device_cancelled_is_not_laid_at_the_members_door(
    system: System,
) -> None:
    async with await system.new_member() as member, await system.host() as host:
        async with await on_device(system, member, "laptop-9") as thief:
            assert (await confirmed(thief, "cancel", "PlainInput"))["status"] == "CANCELLED"
        assert (await member.explanation())["cause"] == "MEMBER_CANCELLED"
        now = await system.advance("PT1S")
        await host.logs_in(member.id, "phone-1", now, passedSecondFactor=True)
        why = await member.explanation()
        assert (why["cause"], why["responsible"], why["certainty"]) == (
            "COMPROMISE", "EXTERNAL", "LIKELY",
        )  # fmt: skip
        steps = [step["action"] for step in why["nextSteps"]]
        assert steps[0] == "UNDO"
        assert "ENROL" not in steps
        assert (await member.change("undoChange", "PlainInput"))["status"] == "ACTIVE"


async def test_a_downgrade_is_told_and_undone_in_one_step(system: System) -> None:
    async with await system.new_member() as member:
        before = await member.membership()
        lower = await member.change("downgrade", "PlanInput", plan="silver")
        assert lower["plan"]["code"] == "silver"
        await system.message(await member.phone(), "Your plan went from Gold to Silver", "undo it")
        why = await member.explanation()
        assert (why["cause"], why["responsible"]) == ("MEMBER_DOWNGRADED", "MEMBER")
        undone = await member.change("undoChange", "PlainInput")
        kept = ("status", "plan", "price", "balance", "period")
        assert {key: undone[key] for key in kept} == {key: before[key] for key in kept}


async def test_a_pause_stops_the_clock_and_ends_by_itself(system: System) -> None:
    async with await system.new_member() as member:
        joined = await member.membership()
        paused = await confirmed(member, "pauseMembership", "PauseInput", days=5)
        assert (paused["status"], paused["entitled"]) == ("PAUSED", False)
        await system.message(await member.phone(), "paused, as you asked", "Resume it")
        why = await member.explanation()
        assert (why["cause"], why["responsible"]) == ("MEMBER_PAUSED", "MEMBER")
        assert why["nextSteps"][0]["action"] == "RESUME"
        assert why["blockers"][0]["latest"]
        await system.advance("P5DT1M")
        resumed = await member.membership()
        assert resumed["entitled"] is True
        assert instant(resumed["period"]["end"]) - instant(joined["period"]["end"]) == timedelta(5)
        await system.message(await member.phone(), "Your pause has ended", "gave back 5 days")

        await confirmed(member, "pauseMembership", "PauseInput")
        again = await member.change("resumeMembership", "PlainInput")
        assert again["status"] == "ACTIVE"


async def test_a_renewal_through_another_channel_is_held_and_looked_at(system: System) -> None:
    async with (
        await system.new_member() as member,
        await system.host() as host,
        await system.staff() as staff,
    ):
        joined = await member.membership()
        flagged = {"memberId": member.id, "orderId": f"R-{member.id}", "channel": "Cheap Top-ups"}
        for _ in range(2):
            held = await host.change(
                "reportThirdPartyRenewal", "ReportThirdPartyRenewalInput", **flagged
            )
            assert [hold["kind"] for hold in held["holds"]] == ["THIRD_PARTY_RENEWAL"]
        await system.message(await member.phone(), "unofficial channel")
        why = await member.explanation()
        assert (why["cause"], why["responsible"]) == ("THIRD_PARTY_RENEWAL", "EXTERNAL")
        assert flagged["orderId"] in why["summary"]["zh"]
        assert flagged["channel"] in why["summary"]["en"]
        await system.advance("P2D")
        cleared = await staff.change(
            "reviewThirdPartyRenewal", "ReviewThirdPartyRenewalInput",
            memberId=member.id, orderId=flagged["orderId"], confirmed=False, reason="Our own shop.",
        )  # fmt: skip
        assert cleared["entitled"] is True
        given = instant(cleared["period"]["end"]) - instant(joined["period"]["end"])
        assert timedelta(days=2) <= given < timedelta(days=2, minutes=5)
        await system.message(await member.phone(), "has ended", "gave back 2 days")
        once = await host.change(
            "reportThirdPartyRenewal", "ReportThirdPartyRenewalInput", **flagged
        )
        assert once["holds"] == []


async def test_that_was_not_me_freezes_in_one_step_and_one_code_puts_all_back(
    system: System,
) -> None:
    async with await system.new_member(auto_renew=True) as member, await system.host() as host:
        now = await system.advance("PT1S")
        await host.logs_in(member.id, "phone-1", now, passedSecondFactor=True)
        before = await member.membership()
        async with await on_device(system, member, "laptop-9") as thief:
            await thief.change("setAutoRenew", "SetAutoRenewInput", on=False)
            code = await code_for(system, thief, "CANCEL", "cancelling your membership")
            assert (await confirmed(thief, "cancel", "PlainInput", code))["status"] == "CANCELLED"
        await system.message(await member.phone(), "was cancelled")
        await system.advance("P2D")
        told = next(a for a in await member.alerts() if a["eventType"] == "MembershipCancelled")
        eventId = await member.ask("alerts(first: 50) { edges { node { eventId eventType } } }")
        ids = [edge["node"] for edge in eventId["alerts"]["edges"]]
        about = next(one["eventId"] for one in ids if one["eventType"] == told["eventType"])
        held = await member.change(
            "thatWasNotMe", "ThatWasNotMeInput", what="EVENT", id=about, idempotencyKey="not-me"
        )
        assert [hold["kind"] for hold in held["holds"]] == ["COMPROMISE"]
        await system.message(await member.phone(), "may have been taken over")
        why = await member.explanation()
        assert (why["cause"], why["responsible"]) == ("COMPROMISE", "EXTERNAL")
        assert "2 changes" in why["summary"]["en"]
        assert "RELEASE_HOLD" in [step["action"] for step in why["nextSteps"]]

        code = await code_for(system, member, "RELEASE_HOLD", "ending the hold")
        back = await member.change("releaseHold", "ReleaseHoldInput", kind="COMPROMISE", code=code)
        kept = ("status", "plan", "price", "balance", "autoRenew", "entitled")
        assert {key: back[key] for key in kept} == {key: before[key] for key in kept}
        given = instant(back["period"]["end"]) - instant(before["period"]["end"])
        assert timedelta(days=2) <= given < timedelta(days=2, minutes=5)
        await system.message(await member.phone(), "What others changed was taken back")


async def test_data_that_nobody_verified_are_waited_for_after_a_notice(system: System) -> None:
    async with await system.new_member() as member, await system.host() as host:
        asked = await host.change("askVerification", "AskVerificationInput", memberId=member.id)
        assert asked["entitled"] is True
        await system.message(await member.phone(), "data verified", "on hold until it is")
        assert (await member.explanation())["nextSteps"][0]["action"] == "VERIFY"
        await system.advance("P14DT1M")
        held = await status_is(member, "FROZEN")
        assert [hold["kind"] for hold in held["holds"]] == ["CONTACT_CHECK"]
        await system.message(await member.phone(), "were not verified")
        why = await member.explanation()
        assert (why["cause"], why["responsible"]) == ("CONTACT_OUTDATED", "MEMBER")
        assert "by SMS" in why["summary"]["en"]
        code = await code_for(system, member, "VERIFY_CONTACTS", "verifying your data")
        back = await member.change("verifyContacts", "VerifyContactsInput", code=code)
        assert back["status"] == "ACTIVE"


async def test_a_loss_that_nobody_can_explain_opens_a_case_by_itself(
    system: System, tmp_path: Path
) -> None:
    now = await system.now()
    id, number = f"{system.kind}-unexplained", 91_000_001
    start, end = now - timedelta(days=20), now + timedelta(days=10)
    lost = member_row(id, number, start, end, status="CLOSED", auto_renew="false")
    file = tmp_path / "members.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(lost))
        writer.writeheader()
        writer.writerow(lost)
    code, said = await run(system, "import", str(file))
    assert code == 0, said
    async with await system.member(id, leaves=True) as member:
        sms = await system.message(lost["phone"], "Nobody knows yet why", "opened the case AP-")
        appeals = await member.ask("appeals(first: 5) { nodes { number state firstAnswerDue } }")
        [case] = appeals["appeals"]["nodes"]
        assert case["number"] in sms["body"]
        why = await member.explanation()
        assert (why["cause"], why["responsible"]) == ("UNKNOWN", "UNKNOWN")
        assert case["number"] in why["summary"]["zh"]


async def test_who_could_not_be_told_of_grace_has_not_lost_by_the_own_fault(
    system: System,
) -> None:
    async with await system.new_member() as member:
        phone, email = await member.phone(), await member.email()
        broken = {
            "sms": {"status": 400, "code": 21612, "to": phone},
            "email": {"code": 550, "to": email},
        }
        async with faults(system, **broken):
            await system.advance("P32D")
            await status_is(member, "EXPIRED")
        why = await member.explanation()
        assert (why["cause"], why["responsible"]) == ("UNNOTIFIED_CHANGE", "PLATFORM")
        steps = [step["action"] for step in why["nextSteps"]]
        assert steps[0] == "APPEAL"
        assert not {"ENROL", "PAY", "TOP_UP"} & set(steps)
        types = [entry["type"] for entry in await member.timeline()]
        assert types.index("NoticeFailed") < types.index("MembershipExpired")


async def test_a_membership_is_given_to_another_after_a_day_to_undo_it(system: System) -> None:
    async with (
        await system.new_member() as giver,
        await system.new_member(plan="silver") as receiver,
    ):
        before = await giver.membership()
        await receiver.change("cancel", "PlainInput")
        code = await code_for(system, giver, "TRANSFER", "giving your membership away")
        offered = await giver.change(
            "offerTransfer", "OfferTransferInput", to=receiver.id, code=code
        )
        assert offered["status"] == "ACTIVE", offered
        await system.message(await receiver.phone(), "offers you a Gold membership")
        assert "code" not in await receiver.change("acceptTransfer", "PlainInput")
        await system.message(await giver.phone(), "is agreed")
        await system.advance("PT24H1M")
        has = await status_is(receiver, "ACTIVE")
        assert (has["plan"], has["price"]) == (before["plan"], before["price"])
        assert has["period"]["end"] == before["period"]["end"]
        assert (await giver.membership())["status"] == "CANCELLED"
        assert receiver.id in (await giver.explanation())["summary"]["en"]
        await system.message(await giver.phone(), "was handed over")
        await system.message(await receiver.phone(), "is yours")
