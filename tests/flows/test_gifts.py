"""A use of a quota is given to another: proven, agreed, a day to undo it, and both are told."""

import pytest

from tests.flows.conftest import System, eventually
from tests.flows.people import Member
from tests.flows.test_causes import code_for

pytestmark = pytest.mark.systems("one")

QUOTA = "free_transfers"


async def left(member: Member) -> int | None:
    benefits = (await member.ask("membership { benefits { code left } }"))["membership"]["benefits"]
    found: int | None = next(one["left"] for one in benefits if one["code"] == QUOTA)
    return found


async def test_a_use_is_given_to_another_after_a_day_to_undo_it(system: System) -> None:
    async with (
        await system.new_member(plan="gold") as giver,
        await system.new_member(plan="silver") as receiver,
    ):
        code = await code_for(system, giver, "TRANSFER", "giving your membership away")
        offered = await giver.change(
            "offerGift", "OfferGiftInput", to=receiver.id, benefit=QUOTA, count=2, code=code
        )
        assert "code" not in offered, offered
        passing = "passing { gift { giving memberId count effectiveAt } transfer { giving } }"
        seen = {"count": 2, "effectiveAt": None}
        assert (await giver.ask(passing))["passing"] == {
            "gift": {"giving": True, "memberId": receiver.id, **seen}, "transfer": None,
        }  # fmt: skip
        assert (await receiver.ask(passing))["passing"] == {
            "gift": {"giving": False, "memberId": giver.id, **seen}, "transfer": None,
        }  # fmt: skip
        await system.message(await receiver.phone(), "offers you 2 of", "Free transfers a month")
        assert "code" not in await receiver.change("acceptGift", "PlainInput")
        await system.message(await giver.phone(), "is agreed")
        await system.advance("PT24H1M")

        async def arrived() -> bool:
            return await left(receiver) == 3

        await eventually(arrived)
        assert await left(giver) == 3
        for member in (giver, receiver):
            assert "GiftMade" in [entry["type"] for entry in await member.timeline()]
            await system.message(await member.phone(), "3 left then")
