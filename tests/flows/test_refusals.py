"""What is refused is said in the member's language, with what is possible instead."""

import re
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from tests.flows.conftest import System
from tests.flows.people import MEMBERSHIP, Member
from tests.flows.test_loss_and_return import instant, status_is

pytestmark = pytest.mark.systems("one")
CODE_NAMES = re.compile(r"[a-z]_[a-z]")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
GIVEN_BACK = re.compile(r"已补回(\d+ ?\w+)|(\d+ ?\w+?)已补回")
SILVER = 9_90


async def refused(member: Member, name: str, kind: str, **input: Any) -> dict[str, Any]:
    selection = f"""MembershipSuccess {{ membership {{ {MEMBERSHIP} }} }}
      ... on NotAllowed {{ allowed }}"""
    answer = await member.do(name, kind, selection, **input)
    assert "code" in answer, answer
    return answer


async def test_a_chinese_member_reads_chinese(system: System) -> None:
    async with await system.new_member(plan="silver", balance=SILVER, language="ZH") as member:
        answers = [
            await refused(member, "undoChange", "PlainInput"),
            await refused(member, "enrol", "EnrolInput", plan="gold"),
            await refused(member, "renew", "RenewInput"),
            await refused(member, "upgrade", "PlanInput", plan="gold"),
            await refused(member, "upgrade", "PlanInput", plan="platinum"),
            await refused(member, "freeze", "FreezeInput", hours=0),
            await refused(member, "renew", "RenewInput", expectedPrice=1),
        ]
        for answer in answers:
            said = answer["message"]
            assert CHINESE.search(said), said
            assert not CODE_NAMES.search(said), said
            assert "minor" not in said
            assert "分" not in said or "分钟" in said, said
        short_of_money = [a for a in answers if a["code"] == "INSUFFICIENT_BALANCE"]
        assert short_of_money
        assert all("¥" in answer["message"] for answer in short_of_money)


async def test_what_is_offered_instead_is_possible(system: System) -> None:
    """Of a member who never joined, one who runs, one who is frozen and one who cancelled."""
    plain = {"undoChange": "PlainInput", "cancel": "PlainInput"}
    async with await system.host() as host, await system.member("never-joined") as stranger:
        known = "MemberSuccess { member { id } }"
        await host.do("registerMember", "RegisterMemberInput", known, memberId=stranger.id)
        paid = {"memberId": stranger.id, "amount": 19_90, "reference": stranger.id}
        await host.change("topUpBalance", "TopUpBalanceInput", **paid)
        for name, kind in {**plain, "renew": "RenewInput", "freeze": "FreezeInput"}.items():
            answer = await refused(stranger, name, kind)
            assert (answer["code"], answer["allowed"]) == ("NOT_ALLOWED", ["enrol"])
        joined = await stranger.change("enrol", "EnrolInput", plan="gold")
        assert joined["status"] == "ACTIVE", "what was named is possible"
        await stranger.change("cancel", "PlainInput")
    async with await system.new_member(plan="gold", balance=100_00) as member:
        await nothing_refused_is_offered(member, plain)
        assert "code" not in await member.change("freeze", "FreezeInput")
        again = await refused(member, "freeze", "FreezeInput")
        assert "freeze" not in again["allowed"]
        assert "extendFreeze" in again["allowed"]
        await system.advance("PT72H1M")
        await status_is(member, "ACTIVE")
        assert "code" not in await member.change("cancel", "PlainInput")
        again = await refused(member, "cancel", "PlainInput")
        assert "cancel" not in again["allowed"]
        assert "undoChange" in again["allowed"]
        assert "code" not in await member.change("undoChange", "PlainInput")


async def nothing_refused_is_offered(member: Member, calls: dict[str, str]) -> None:
    answer = await refused(member, "undoChange", calls["undoChange"])
    assert "undoChange" not in answer["allowed"]
    assert {"cancel", "freeze", "renew"} <= set(answer["allowed"])
    assert "code" not in await member.change("cancel", calls["cancel"])
    answer = await refused(member, "renew", "RenewInput")
    assert "renew" not in answer["allowed"]
    assert "code" not in await member.change("undoChange", calls["undoChange"])


async def test_fields_are_named_as_in_the_api(system: System) -> None:
    async with (
        await system.new_member(plan="silver", language="ZH") as member,
        await system.host() as host,
    ):
        now = instant(await system.advance("PT1S"))
        ahead = (now + timedelta(days=2)).isoformat()
        paid = await host.pays(member.id, 100, ahead)
        assert (paid["code"], paid["field"]) == ("INVALID_INPUT", "paidAt")
        order = {"memberId": member.id, "orderId": "o-1", "at": ahead}
        ordered = await host.change(
            "reportOrder", "ReportOrderInput", **order, fullPrice=1, paidPrice=1
        )
        assert (ordered["code"], ordered["field"]) == ("INVALID_INPUT", "at")
        order["at"] = now.isoformat()
        ordered = await host.change(
            "reportOrder", "ReportOrderInput", **order, fullPrice=1, paidPrice=2
        )
        assert (ordered["code"], ordered["field"]) == ("INVALID_INPUT", "paidPrice")
        logged = await host.logs_in(member.id, "phone-1", ahead)
        assert (logged["code"], logged["field"]) == ("INVALID_INPUT", "at")


async def test_time_given_back_is_told_in_words_that_people_use(system: System) -> None:
    """Held for four seconds: nothing that a person counts. Held for two minutes: two minutes."""
    async with (
        await system.new_member(plan="silver", language="ZH") as member,
        await system.staff() as staff,
    ):
        given_back = []
        for time in ("PT4S", "PT2M10S"):
            held = await staff.change(
                "placeHold", "PlaceHoldInput", memberId=member.id, reason="Wrong member."
            )
            assert held["entitled"] is False
            await system.advance(time)
            await staff.change(
                "releaseMemberHold", "ReleaseMemberHoldInput",
                memberId=member.id, kind="STAFF", reason="Checked.",
            )  # fmt: skip
            await status_is(member, "ACTIVE")
            await system.advance("PT1M")
            await system.message(await member.phone(), "解除")
            said = [entry["summary"]["zh"] for entry in await member.timeline()]
            said += [message["body"] for message in await system.messages(await member.phone())]
            found = ["".join(pair) for text in said for pair in GIVEN_BACK.findall(text)]
            given_back.append({time.replace(" ", "") for time in found})
        assert given_back == [set(), {"2分钟"}]


async def test_who_is_not_known_is_told_how_to_be(system: System) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            f"{system.gateway}/graphql",
            json={"query": "{ __typename }"},
            headers={"authorization": "Bearer none"},
        ) as answer,
    ):
        assert answer.status == 401
        assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_who_does_not_review_an_appeal_does_not_decide_it(system: System) -> None:
    """One voice: the refusal names who has it and the rule by which another may."""
    async with (
        await system.new_member(plan="silver", balance=SILVER) as member,
        await system.staff("reviewer-a") as first,
        await system.staff("reviewer-b") as second,
    ):
        await member.change("cancel", "PlainInput")
        opened = await member.appeal("openAppeal", "OpenAppealInput", text="It was a mistake.")
        number = opened["number"]
        await first.appeal("takeAppeal", "TakeAppealInput", number=number)
        decision = {
            "number": number, "verdict": "REJECTED", "cause": "MEMBER_CANCELLED",
            "remedy": "NOTHING", "reason": "You can undo it yourself.",
        }  # fmt: skip
        crossed = await second.appeal("decideAppeal", "DecideAppealInput", **decision)
        assert crossed["code"] == "NOT_ALLOWED"
        assert "reviewer-a" in crossed["message"]
        assert "takeOver: true" in crossed["message"]
        decided = await first.appeal("decideAppeal", "DecideAppealInput", **decision)
        assert decided["decision"]["verdict"] == "REJECTED"
