"""Nobody is forgotten: a person tells who could not be reached, and what was given up is sent again
when the provider is well."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from tests.flows.conftest import System, eventually
from tests.flows.people import Member, Staff

pytestmark = pytest.mark.systems("one")

TASK = "TaskSuccess { repeated task { state takenBy note doneAt } }"
REPLAY = "ReplaySuccess { replayed skipped { reason count } }"


@asynccontextmanager
async def faults(system: System, **which: Any) -> AsyncIterator[None]:
    url = f"{system.supervisor.urls['sinks']}/faults"
    async with aiohttp.ClientSession() as session:
        await session.post(url, json=which)
        try:
            yield
        finally:
            await session.delete(url)


async def tasks_of(staff: Staff, member: Member) -> list[dict[str, Any]]:
    found = await staff.every(
        "staffTasks",
        "id memberId eventType title { zh en } text { en } receivedAt "
        "tried { channel state reason }",
    )
    return [one for one in found if one["memberId"] == member.id]


async def dead_letters_of(staff: Staff, member: Member) -> list[dict[str, Any]]:
    shape = "id memberId eventType reason code attempts"
    found = await staff.every("deadLetters", shape, "filter: { channel: SMS },")
    return [one for one in found if one["memberId"] == member.id]


async def sms_history(person: Member | Staff, member_id: str = "") -> list[dict[str, Any]]:
    """Of the newest alert."""
    asked = """alerts(first: 1) { nodes { deliveries { channel history {
      kind attempt says { en } by } } } }"""
    if isinstance(person, Staff):
        alerts = (await person.member(member_id, asked))["alerts"]
    else:
        alerts = (await person.ask(asked))["alerts"]
    deliveries = alerts["nodes"][0]["deliveries"]
    return next(one["history"] for one in deliveries if one["channel"] == "SMS")


async def test_staff_tell_a_member_whom_no_channel_reached(system: System) -> None:
    async with (
        await system.new_member() as member,
        await system.staff("zhou") as zhou,
        await system.staff("wang") as wang,
    ):
        phone, email = await member.phone(), await member.email()
        await system.message(phone, "has begun")
        broken = {
            "sms": {"status": 400, "code": 21612, "to": phone},
            "email": {"code": 550, "to": email},
        }
        async with faults(system, **broken):
            await member.change("cancel", "PlainInput")

            async def both_failed() -> bool:
                ends = [d for a in await member.alerts() for d in a["deliveries"]]
                failed = {d["channel"] for d in ends if d["state"] == "FAILED"}
                return {"SMS", "EMAIL"} <= failed

            await eventually(both_failed)
            await system.advance("PT3H")  # the inbox has had its time too

            async def a_task() -> list[dict[str, Any]]:
                return await tasks_of(zhou, member)

            [task] = await eventually(a_task)
        assert task["eventType"] == "MembershipCancelled"
        assert "cancelled" in task["text"]["en"]
        tried = {one["channel"]: one["state"] for one in task["tried"]}
        assert (tried["SMS"], tried["EMAIL"]) == ("FAILED", "FAILED")

        taken = await zhou.do("takeTask", "TakeTaskInput", TASK, taskId=task["id"])
        assert taken["task"]["takenBy"] == "zhou"
        late = await wang.do("takeTask", "TakeTaskInput", TASK, taskId=task["id"])
        assert late["code"] == "NOT_ALLOWED"
        note = {"taskId": task["id"], "note": "Called; she knows."}
        done = await zhou.do("finishTask", "FinishTaskInput", TASK, **note)
        assert (done["task"]["state"], done["task"]["note"]) == ("DONE", "Called; she knows.")
        assert (await zhou.do("finishTask", "FinishTaskInput", TASK, **note))["repeated"] is True
        assert await tasks_of(zhou, member) == []


async def test_what_was_given_up_arrives_once_when_the_provider_is_well(system: System) -> None:
    async with (
        await system.new_member() as member,
        await system.staff("zhou") as zhou,
        await system.staff("wang") as wang,
    ):
        phone = await member.phone()
        await system.message(phone, "has begun")
        async with faults(system, sms={"status": 400, "code": 21612, "to": phone}):
            await member.change("cancel", "PlainInput")

            async def a_dead_letter() -> list[dict[str, Any]]:
                return await dead_letters_of(zhou, member)

            [letter] = await eventually(a_dead_letter)
        assert (letter["code"], letter["attempts"]) == ("21612", 1)
        history = await sms_history(member)
        assert [step["kind"] for step in history][-1] == "FAILED"
        assert "cannot be reached from this sender" in history[-1]["says"]["en"]
        before = len(await system.messages(phone))

        one = {"ids": [letter["id"]]}
        answers = [
            await person.do("replayDeliveries", "ReplayDeliveriesInput", REPLAY, **one)
            for person in (zhou, wang)
        ]
        received = [skip["reason"] for answer in answers for skip in answer["skipped"]]
        assert [answer["replayed"] for answer in answers] == [1, 0], received
        await system.message(phone, "cancelled")

        async def is_received() -> bool:
            return (await sms_history(member))[-1]["kind"] == "RECEIVED"

        await eventually(is_received)
        assert len(await system.messages(phone)) == before + 1
        assert await dead_letters_of(zhou, member) == []
        replayed = [s for s in await sms_history(zhou, member.id) if s["kind"] == "REPLAYED"]
        assert [step["by"] for step in replayed] == ["zhou"]
        assert {step["by"] for step in await sms_history(member)} == {""}
