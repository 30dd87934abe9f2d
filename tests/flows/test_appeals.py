"""The member disagrees, is heard in time, and gets back what was taken."""

import asyncio
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from typing import Any

from tests.flows.conftest import System, duration, eventually
from tests.flows.people import Member, Staff
from tests.flows.test_loss_and_return import ONE, instant, status_is
from tests.flows.typed import becomes, done, standing
from tests.typed.graph.decide_appeal import DecideAppealDecideAppealNotAllowed as AlreadyDecided
from tests.typed.graph.enums import AppealState, Cause, RemedyKind, RemedyState, Status, Verdict
from tests.typed.graph.fragments import AppealChanged
from tests.typed.graph.input_types import DecideAppealInput, OpenAppealInput, TakeAppealInput


async def appeal_is(member: Member, number: str, **wanted: str) -> dict[str, Any]:
    async def look() -> dict[str, Any] | None:
        data = await member.client.run(
            f'{{ appeal(number: "{number}") {{ number state promisedAt messages {{ text }}'
            " caseFile { explanation { cause } historyHash }"
            " decision { verdict remedy remedyState days } } }"
        )
        found: dict[str, Any] = data["appeal"]
        decision = found["decision"] or {}
        assert isinstance(decision, dict)
        shown = {**decision, **found}
        return found if all(shown.get(key) == value for key, value in wanted.items()) else None

    return await eventually(look)


async def test_paid_but_never_synced_is_upheld_and_given_back_once(system: System) -> None:
    async with await system.new_member(balance=40_00, plan="silver") as member:
        joined = await standing(member)
        await system.advance("P36D")
        lost = await becomes(member, Status.EXPIRED)
        assert not lost.entitled
        said = OpenAppealInput(text="I paid on the last day, order 8817.", orders=["8817"])
        opened = done((await member.graph.open_appeal(said)).open_appeal, AppealChanged)
        number = opened.appeal.number
        assert number.startswith("AP-")
        await system.message(await member.phone(), number)
        shown = await appeal_is(member, number, state="SUBMITTED")
        assert shown["caseFile"]["explanation"]["cause"] == "LAPSED"

        async with await system.staff() as staff:
            taken = await staff.graph.take_appeal(TakeAppealInput(number=number))
            assert done(taken.take_appeal, AppealChanged).appeal.state is AppealState.IN_REVIEW
            await staff.appeal(
                "addStaffNote", "AppealTextInput", number=number, text="Order found at the bank."
            )
            await staff.appeal(
                "askInformation", "AskInformationInput",
                number=number, question="Which day did you pay on?",
            )  # fmt: skip
            await appeal_is(member, number, state="WAITING_FOR_MEMBER")
            await member.appeal(
                "replyToAppeal", "ReplyToAppealInput", number=number, text="On the 20th."
            )
            done(await decide(staff, number), AppealChanged)
            again = await decide(staff, number)
            assert isinstance(again, AlreadyDecided), again
            assert "decideAppeal" not in again.allowed
        await appeal_is(member, number, remedyState="APPLIED")
        settled = (await member.graph.one_appeal(number)).appeal
        assert settled is not None
        assert settled.decision is not None
        assert (settled.decision.verdict, settled.decision.cause) == (
            Verdict.UPHELD,
            Cause.SYNC_DELAY,
        )
        assert settled.decision.remedy_state is RemedyState.APPLIED
        assert all("Order found" not in message.text for message in settled.messages)
        restored = await becomes(member, Status.ACTIVE)
        assert restored.period.end - joined.period.end >= timedelta(days=5)
        events = [event["type"] for event in await member.timeline()]
        assert events.count("RemedyApplied") == 1
        await told_of(member, "RemedyConfirmed")


async def told_of(member: Member, event_type: str) -> None:
    async def look() -> bool:
        return event_type in [alert["eventType"] for alert in await member.alerts()]

    await eventually(look)


async def decide(staff: Staff, number: str) -> object:
    ruling = DecideAppealInput(
        number=number,
        verdict=Verdict.UPHELD,
        cause=Cause.SYNC_DELAY,
        remedy=RemedyKind.RESTORE,
        reason="Your payment reached us in time and was not passed on.",
        differenceReason="The shop has the order and never reported its payment.",
    )
    return (await staff.graph.decide_appeal(ruling)).decide_appeal


@ONE
async def test_a_missed_promise_is_said_and_goes_to_the_head_of_the_queue(system: System) -> None:
    async with await system.new_member(plan="silver", balance=40_00) as member:
        await system.advance("P35D")
        await status_is(member, "EXPIRED")
        opened = await member.appeal("openAppeal", "OpenAppealInput", text="Please look at it.")
        promised = instant(opened["firstAnswerDue"])
        assert promised - datetime.fromisoformat(await system.advance("PT0S")) <= timedelta(
            hours=24
        )
        await system.advance("PT24H1M")
        async with await system.staff() as staff:

            async def overdue() -> bool:
                queue = await staff.every("appealQueue", "number overdue")
                return {"number": opened["number"], "overdue": True} in queue

            await eventually(overdue)


@ONE
async def test_every_promise_has_its_clock_and_one_voice_speaks(system: System) -> None:
    """Eight staff reach for one appeal whose promises pass; all of it in the member's language."""
    async with await system.new_member(plan="silver", balance=40_00, language="ZH") as member:
        await system.advance("P35D")
        await status_is(member, "EXPIRED")
        refused = await member.appeal(
            "openAppeal", "OpenAppealInput", text="请核实。", lostAt="2016-05-01T00:00:00Z"
        )
        assert (refused["code"], refused["field"]) == ("INVALID_INPUT", "lostAt")
        assert refused["message"].startswith("2016年5月1日08:00 前后没有失去会员的记录。")
        number = (await member.appeal("openAppeal", "OpenAppealInput", text="请核实。"))["number"]
        await system.advance("PT24H")
        await told_of(member, "FirstAnswerMissed")
        await system.advance("PT12H")
        await told_of(member, "PromiseMissed")

        async with AsyncExitStack() as desk:
            staff = [await desk.enter_async_context(await system.staff(f"s-{n}")) for n in range(8)]
            take: dict[str, Any] = {"number": number}
            took = await asyncio.gather(
                *(one.appeal("takeAppeal", "TakeAppealInput", **take) for one in staff)
            )
            late = [answer for answer in took if "code" in answer]
            assert len(late) == 7
            assert {answer["code"] for answer in late} == {"NOT_ALLOWED"}
            assert all("takeOver: true" in answer["message"] for answer in late)
            for one in staff:
                await one.appeal("takeAppeal", "TakeAppealInput", takeOver=True, **take)
            answer = {"number": number, "text": "已在核对。"}
            spoken = await staff[-1].appeal("answerAppeal", "AppealTextInput", **answer)
            assert "code" not in spoken, spoken
            await system.advance("PT12H")  # the next day, with SMS of its own
            decision = {
                "number": number, "verdict": "REJECTED", "cause": "LAPSED", "remedy": "NOTHING",
                "reason": "到期未续费。",
            }  # fmt: skip
            decided = await staff[-1].appeal("decideAppeal", "DecideAppealInput", **decision)
            assert decided["decision"]["verdict"] == "REJECTED", decided
        await told_of(member, "StaffAnswered")
        kinds = [alert["eventType"] for alert in await member.alerts()]
        assert kinds.count("AppealTaken") == 1
        [takeover] = [a for a in await member.alerts() if a["eventType"] == "AppealTakenOver"]
        states = {one["channel"]: one["state"] for one in takeover["deliveries"]}
        assert states["SMS"] == "FILTERED"
        said = await system.message(await member.phone(), number, "到期未续费")
        assert said["channel"] == "sms", "eight takeovers have not used up the day"


@ONE
async def test_who_writes_to_an_appeal_that_is_over_is_told_so(system: System) -> None:
    async with await system.new_member(plan="silver", language="ZH") as member:
        await member.change("cancel", "PlainInput")
        opened = await member.appeal("openAppeal", "OpenAppealInput", text="请核实。")
        number = {"number": opened["number"]}
        await member.appeal("withdrawAppeal", "AppealInput", **number)
        over = await member.appeal("replyToAppeal", "ReplyToAppealInput", text="？", **number)
        assert over["code"] == "NOT_ALLOWED"
        assert "已撤回。如有新情况，可在" in over["message"]


@ONE
async def test_nobody_sees_another_members_appeal(system: System) -> None:
    async with (
        await system.new_member(plan="silver", balance=40_00) as member,
        await system.new_member() as other,
    ):
        await system.advance("P35D")
        await status_is(member, "EXPIRED")
        opened = await member.appeal("openAppeal", "OpenAppealInput", text="Mine alone.")
        theirs, nobodys = opened["number"], "AP-20160501-9999"
        for number in (theirs, nobodys):
            data = await other.client.run(f'{{ appeal(number: "{number}") {{ number }} }}')
            assert data["appeal"] is None
        for name, kind, more in [
            ("withdrawAppeal", "AppealInput", {}),
            ("replyToAppeal", "ReplyToAppealInput", {"text": "Hm?"}),
        ]:
            answers = [
                await other.appeal(name, kind, number=number, **more)
                for number in (theirs, nobodys)
            ]
            said = [str(answer).replace(theirs, nobodys) for answer in answers]
            assert said[0] == said[1], "whether there is one is not told"
            assert answers[0]["code"] == "NOT_FOUND"


@ONE
async def test_an_appeal_goes_on_before_another_person_and_on_something_new(system: System) -> None:
    """Draft, handed in, asked, not answered in time, rejected, escalated, upheld in part, reopened:
    the member is told of every step, and who decided has no part in what follows."""
    async with (
        await system.new_member(plan="silver", balance=40_00) as member,
        await system.staff("first") as first,
        await system.staff("second") as second,
    ):
        await member.change("cancel", "PlainInput")
        number = await handed_in(member)
        ask = {"number": number, "question": "Which day?", "whatFollows": "DECIDE"}
        until = duration(timedelta(days=3))
        asked = await first.appeal(
            "askInformation", "AskInformationInput",
            answerUntil=(await system.now() + timedelta(days=3)).isoformat(), **ask,
        )  # fmt: skip
        assert asked["state"] == "WAITING_FOR_MEMBER", asked
        await system.advance(until)
        await told_of(member, "AnswerReminded")
        await told_of(member, "WaitEnded")
        why = {"reason": "You cancelled it."}
        ruling = {"number": number, **why, "cause": "MEMBER_CANCELLED", "remedy": "NOTHING"}
        no = await first.appeal("decideAppeal", "DecideAppealInput", verdict="REJECTED", **ruling)
        assert no["decision"]["verdict"] == "REJECTED", no
        await system.message(await member.phone(), number, "have another person decide")

        escalated = await member.appeal("escalateAppeal", "EscalateAppealInput", number=number)
        assert escalated["state"] == "ESCALATED", escalated
        again = await first.appeal("takeAppeal", "TakeAppealInput", number=number, takeOver=True)
        assert (again["code"], "须由他人处理" in again["message"]) == ("NOT_ALLOWED", True)
        partly = await second.appeal(
            "decideAppeal", "DecideAppealInput", verdict="PARTLY", **ruling
        )
        assert partly["decision"]["verdict"] == "PARTLY", partly
        final = await member.appeal("escalateAppeal", "EscalateAppealInput", number=number)
        assert final["code"] == "NOT_ALLOWED", final
        reopened = await member.appeal(
            "reopenAppeal", "ReopenAppealInput", number=number, orders=["R-77"]
        )
        assert reopened["state"] == "REOPENED", reopened
        await told_of(member, "AppealReopened")


async def handed_in(member: Member) -> str:
    """What was begun, handed in later: its number."""
    draft = "AppealDraftSuccess { draft { draftId state keptUntil } }"
    begun = await member.do("saveAppealDraft", "SaveAppealDraftInput", draft, text="I paid.")
    assert begun["draft"]["state"] == "DRAFT", begun
    id = {"draftId": begun["draft"]["draftId"]}
    number = (await member.appeal("submitAppealDraft", "AppealDraftInput", **id))["number"]
    assert (await member.ask("appealDrafts { draftId }"))["appealDrafts"] == []
    return str(number)
