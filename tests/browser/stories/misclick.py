"""A tap on “cancel” that nobody meant: told at once, and taken back in one step, to the cent."""

import pytest

from tests.browser.people import somebody
from tests.browser.visits import EN_DESK, ZH_PHONE, Coming, Reader
from tests.flows.conftest import System

TOLD = {"EN": "cancel", "ZH": "取消"}
SAME = ("status", "plan", "price", "balance", "period", "autoRenew")


@pytest.mark.parametrize("reader", [ZH_PHONE, EN_DESK], ids=str)
async def test_cancelled_and_taken_back(coming: Coming, world: System, reader: Reader) -> None:
    async with await somebody(world, reader) as member:
        before = await member.membership()
        visit = await coming("/", role="member", id=member.id)
        await visit.press("Cancel the membership…")
        await visit.press("Cancel the membership")
        await visit.reads("Was that a mistake?")
        await world.message(await member.phone(), TOLD[reader.language])
        await visit.accessible()
        await visit.fits()
        await visit.shows("story-undo")
        await visit.press("Undo it")
        await visit.reads("You are a member until {end}.")
        after = await member.membership()
        assert {one: after[one] for one in SAME} == {one: before[one] for one in SAME}
        assert visit.wrong == []
