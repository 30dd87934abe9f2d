"""A member says that the record is wrong; staff find it, put it right and decide, and the member is
told of each step."""

from typing import Any

import pytest

from tests.flows.conftest import System

pytestmark = pytest.mark.systems("one")

ASKED = "rectifications { id subject wrong state overdue answerBy reason mended }"
OPEN = "openRectifications(first: 100) { nodes { memberId rectifications { id wrong right } } }"


async def test_a_record_is_corrected_by_an_event_and_the_member_told(system: System) -> None:
    async with await system.new_member(plan="gold") as member, await system.staff() as staff:
        asked = {"wrong": "Two days of my period are missing.", "right": "It has 31 days."}
        await member.change("askRectification", "AskRectificationInput", **asked)
        again = await member.change("askRectification", "AskRectificationInput", **asked)
        assert again["code"] == "NOT_ALLOWED"
        phone = await member.phone()
        await system.message(phone, "You asked for a correction", "answers by")
        [one] = (await member.ask(ASKED))["rectifications"]
        assert (one["state"], one["overdue"]) == ("OPEN", False)

        decision: dict[str, Any] = {
            "memberId": member.id, "id": one["id"], "accepted": True, "reason": "You are right.",
        }  # fmt: skip
        [found] = [
            waits
            for waits in (await staff.client.run(f"{{ {OPEN} }}"))["openRectifications"]["nodes"]
            if waits["memberId"] == member.id
        ]
        assert found["rectifications"] == [{"id": one["id"], **asked}]
        unmended = await staff.change("decideRectification", "DecideRectificationInput", **decision)
        assert (unmended["code"], unmended["field"]) == ("INVALID_INPUT", "mended")
        days = {"memberId": member.id, "days": 2, "reason": "They were missing."}
        await staff.do("grantDays", "GrantDaysInput", "CorrectionSuccess { repeated }", **days)
        [granted] = [e for e in await member.timeline() if e["type"] == "DaysGranted"]
        decision["mended"] = [granted["eventId"]]
        await staff.change("decideRectification", "DecideRectificationInput", **decision)
        await system.message(phone, "It was accepted", "your record is mended")
        [one] = (await member.ask(ASKED))["rectifications"]
        assert (one["state"], one["mended"]) == ("ACCEPTED", decision["mended"])
        assert one["reason"] == "You are right."
        reads = (await member.ask("staffReads { nodes { field } }"))["staffReads"]["nodes"]
        assert "openRectifications" in {read["field"] for read in reads}
