"""She did not renew in time: she is told, reads why, and renews in grace at the price she had."""

from datetime import timedelta

import pytest

from tests.browser.people import somebody
from tests.browser.visits import EN_PHONE, ZH_DESK, Coming, Reader
from tests.flows.conftest import System
from tests.flows.typed import standing

GOLD = 19_90
TOLD = {"EN": "not renewed in time", "ZH": "宽限期"}


@pytest.mark.parametrize("reader", [EN_PHONE, ZH_DESK], ids=str)
async def test_renewed_in_grace(coming: Coming, world: System, reader: Reader) -> None:
    async with await somebody(world, reader, balance=100_00) as member:
        before = (await standing(member)).period
        await world.advance_to(before.end + timedelta(hours=1))
        await world.message(await member.phone(), TOLD[reader.language])
        visit = await coming("/", role="member", id=member.id)
        await visit.reads("The period is over; you keep everything until {last}.")
        await visit.reads("What to do now")
        await visit.accessible()
        await visit.fits()
        await visit.shows("story-grace")
        await visit.press("Renew for {price}")
        await visit.reads("You are a member until {end}.")
        after = await standing(member)
        assert after.period.start == before.end
        assert after.balance.amount == 100_00 - 2 * GOLD
        assert visit.wrong == []
