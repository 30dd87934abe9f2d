"""Staff at the desk: nobody gets what another has, and who is away has nothing."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any

from tests.flows.conftest import System, eventually
from tests.flows.people import Member, Staff
from tests.flows.test_loss_and_return import ONE


async def appeal_of(member: Member) -> str:
    """About a cancellation."""
    await member.change("cancel", "PlainInput")
    opened = await member.appeal("openAppeal", "OpenAppealInput", text="That was not meant.")
    number: str = opened["number"]
    return number


async def who_has(staff: Staff, number: str) -> str:
    shown = await staff.client.run(f'{{ appeal(number: "{number}") {{ reviewer {{ id }} }} }}')
    reviewer = shown["appeal"]["reviewer"]
    return reviewer["id"] if reviewer else ""


@ONE
async def test_two_who_take_the_next_get_two_and_who_is_away_hands_on(system: System) -> None:
    async with AsyncExitStack() as desk:
        members = [
            await desk.enter_async_context(await system.new_member(plan="silver")) for _ in range(2)
        ]
        for member in members:
            await appeal_of(member)
        li, wang = [
            await desk.enter_async_context(await system.staff(id, name=id.title()))
            for id in ("desk-li", "desk-wang")
        ]
        took = await asyncio.gather(
            *(one.appeal("takeNextAppeal", "TakeNextAppealInput") for one in (li, wang))
        )
        numbers = [one["number"] for one in took]
        assert len(set(numbers)) == 2, took
        late = await wang.appeal("takeAppeal", "TakeAppealInput", number=numbers[0])
        assert late["code"] == "NOT_ALLOWED"
        assert "Desk-Li" in late["message"]

        now = await system.now()
        away: dict[str, Any] = {
            "reviewer": "desk-li",
            "since": now.isoformat(),
            "until": (now + timedelta(hours=5)).isoformat(),
            "substitute": "desk-wang",
        }
        set_absence = (
            "mutation($input: SetAbsenceInput!) { setAbsence(input: $input) {"
            " ... on ReviewerSuccess { reviewer { absent absence { substitute } } }"
            " ... on Problem { code message } } }"
        )
        answer = (await li.client.run(set_absence, input=away))["setAbsence"]
        assert answer["reviewer"]["absent"], answer

        async def passed_on() -> bool:
            return await who_has(wang, numbers[0]) == "desk-wang"

        await eventually(passed_on)
        queues = (await wang.client.run("{ appealQueues { queue waiting free } }"))["appealQueues"]
        waiting = {one["queue"]: one["waiting"] for one in queues}
        assert sum(waiting.values()) >= 2
